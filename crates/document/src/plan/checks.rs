//! Checks of the values in an operation, made while the walk passes them.
//!
//! A fragment is walked as often as it is spread. The checks remember by address what they saw
//! before: one mistake in a fragment is reported once, and a plan does not grow with the number of
//! spreads.

use std::collections::{HashMap, HashSet};

use apollo_compiler::{
    Name, Node,
    ast::{DirectiveList, InputValueDefinition, VariableDefinition},
    executable::{Argument, Field},
};
use async_graphql::{Pos, Variables};
use standfirst_domain::error::ErrorCode;

use super::{condition::Condition, cost::CostNode, page::PagingArguments, prices};
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

/// A check that needs the values of variables. It is left out where its selection is not made.
pub struct VariableCheck {
    /// Position in the document.
    pub position: Pos,
    /// Conditions under which the selection is made.
    pub conditions: Vec<Condition>,
    /// The check.
    pub rule: VariableRule,
}

/// A rule for the values of variables at one place.
pub enum VariableRule {
    /// A variable must not be null.
    NonNull(NonNullUse),
    /// Paging arguments must fit each other and their list.
    Paging(Box<PagingArguments>),
}

/// Checks of the values in one operation, and their results.
pub struct OperationChecks<'d> {
    schema: &'d DocumentSchema,
    positions: &'d SourcePositions<'d>,
    literals: LiteralChecker<'d, 'd>,
    visited: VisitedNodes,
    errors: Vec<PlanError>,
    variable_checks: Vec<VariableCheck>,
}

/// Checks that were made before, by the address of the parsed node.
#[derive(Default)]
struct VisitedNodes {
    /// Arguments whose values were checked, with the variables in them that must not be null.
    arguments: HashMap<usize, Vec<NonNullUse>>,
    /// Fields whose paging was checked, with the conditions of the check that went into the plan.
    pagings: HashSet<(usize, Option<Vec<Condition>>)>,
    /// Variables that must not be null, with the conditions of the check that went into the plan.
    non_null: HashSet<(Name, Vec<Condition>)>,
}

/// Address of a node, which stays where it is while the document is walked.
fn address<T>(node: &Node<T>) -> usize {
    std::ptr::from_ref::<T>(node).addr()
}

impl<'d> OperationChecks<'d> {
    /// Checks for an operation with these variables.
    pub fn new(
        schema: &'d DocumentSchema,
        limits: &'d DocumentLimits,
        variables: &'d [Node<VariableDefinition>],
        positions: &'d SourcePositions<'d>,
    ) -> Self {
        Self {
            schema,
            positions,
            literals: LiteralChecker::new(schema, limits, variables),
            visited: VisitedNodes::default(),
            errors: Vec::new(),
            variable_checks: Vec::new(),
        }
    }

    /// Checks the default of a variable.
    pub fn default(&mut self, variable: &'d VariableDefinition) {
        if let Some(default) = &variable.default_value {
            self.literals.default(&variable.ty, &variable.name, default);
        }
    }

    /// Checks arguments against their definitions. The validator reports arguments without one.
    pub fn arguments(
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
            // A value is the same at each spread; the conditions around it are not.
            self.non_null_variables(argument, conditions);
        }
    }

    fn non_null_variables(&mut self, argument: &Node<Argument>, conditions: Option<&[Condition]>) {
        let uses = self.visited.arguments.get(&address(argument));
        // A selection that is never made uses no variable.
        let (Some(uses), Some(conditions)) = (uses, conditions) else {
            return;
        };
        let position = self.positions.start_of(argument);
        for used in uses {
            let key = (used.variable.clone(), conditions.to_vec());
            if self.visited.non_null.insert(key) {
                self.variable_checks.push(VariableCheck {
                    position,
                    conditions: conditions.to_vec(),
                    rule: VariableRule::NonNull(used.clone()),
                });
            }
        }
    }

    /// Checks the arguments of directives. `outer` are the conditions around the selection, under
    /// which `@skip` is evaluated; `@include` is evaluated under `after_skip`.
    pub fn directives(
        &mut self,
        directives: &'d DirectiveList,
        outer: Option<&[Condition]>,
        after_skip: Option<&[Condition]>,
    ) {
        for directive in &directives.0 {
            let definitions = &self.schema.parsed.directive_definitions;
            if let Some(definition) = definitions.get(&directive.name) {
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
    pub fn paging(
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
            self.variable_checks.push(VariableCheck {
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

    /// Rejects a field that was selected before under the same key with lists of other lengths
    /// (specification, section 5.3.2).
    pub fn list_lengths(&mut self, siblings: &[CostNode], node: &CostNode, field: &Node<Field>) {
        // The validator compares the items of two lists only as far as the shorter one goes.
        let differs =
            |other: &CostNode| other.is_same_field(node) && other.list_lengths != node.list_lengths;
        if siblings.iter().any(differs) {
            let error = ValueError {
                code: ErrorCode::GraphqlValidationFailed,
                message: diagnostics::other_arguments(&node.key),
            };
            self.report(error, field);
        }
    }

    /// Counts a field among the lists of introspection around it, and returns the number for the
    /// fields inside.
    pub fn introspection_lists(
        &mut self,
        parent: &str,
        field: &Node<Field>,
        outer_lists: usize,
    ) -> usize {
        if !prices::is_introspection_list(parent, &field.name) {
            return outer_lists;
        }
        // Equality reports the list that crosses the limit, and none of the lists inside it again.
        if outer_lists == prices::MAX_INTROSPECTION_LISTS {
            let error = ValueError {
                code: ErrorCode::QueryTooDeep,
                message: format!(
                    "Lists of the schema stand deeper within each other than {}.",
                    prices::MAX_INTROSPECTION_LISTS
                ),
            };
            self.report(error, field);
        }
        outer_lists.saturating_add(1)
    }

    fn report(&mut self, error: ValueError, field: &Node<Field>) {
        if self.errors.len() < self.literals.limits.errors {
            let position = self.positions.start_of(field);
            self.errors.push(PlanError { error, position });
        }
    }

    /// The checks that wait for the values of variables, and the errors that were found.
    pub fn finish(self) -> (Vec<VariableCheck>, Vec<PlanError>) {
        let positions = self.positions;
        let in_values = self.literals.errors.into_iter().map(|error| PlanError {
            position: positions.start_of(error.value),
            error: error.error,
        });
        (self.variable_checks, in_values.chain(self.errors).collect())
    }
}
