//! The one walk over an operation from which its plan is made.

use apollo_compiler::{
    ExecutableDocument, Node, Schema,
    ast::DirectiveList,
    executable::{Argument, Field, Operation, Selection, SelectionSet},
};
use async_graphql::Pos;

use super::{Condition, Look, Paging, Plan, Site, Step, Wrong, cost::Size, table};
use crate::{
    http::gate::{
        coercion::literals::Literals,
        engine,
        places::Places,
        served::{is_composite, is_connection},
    },
    limits::Limits,
};

/// What is wrong at a place of the document.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// What.
    pub wrong: Wrong,
    /// Where.
    pub at: Pos,
}

/// Works out what an operation comes to, and everything that is wrong with the values that are written in it.
pub fn walk(
    schema: &Schema,
    limits: &Limits,
    document: &ExecutableDocument,
    operation: &Node<Operation>,
    places: &Places<'_>,
) -> (Plan, Vec<Fault>) {
    let mut walk = Walk {
        schema,
        document,
        places,
        plan: Plan::default(),
        faults: Vec::new(),
        literals: Literals {
            schema,
            limits,
            variables: &operation.variables,
            wrong: Vec::new(),
            never_null: Vec::new(),
        },
    };
    for variable in &operation.variables {
        if let Some(default) = &variable.default_value {
            walk.literals.default(&variable.ty, &variable.name, default);
        }
        walk.directives(&variable.directives, Some(&[]), Some(&[]));
    }
    walk.directives(&operation.directives, Some(&[]), Some(&[]));
    let mut steps = Vec::new();
    walk.set(&operation.selection_set, Some(&[]), &mut steps);
    walk.plan.steps = steps;
    walk.finish()
}

struct Walk<'d> {
    schema: &'d Schema,
    document: &'d ExecutableDocument,
    places: &'d Places<'d>,
    plan: Plan,
    faults: Vec<Fault>,
    literals: Literals<'d, 'd>,
}

impl<'d> Walk<'d> {
    /// Walks a selection set. Nothing of what is never reached is kept, though its values are looked at all the same.
    fn set(&mut self, set: &'d SelectionSet, reached: Option<&[Condition]>, steps: &mut Vec<Step>) {
        for selection in &set.selections {
            let directives = selection.directives();
            let not_skipped = reached.and_then(|outer| Condition::not_skipped(directives, outer));
            let not_skipped = not_skipped.as_deref();
            let conditions = not_skipped.and_then(|outer| Condition::included(directives, outer));
            let conditions = conditions.as_deref();
            self.directives(directives, reached, not_skipped);
            match selection {
                Selection::Field(field) => self.field(&set.ty, field, conditions, steps),
                Selection::InlineFragment(inline) => {
                    self.set(&inline.selection_set, conditions, steps);
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.document.fragments.get(&spread.fragment_name) {
                        self.directives(&fragment.directives, conditions, conditions);
                        self.set(&fragment.selection_set, conditions, steps);
                    }
                }
            }
        }
    }

    fn field(
        &mut self,
        parent: &'d str,
        field: &'d Node<Field>,
        conditions: Option<&[Condition]>,
        steps: &mut Vec<Step>,
    ) {
        self.arguments(&field.definition.arguments, &field.arguments, conditions);
        let paging = Paging::of(parent, field);
        if let Some(paging) = &paging {
            self.paging(paging.clone(), self.places.of_node(field), conditions);
        }
        let mut unreached = Vec::new();
        let Some(conditions) = conditions else {
            return self.set(&field.selection_set, None, &mut unreached);
        };
        if matches!(field.name.as_str(), "__schema" | "__type") {
            self.plan.asks_schema = true;
        }
        let step = self.step(parent, field, paging, conditions);
        let flat = table::flat(&field.name, field.definition.ty.inner_named_type()).is_some();
        if !is_composite(self.schema, &field.definition.ty) {
            if step.once > 0 {
                meet(steps, step, |_| {});
            }
        } else if flat {
            self.set(&field.selection_set, Some(conditions), &mut unreached);
            meet(steps, step, |_| {});
        } else {
            meet(steps, step, |met| {
                self.set(&field.selection_set, Some(conditions), &mut met.steps);
            });
        }
    }

    fn step(
        &self,
        parent: &str,
        field: &Field,
        paging: Option<Paging>,
        conditions: &[Condition],
    ) -> Step {
        let ty = &field.definition.ty;
        let flat = table::flat(&field.name, ty.inner_named_type());
        let is_part = is_connection(self.schema, ty);
        let is_item =
            parent.ends_with("Connection") && matches!(field.name.as_str(), "edges" | "nodes");
        let each = match flat {
            Some(points) => points,
            None if is_part || is_wrapper(parent, field) || !is_composite(self.schema, ty) => 0,
            None => 1,
        };
        let size = match paging {
            _ if flat.is_some() => Size::One,
            Some(paging) if is_part => Size::Part(Box::new(paging)),
            _ if is_item => Size::Items,
            _ if !ty.is_list() => Size::One,
            _ => {
                named(field).unwrap_or_else(|| Size::Declared(table::declared(parent, &field.name)))
            }
        };
        Step {
            key: engine::name(field.response_key()),
            definition: field.definition.clone(),
            once: table::once(parent, &field.name),
            each,
            size,
            conditions: conditions.to_vec(),
            steps: Vec::new(),
        }
    }

    fn arguments(
        &mut self,
        definitions: &'d [Node<apollo_compiler::ast::InputValueDefinition>],
        given: &'d [Node<Argument>],
        reached: Option<&[Condition]>,
    ) {
        for argument in given {
            let definition = definitions
                .iter()
                .find(|definition| definition.name == argument.name);
            if let Some(definition) = definition {
                self.literals.argument(definition, &argument.value);
            }
            for never in std::mem::take(&mut self.literals.never_null) {
                let at = self.places.of_node(argument);
                self.keep(Look::NeverNull(never), at, reached);
            }
        }
    }

    /// Looks at directives. `@include` is only asked where nothing is skipped.
    fn directives(
        &mut self,
        directives: &'d DirectiveList,
        reached: Option<&[Condition]>,
        not_skipped: Option<&[Condition]>,
    ) {
        for directive in &directives.0 {
            if let Some(definition) = self.schema.directive_definitions.get(&directive.name) {
                let reached = match directive.name.as_str() {
                    "include" => not_skipped,
                    _ => reached,
                };
                self.arguments(&definition.arguments, &directive.arguments, reached);
            }
        }
    }

    fn paging(&mut self, paging: Paging, at: Pos, reached: Option<&[Condition]>) {
        if paging.hangs_on_variables() {
            return self.keep(Look::Paging(Box::new(paging)), at, reached);
        }
        let wrong = paging.wrong(&async_graphql::Variables::default());
        self.faults
            .extend(wrong.into_iter().map(|wrong| Fault { wrong, at }));
    }

    fn keep(&mut self, what: Look, at: Pos, reached: Option<&[Condition]>) {
        if let Some(conditions) = reached {
            let conditions = conditions.to_vec();
            self.plan.sites.push(Site {
                at,
                conditions,
                what,
            });
        }
    }

    fn finish(mut self) -> (Plan, Vec<Fault>) {
        let wrong = std::mem::take(&mut self.literals.wrong).into_iter();
        let places = self.places;
        let in_values = wrong.map(|wrong| Fault {
            at: places.of_node(wrong.at),
            wrong: Wrong {
                code: wrong.code,
                message: wrong.message,
            },
        });
        let mut faults: Vec<Fault> = Vec::new();
        for fault in in_values.chain(self.faults) {
            // A fragment that is spread twice is walked twice.
            if !faults.contains(&fault) {
                faults.push(fault);
            }
        }
        (self.plan.settled(), faults)
    }
}

/// What only holds a list together: edges, and what is told of a page.
fn is_wrapper(parent: &str, field: &Field) -> bool {
    parent.ends_with("Connection") && matches!(field.name.as_str(), "edges" | "pageInfo")
}

/// A list that answers one object for each that is named to it.
fn named(field: &Field) -> Option<Size> {
    let ids = field
        .arguments
        .iter()
        .find(|argument| argument.name == "ids")?;
    Some(match &*ids.value {
        apollo_compiler::ast::Value::Variable(variable) => Size::NamedBy(engine::name(variable)),
        apollo_compiler::ast::Value::List(items) => Size::Named(items.len() as u64),
        _ => Size::Named(1),
    })
}

/// Puts a step among others, or finds it there: what is selected twice under one key is answered once.
fn meet(steps: &mut Vec<Step>, step: Step, go_on: impl FnOnce(&mut Step)) {
    let same =
        |other: &&mut Step| other.key == step.key && other.definition.ptr_eq(&step.definition);
    if let Some(met) = steps.iter_mut().find(same) {
        if met.conditions != step.conditions {
            met.conditions.clear();
        }
        return go_on(met);
    }
    let mut step = step;
    go_on(&mut step);
    steps.push(step);
}
