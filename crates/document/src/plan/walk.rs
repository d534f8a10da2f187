//! The walk over an operation that makes its plan.
//!
//! Fragments are expanded in place. Selections that are never made are walked as well, since their
//! values must be valid, but the plan holds nothing of them.

use apollo_compiler::{
    ExecutableDocument, Node,
    executable::{Field, Operation, Selection, SelectionSet},
};

use super::{
    checks::{OperationChecks, PlanError},
    condition::Condition,
    cost::{CostNode, ListSize},
    field::PricedField,
    operation_plan::Plan,
    page::PagingArguments,
};
use crate::{limits::DocumentLimits, schema::DocumentSchema, source_positions::SourcePositions};

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
        checks: OperationChecks::new(schema, limits, &operation.variables, positions),
        asks_schema: false,
    };
    let always: Option<&[Condition]> = Some(&[]);
    for variable in &operation.variables {
        walk.checks.default(variable);
        walk.checks.directives(&variable.directives, always, always);
    }
    walk.checks
        .directives(&operation.directives, always, always);
    let context = Context {
        conditions: always,
        in_flat_price: false,
        introspection_lists: 0,
    };
    let mut nodes = Vec::new();
    walk.any_object(&operation.selection_set, context, &mut nodes);
    let (variable_checks, errors) = walk.checks.finish();
    let plan = Plan::new(nodes, variable_checks, walk.asks_schema);
    (plan, errors)
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

struct Walk<'d> {
    schema: &'d DocumentSchema,
    document: &'d ExecutableDocument,
    checks: OperationChecks<'d>,
    asks_schema: bool,
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
            // `None` passes through each step: a selection inside one that is never made is never
            // made.
            let after_skip = outer.and_then(|outer| Condition::after_skip(directives, outer));
            let after_skip = after_skip.as_deref();
            let conditions =
                after_skip.and_then(|skipped| Condition::after_include(directives, skipped));
            self.checks.directives(directives, outer, after_skip);
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
                    // The validator reports a fragment that is not defined.
                    if let Some(fragment) = self.document.fragments.get(&spread.fragment_name) {
                        let directives = &fragment.directives;
                        // A definition takes neither `@skip` nor `@include`.
                        self.checks
                            .directives(directives, inner.conditions, inner.conditions);
                        self.fragment(&fragment.selection_set, object_types, inner, nodes);
                    }
                }
            }
        }
    }

    /// Walks a fragment, whose type condition narrows the possible types of the object.
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
        // Nested fragments may overlap in pairs while no type satisfies all of them. Nothing is
        // charged for such a fragment.
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
        let definitions = &field.definition.arguments;
        self.checks
            .arguments(definitions, &field.arguments, context.conditions);
        let paging = PagingArguments::from_field(self.schema, parent, field);
        if let Some(paging) = &paging {
            self.checks.paging(paging, field, context.conditions);
        }
        let outer_lists = context.introspection_lists;
        let priced = PricedField {
            schema: self.schema,
            parent,
            field,
            in_flat_price: context.in_flat_price,
        };
        let inside = Context {
            in_flat_price: priced.includes_fields(),
            introspection_lists: self.checks.introspection_lists(parent, field, outer_lists),
            ..context
        };
        let Some(conditions) = context.conditions else {
            // The values inside are checked, and the nodes dropped.
            return self.any_object(&field.selection_set, inside, &mut Vec::new());
        };
        // Set after the check of conditions: a field that is never made asks for nothing.
        self.asks_schema |= matches!(field.name.as_str(), "__schema" | "__type");
        let node = priced.node(paging, conditions);
        self.checks.list_lengths(nodes, &node, field);
        merge_or_push(nodes, node, |node| {
            self.any_object(&field.selection_set, inside, &mut node.children);
        });
    }
}

/// Adds a node to its siblings, or merges it with the same field: a field that is selected twice
/// under one key is answered once.
fn merge_or_push(
    siblings: &mut Vec<CostNode>,
    mut node: CostNode,
    add_children: impl FnOnce(&mut CostNode),
) {
    if let Some(same) = siblings.iter_mut().find(|other| other.is_same_field(&node)) {
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
