//! The walk over an operation that makes its plan and checks every value written in it.
//!
//! Fragments are expanded in place, so a fragment is walked as often as it is spread.
//! [`VisitedNodes`] remembers by address what was checked before: one mistake in a fragment is
//! reported once, and a plan does not grow with the number of spreads. Selections that are never
//! made are walked as well, since their values must be valid, but the plan holds nothing of them.

use std::collections::{HashMap, HashSet};

use apollo_compiler::{
    ExecutableDocument, Node,
    ast::{DirectiveList, InputValueDefinition},
    executable::{Argument, Field, Operation, Selection, SelectionSet},
};
use async_graphql::{Pos, Variables};
use standfirst_domain::error::ErrorCode;

use super::{
    Condition, CostNode, PagingArguments, Plan, VariableCheck, VariableRule, cost::ListSize,
    field::PricedField, prices,
};
use crate::{
    coercion::{literals::LiteralChecker, position::NonNullUse},
    diagnostics,
    limits::DocumentLimits,
    schema::{DocumentSchema, ValueError},
    source_positions::SourcePositions,
};

/// An error that the walk found, with its position.
#[derive(Debug, PartialEq, Eq)]
pub struct PlanError {
    /// The error.
    pub error: ValueError,
    /// Position in the document.
    pub position: Pos,
}

/// Makes the plan of an operation, and returns it with every error in the values that the document
/// holds.
pub fn walk(
    schema: &DocumentSchema,
    limits: &DocumentLimits,
    document: &ExecutableDocument,
    operation: &Node<Operation>,
    positions: &SourcePositions<'_>,
) -> (Plan, Vec<PlanError>) {
    let mut walk = Walk {
        schema,
        document,
        positions,
        plan: Plan::default(),
        errors: Vec::new(),
        visited: VisitedNodes::default(),
        literals: LiteralChecker::new(schema, limits, &operation.variables),
    };
    let always: Option<&[Condition]> = Some(&[]);
    for variable in &operation.variables {
        if let Some(default) = &variable.default_value {
            walk.literals.default(&variable.ty, &variable.name, default);
        }
        walk.directives(&variable.directives, always, always);
    }
    walk.directives(&operation.directives, always, always);
    let context = Context {
        conditions: always,
        in_flat_price: false,
        introspection_lists: 0,
    };
    let mut nodes = Vec::new();
    walk.any_object(&operation.selection_set, context, &mut nodes);
    walk.plan.nodes = nodes;
    walk.finish()
}

/// Context of a selection, handed down the walk.
#[derive(Clone, Copy)]
struct Context<'c> {
    /// Conditions under which the selection is made; `None` for one that is never made.
    conditions: Option<&'c [Condition]>,
    /// True if a field around it has a flat price, which includes its parts.
    in_flat_price: bool,
    /// Number of lists of introspection around it.
    introspection_lists: usize,
}

/// Checks that were made before, by the address of the parsed node.
#[derive(Default)]
struct VisitedNodes {
    /// Arguments whose values were checked, with the variables in them that must not be null.
    arguments: HashMap<usize, Vec<NonNullUse>>,
    /// Fields whose paging was checked, with the conditions of the check that went into the plan.
    pagings: HashSet<(usize, Option<Vec<Condition>>)>,
    /// Variables that must not be null, with the conditions of the check that went into the plan.
    non_null: HashSet<(apollo_compiler::Name, Vec<Condition>)>,
}

fn address<T>(node: &Node<T>) -> usize {
    std::ptr::from_ref::<T>(node).addr()
}

struct Walk<'d> {
    schema: &'d DocumentSchema,
    document: &'d ExecutableDocument,
    positions: &'d SourcePositions<'d>,
    plan: Plan,
    errors: Vec<PlanError>,
    visited: VisitedNodes,
    literals: LiteralChecker<'d, 'd>,
}

impl<'d> Walk<'d> {
    /// Walks the selections on an object of any type that its field allows.
    fn any_object(
        &mut self,
        set: &'d SelectionSet,
        context: Context<'_>,
        nodes: &mut Vec<CostNode>,
    ) {
        let object_types = self.schema.possible_types(&set.ty);
        self.selections(set, &object_types, context, nodes);
    }

    /// Walks the selections on an object that is of one of `object_types`.
    fn selections(
        &mut self,
        set: &'d SelectionSet,
        object_types: &[&'d str],
        context: Context<'_>,
        nodes: &mut Vec<CostNode>,
    ) {
        for selection in &set.selections {
            let directives = selection.directives();
            let outer = context.conditions;
            // `None` wins at each step: what stands in something that is never made is never made.
            let after_skip = outer.and_then(|outer| Condition::after_skip(directives, outer));
            let after_skip = after_skip.as_deref();
            let conditions =
                after_skip.and_then(|skipped| Condition::after_include(directives, skipped));
            self.directives(directives, outer, after_skip);
            let inner = Context {
                conditions: conditions.as_deref(),
                ..context
            };
            match selection {
                Selection::Field(field) => self.field(&set.ty, field, inner, nodes),
                Selection::InlineFragment(inline) => {
                    self.fragment(&inline.selection_set, object_types, inner, nodes);
                }
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.document.fragments.get(&spread.fragment_name) {
                        let directives = &fragment.directives;
                        self.directives(directives, inner.conditions, inner.conditions);
                        self.fragment(&fragment.selection_set, object_types, inner, nodes);
                    }
                }
            }
        }
    }

    /// Walks a fragment, whose type condition narrows the possible types of the object.
    ///
    /// Nested fragments may overlap in pairs while no type satisfies all of them. Nothing is charged
    /// for such a fragment.
    fn fragment(
        &mut self,
        set: &'d SelectionSet,
        object_types: &[&'d str],
        context: Context<'_>,
        nodes: &mut Vec<CostNode>,
    ) {
        let of_condition = self.schema.possible_types(&set.ty);
        let left: Vec<&str> = object_types
            .iter()
            .copied()
            .filter(|ty| of_condition.contains(ty))
            .collect();
        let context = Context {
            conditions: context.conditions.filter(|_| !left.is_empty()),
            ..context
        };
        self.selections(set, &left, context, nodes);
    }

    fn field(
        &mut self,
        parent: &'d str,
        field: &'d Node<Field>,
        context: Context<'_>,
        nodes: &mut Vec<CostNode>,
    ) {
        self.arguments(
            &field.definition.arguments,
            &field.arguments,
            context.conditions,
        );
        let paging = PagingArguments::from_field(self.schema, parent, field);
        if let Some(paging) = &paging {
            self.paging(paging, field, context.conditions);
        }
        let introspection_lists = self.introspection_lists(parent, field, context);
        let priced = PricedField {
            schema: self.schema,
            parent,
            field,
            in_flat_price: context.in_flat_price,
        };
        let inside = Context {
            in_flat_price: priced.includes_fields(),
            introspection_lists,
            ..context
        };
        let Some(conditions) = context.conditions else {
            // The values inside are checked; the nodes go nowhere.
            return self.any_object(&field.selection_set, inside, &mut Vec::new());
        };
        self.plan.asks_schema |= matches!(field.name.as_str(), "__schema" | "__type");
        let node = priced.node(paging, conditions);
        self.list_lengths(nodes, &node, field);
        merge_or_push(nodes, node, |node| {
            self.any_object(&field.selection_set, inside, &mut node.children);
        });
    }

    /// Rejects a field that was selected before under the same key with lists of other lengths
    /// (specification, section 5.3.2).
    ///
    /// The validator compares the items of two lists only as far as the shorter one goes.
    fn list_lengths(&mut self, nodes: &[CostNode], node: &CostNode, field: &Node<Field>) {
        let differs =
            |other: &CostNode| is_same(other, node) && other.list_lengths != node.list_lengths;
        if nodes.iter().any(differs) {
            let error = ValueError {
                code: ErrorCode::GraphqlValidationFailed,
                message: diagnostics::other_arguments(&node.key),
            };
            self.report(error, field);
        }
    }

    /// Counts the lists of introspection that a field's selections stand in. One list too many is
    /// reported where the limit is crossed, and not again in the lists inside it.
    fn introspection_lists(
        &mut self,
        parent: &str,
        field: &Node<Field>,
        context: Context<'_>,
    ) -> usize {
        if !prices::is_introspection_list(parent, &field.name) {
            return context.introspection_lists;
        }
        let lists = context.introspection_lists.saturating_add(1);
        if context.introspection_lists == prices::MAX_INTROSPECTION_LISTS {
            let error = ValueError {
                code: ErrorCode::QueryTooDeep,
                message: format!(
                    "Lists of the schema stand deeper within each other than {}.",
                    prices::MAX_INTROSPECTION_LISTS
                ),
            };
            self.report(error, field);
        }
        lists
    }

    fn report(&mut self, error: ValueError, field: &Node<Field>) {
        if self.errors.len() < self.literals.limits.errors {
            let position = self.positions.start_of(field);
            self.errors.push(PlanError { error, position });
        }
    }

    fn arguments(
        &mut self,
        definitions: &'d [Node<InputValueDefinition>],
        given: &'d [Node<Argument>],
        conditions: Option<&[Condition]>,
    ) {
        for argument in given {
            let definition = definitions
                .iter()
                .find(|definition| definition.name == argument.name);
            let Some(definition) = definition else {
                continue;
            };
            if !self.visited.arguments.contains_key(&address(argument)) {
                self.literals.argument(definition, &argument.value);
                let non_null = std::mem::take(&mut self.literals.non_null_uses);
                self.visited.arguments.insert(address(argument), non_null);
            }
            // Unlike its value, the conditions of an argument differ from spread to spread.
            self.non_null_variables(argument, conditions);
        }
    }

    fn non_null_variables(&mut self, argument: &Node<Argument>, conditions: Option<&[Condition]>) {
        let uses = self.visited.arguments.get(&address(argument));
        let (Some(uses), Some(conditions)) = (uses, conditions) else {
            return;
        };
        let position = self.positions.start_of(argument);
        for used in uses {
            let key = (used.variable.clone(), conditions.to_vec());
            if self.visited.non_null.insert(key) {
                self.plan.variable_checks.push(VariableCheck {
                    position,
                    conditions: conditions.to_vec(),
                    rule: VariableRule::NonNull(used.clone()),
                });
            }
        }
    }

    /// Checks the arguments of directives. `outer` are the conditions around the selection, under
    /// which `@skip` is evaluated.
    fn directives(
        &mut self,
        directives: &'d DirectiveList,
        outer: Option<&[Condition]>,
        after_skip: Option<&[Condition]>,
    ) {
        for directive in &directives.0 {
            let definition = self
                .schema
                .parsed
                .directive_definitions
                .get(&directive.name);
            if let Some(definition) = definition {
                let conditions = match directive.name.as_str() {
                    "include" => after_skip,
                    _ => outer,
                };
                self.arguments(&definition.arguments, &directive.arguments, conditions);
            }
        }
    }

    /// Checks paging arguments now where they depend on no variable, and otherwise leaves the check
    /// in the plan.
    fn paging(
        &mut self,
        paging: &PagingArguments,
        field: &Node<Field>,
        conditions: Option<&[Condition]>,
    ) {
        let depends = paging.depends_on_variables();
        // Constant arguments are wrong under any conditions, so one check of them is enough.
        let conditions = conditions.map(<[Condition]>::to_vec).filter(|_| depends);
        let key = (address(field), conditions.clone());
        if !self.visited.pagings.insert(key) {
            return;
        }
        if let Some(conditions) = conditions {
            self.plan.variable_checks.push(VariableCheck {
                position: self.positions.start_of(field),
                conditions,
                rule: VariableRule::Paging(Box::new(paging.clone())),
            });
        } else if !depends {
            for error in paging.errors(self.schema, &Variables::default()) {
                self.report(error, field);
            }
        }
    }

    fn finish(self) -> (Plan, Vec<PlanError>) {
        let positions = self.positions;
        let in_values = self.literals.errors.into_iter().map(|error| PlanError {
            position: positions.start_of(error.value),
            error: error.error,
        });
        let errors = in_values.chain(self.errors).collect();
        (self.plan.precompute(), errors)
    }
}

/// Returns whether two nodes are one field under one key.
fn is_same(one: &CostNode, other: &CostNode) -> bool {
    one.key == other.key && one.definition.ptr_eq(&other.definition)
}

/// Adds a node to its siblings, or merges it with the same field: a field that is selected twice
/// under one key is answered once.
fn merge_or_push(
    siblings: &mut Vec<CostNode>,
    mut node: CostNode,
    add_children: impl FnOnce(&mut CostNode),
) {
    if let Some(same) = siblings.iter_mut().find(|other| is_same(other, &node)) {
        // Either set of conditions selects the field. Charging it always is the upper bound of
        // both.
        if same.conditions != node.conditions {
            same.conditions.clear();
        }
        return add_children(same);
    }
    add_children(&mut node);
    // A page counts towards the limit on items even where the items are free.
    if node.once > 0
        || node.each > 0
        || !node.children.is_empty()
        || matches!(node.size, ListSize::Page(_))
    {
        siblings.push(node);
    }
}
