//! The one walk over an operation from which its plan is made.

use std::collections::{HashMap, HashSet};

use apollo_compiler::{
    ExecutableDocument, Node,
    ast::{DirectiveList, Value},
    executable::{Argument, Field, Operation, Selection, SelectionSet},
};
use async_graphql::Pos;
use standfirst_domain::error::ErrorCode;

use super::{Condition, Look, Paging, Plan, Site, Step, cost::Size, prices};
use crate::{
    coercion::literals::{Literals, NeverNull},
    diagnostics, engine,
    limits::DocumentLimits,
    schema::{DocumentSchema, ValueError, is_composite, is_connection, is_node, possible_types},
    source_positions::Places,
};

/// What is wrong at a place of the document.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// What.
    pub wrong: ValueError,
    /// Where.
    pub at: Pos,
}

/// Works out what an operation comes to, and everything that is wrong with the values that are written in it.
pub fn walk(
    schema: &DocumentSchema,
    limits: &DocumentLimits,
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
        whole: false,
        schema_lists: 0,
        seen: Seen::default(),
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
    walk.of_value(&operation.selection_set, Some(&[]), &mut steps);
    walk.plan.steps = steps;
    walk.finish()
}

struct Walk<'d> {
    schema: &'d DocumentSchema,
    document: &'d ExecutableDocument,
    places: &'d Places<'d>,
    plan: Plan,
    faults: Vec<Fault>,
    literals: Literals<'d, 'd>,
    /// Whether what is walked is part of something that is charged as a whole.
    whole: bool,
    /// How deep lists of the schema stand within each other.
    schema_lists: usize,
    seen: Seen,
}

/// What was looked at, by where it is kept: a fragment is walked as often as it is spread.
#[derive(Default)]
struct Seen {
    arguments: HashMap<usize, Vec<NeverNull>>,
    pagings: HashSet<(usize, Option<Vec<Condition>>)>,
    nulls: HashSet<(apollo_compiler::Name, Vec<Condition>)>,
}

fn address<T>(node: &Node<T>) -> usize {
    std::ptr::from_ref::<T>(node).addr()
}

impl<'d> Walk<'d> {
    /// Walks what is selected of a value of any kind that its type allows.
    fn of_value(
        &mut self,
        set: &'d SelectionSet,
        reached: Option<&[Condition]>,
        steps: &mut Vec<Step>,
    ) {
        self.set(
            set,
            &possible_types(&self.schema.types, &set.ty),
            reached,
            steps,
        );
    }

    /// Walks a selection set of a value that is of one of these `kinds`. Nothing of what is never reached is kept, though its values are looked at all
    /// the same.
    fn set(
        &mut self,
        set: &'d SelectionSet,
        kinds: &[&'d str],
        reached: Option<&[Condition]>,
        steps: &mut Vec<Step>,
    ) {
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
                    self.narrowed(&inline.selection_set, kinds, conditions, steps);
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.document.fragments.get(&spread.fragment_name) {
                        self.directives(&fragment.directives, conditions, conditions);
                        self.narrowed(&fragment.selection_set, kinds, conditions, steps);
                    }
                }
            }
        }
    }

    /// Walks a fragment. Where it is for none of the kinds that are left by those around it, it is never reached.
    fn narrowed(
        &mut self,
        set: &'d SelectionSet,
        kinds: &[&'d str],
        reached: Option<&[Condition]>,
        steps: &mut Vec<Step>,
    ) {
        let of = possible_types(&self.schema.types, &set.ty);
        let left: Vec<&str> = kinds
            .iter()
            .copied()
            .filter(|kind| of.contains(kind))
            .collect();
        self.set(set, &left, reached.filter(|_| !left.is_empty()), steps);
    }

    fn field(
        &mut self,
        parent: &'d str,
        field: &'d Node<Field>,
        conditions: Option<&[Condition]>,
        steps: &mut Vec<Step>,
    ) {
        self.arguments(&field.definition.arguments, &field.arguments, conditions);
        let paging = Paging::of(self.schema, parent, field);
        if let Some(paging) = &paging {
            self.paging(paging, field, conditions);
        }
        let (whole, schema_lists) = (self.whole, self.schema_lists);
        self.schema_lists = self.lists_of_the_schema(parent, field);
        match conditions {
            None => self.of_value(&field.selection_set, None, &mut Vec::new()),
            Some(conditions) => {
                self.plan.asks_schema |= matches!(field.name.as_str(), "__schema" | "__type");
                let step = self.step(parent, field, paging, conditions);
                self.other_lists(steps, &step, field);
                self.whole = self.is_part(field)
                    || prices::is_whole(&field.name, field.definition.ty.inner_named_type());
                meet(steps, step, |met| {
                    self.of_value(&field.selection_set, Some(conditions), &mut met.steps);
                });
            }
        }
        (self.whole, self.schema_lists) = (whole, schema_lists);
    }

    /// Tells of a field that was selected before under the same key with lists of other lengths: the validator compares lists as far as the shorter one goes
    /// (specification, section 5.3.2).
    fn other_lists(&mut self, steps: &[Step], step: &Step, field: &Node<Field>) {
        let differs = |other: &Step| is_same(other, step) && other.lists != step.lists;
        if steps.iter().any(differs) {
            let wrong = ValueError {
                code: ErrorCode::GraphqlValidationFailed,
                message: diagnostics::other_arguments(&step.key),
            };
            let at = self.places.of_node(field);
            self.tell(Fault { wrong, at });
        }
    }

    /// Whether a field is charged with what it stands in: it does not lead out of it, to something that stands by itself.
    fn is_part(&self, field: &Field) -> bool {
        let ty = &field.definition.ty;
        self.whole && !is_node(&self.schema.types, ty) && !is_connection(&self.schema.types, ty)
    }

    fn lists_of_the_schema(&mut self, parent: &str, field: &Node<Field>) -> usize {
        if !prices::is_schema_list(parent, &field.name) {
            return self.schema_lists;
        }
        let lists = self.schema_lists.saturating_add(1);
        if lists == prices::SCHEMA_LISTS.saturating_add(1) {
            let message = format!(
                "Lists of the schema stand deeper within each other than {}.",
                prices::SCHEMA_LISTS
            );
            let wrong = ValueError {
                code: ErrorCode::QueryTooDeep,
                message,
            };
            let at = self.places.of_node(field);
            self.tell(Fault { wrong, at });
        }
        lists
    }

    fn tell(&mut self, fault: Fault) {
        if self.faults.len() < self.literals.limits.errors {
            self.faults.push(fault);
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
        let is_list = is_connection(&self.schema.types, ty);
        let is_linked = self.whole && is_node(&self.schema.types, ty);
        let is_item =
            parent.ends_with("Connection") && matches!(field.name.as_str(), "edges" | "nodes");
        let is_whole = prices::is_whole(&field.name, ty.inner_named_type());
        let is_free = self.is_part(field) || is_whole || is_list || is_wrapper(parent, field);
        let each = u64::from(!is_free && is_composite(&self.schema.types, ty));
        let size = match paging {
            _ if is_linked => Size::Declared(prices::LINKS),
            _ if self.is_part(field) || is_whole => Size::One,
            Some(paging) if is_list => Size::Part(Box::new(paging)),
            _ if is_item => Size::Items,
            _ if !ty.is_list() => Size::One,
            Some(paging) => Size::Cut(Box::new(paging)),
            _ => named(field)
                .unwrap_or_else(|| Size::Declared(prices::declared(parent, &field.name))),
        };
        Step {
            key: engine::name(field.response_key()),
            definition: field.definition.clone(),
            once: prices::once(parent, &field.name, ty.inner_named_type()),
            each,
            size,
            lists: lists(field),
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
            let Some(definition) = definition else {
                continue;
            };
            if !self.seen.arguments.contains_key(&address(argument)) {
                self.literals.argument(definition, &argument.value);
                let never = std::mem::take(&mut self.literals.never_null);
                self.seen.arguments.insert(address(argument), never);
            }
            self.never_null(argument, reached);
        }
    }

    fn never_null(&mut self, argument: &Node<Argument>, reached: Option<&[Condition]>) {
        let (Some(never), Some(conditions)) =
            (self.seen.arguments.get(&address(argument)), reached)
        else {
            return;
        };
        let at = self.places.of_node(argument);
        for never in never {
            let place = (never.variable.clone(), conditions.to_vec());
            if self.seen.nulls.insert(place) {
                self.plan.sites.push(Site {
                    at,
                    conditions: conditions.to_vec(),
                    what: Look::NeverNull(never.clone()),
                });
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
            if let Some(definition) = self.schema.types.directive_definitions.get(&directive.name) {
                let reached = match directive.name.as_str() {
                    "include" => not_skipped,
                    _ => reached,
                };
                self.arguments(&definition.arguments, &directive.arguments, reached);
            }
        }
    }

    fn paging(&mut self, paging: &Paging, field: &Node<Field>, reached: Option<&[Condition]>) {
        let hangs = paging.hangs_on_variables();
        let reached = reached.map(<[Condition]>::to_vec).filter(|_| hangs);
        if !self.seen.pagings.insert((address(field), reached.clone())) {
            return;
        }
        let at = self.places.of_node(field);
        if let Some(conditions) = reached {
            let what = Look::Paging(Box::new(paging.clone()));
            self.plan.sites.push(Site {
                at,
                conditions,
                what,
            });
        } else if !hangs {
            for wrong in paging.wrong(self.schema, &async_graphql::Variables::default()) {
                self.tell(Fault { wrong, at });
            }
        }
    }

    fn finish(mut self) -> (Plan, Vec<Fault>) {
        let wrong = std::mem::take(&mut self.literals.wrong).into_iter();
        let places = self.places;
        let in_values = wrong.map(|wrong| Fault {
            at: places.of_node(wrong.at),
            wrong: ValueError {
                code: wrong.code,
                message: wrong.message,
            },
        });
        let faults = in_values.chain(self.faults).collect();
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
        Value::Variable(variable) => Size::NamedBy(engine::name(variable)),
        Value::List(items) => Size::Named(items.len() as u64),
        _ => Size::Named(1),
    })
}

/// How long the lists among a field's arguments are, in whatever order those are written.
fn lists(field: &Field) -> Vec<usize> {
    let mut arguments: Vec<&Node<Argument>> = field.arguments.iter().collect();
    arguments.sort_by_key(|argument| &argument.name);
    let mut lengths = Vec::new();
    for argument in arguments {
        measure(&argument.value, &mut lengths);
    }
    lengths
}

fn measure(value: &Value, lengths: &mut Vec<usize>) {
    match value {
        Value::List(items) => {
            lengths.push(items.len());
            items.iter().for_each(|item| measure(item, lengths));
        }
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| name);
            fields.iter().for_each(|(_, value)| measure(value, lengths));
        }
        _ => {}
    }
}

/// Whether two steps are one field under one key.
fn is_same(one: &Step, other: &Step) -> bool {
    one.key == other.key && one.definition.ptr_eq(&other.definition)
}

/// Puts a step among others, or finds it there: what is selected twice under one key is answered once.
fn meet(steps: &mut Vec<Step>, step: Step, go_on: impl FnOnce(&mut Step)) {
    if let Some(met) = steps.iter_mut().find(|other| is_same(other, &step)) {
        if met.conditions != step.conditions {
            met.conditions.clear();
        }
        return go_on(met);
    }
    let mut step = step;
    go_on(&mut step);
    if step.once > 0
        || step.each > 0
        || !step.steps.is_empty()
        || matches!(step.size, Size::Part(_))
    {
        steps.push(step);
    }
}
