//! The plan of an operation: its cost, and the checks that wait for the values of variables.
//!
//! A plan is made once, when a document is first checked, by one [`walk()`] over the operation with
//! its fragments expanded. The walk checks every value that is written in the document. The plan
//! keeps the rest for each request: [`CostNode`]s, from which the cost is computed, and
//! [`VariableCheck`]s, which need the values of variables.

mod condition;
mod cost;
mod field;
mod page;
mod page_dedupe;
mod prices;
mod walk;

use async_graphql::{Pos, Value, Variables};

pub use condition::Condition;
pub use cost::{Cost, CostNode};
pub use page::PagingArguments;
pub use page_dedupe::{DedupeOrder, DedupeSlot, MAX_EXTRA_ITEMS};
pub use walk::{PlanError, walk};

use crate::{
    coercion::position::NonNullUse,
    schema::{DocumentSchema, ValueError},
};

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

/// The plan of an operation.
#[derive(Default)]
pub struct Plan {
    /// Fields at the root that cost points, or contain fields that do.
    pub nodes: Vec<CostNode>,
    /// Checks that need the values of variables.
    pub variable_checks: Vec<VariableCheck>,
    /// True if the operation selects `__schema` or `__type`.
    pub asks_schema: bool,
    /// Cost of an operation whose cost depends on no variable.
    precomputed: Option<Cost>,
    /// True if a field has the argument `dedupe`.
    may_be_deduped: bool,
}

impl Plan {
    /// Computes what depends on no variable.
    #[must_use]
    pub fn precompute(mut self) -> Self {
        self.may_be_deduped = self.nodes.iter().any(CostNode::may_be_deduped);
        if !self.nodes.iter().any(CostNode::depends_on_variables) {
            self.precomputed = Some(cost::requested_cost(&self.nodes, &Variables::default()));
        }
        self
    }

    /// Number of nodes and checks in memory.
    pub fn node_count(&self) -> usize {
        let nodes = self.nodes.iter().map(CostNode::node_count).sum::<usize>();
        nodes.saturating_add(self.variable_checks.len())
    }

    /// Cost with these values of variables, before the operation runs.
    pub fn requested_cost(&self, variables: &Variables) -> Cost {
        self.precomputed
            .unwrap_or_else(|| cost::requested_cost(&self.nodes, variables))
    }

    /// Cost of an answer.
    pub fn actual_cost(&self, answer: &Value) -> u64 {
        cost::actual_cost(&self.nodes, answer)
    }

    /// Order of the lists with `dedupe: PAGE`; `None` for an operation without such lists.
    pub fn dedupe_order(&self, variables: &Variables) -> Option<DedupeOrder> {
        let order = self
            .may_be_deduped
            .then(|| page_dedupe::dedupe_order(&self.nodes, variables));
        order.flatten()
    }

    /// Checks the values of variables where they are used, and returns every error with its
    /// position.
    pub fn check_variables(
        &self,
        schema: &DocumentSchema,
        variables: &Variables,
    ) -> Vec<(Pos, ValueError)> {
        let reached = self
            .variable_checks
            .iter()
            .filter(|check| Condition::all_hold(&check.conditions, variables));
        let errors = reached.flat_map(|check| {
            let errors = match &check.rule {
                VariableRule::NonNull(used) => used.check(variables).err().into_iter().collect(),
                VariableRule::Paging(paging) => paging.errors(schema, variables),
            };
            errors.into_iter().map(|error| (check.position, error))
        });
        errors.collect()
    }
}
