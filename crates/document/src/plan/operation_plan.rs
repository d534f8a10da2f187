//! The plan as it is kept with a checked operation.

use async_graphql::{Pos, Value, Variables};

use super::{
    checks::{VariableCheck, VariableRule},
    condition::Condition,
    cost::{self, Cost, CostNode},
    page_dedupe::{self, DedupeOrder},
};
use crate::schema::{DocumentSchema, ValueError};

/// The plan of an operation.
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
    /// A plan of these parts, with the cost computed already where it depends on no variable.
    pub fn new(
        nodes: Vec<CostNode>,
        variable_checks: Vec<VariableCheck>,
        asks_schema: bool,
    ) -> Self {
        let depends_on_variables = nodes.iter().any(CostNode::depends_on_variables);
        Self {
            precomputed: (!depends_on_variables)
                .then(|| requested_cost(&nodes, &Variables::default())),
            may_be_deduped: nodes.iter().any(CostNode::may_be_deduped),
            nodes,
            variable_checks,
            asks_schema,
        }
    }

    /// Number of nodes and checks in memory.
    pub fn node_count(&self) -> usize {
        let nodes = self.nodes.iter().map(CostNode::node_count).sum::<usize>();
        nodes.saturating_add(self.variable_checks.len())
    }

    /// Cost with these values of variables, before the operation runs.
    pub fn requested_cost(&self, variables: &Variables) -> Cost {
        self.precomputed
            .unwrap_or_else(|| requested_cost(&self.nodes, variables))
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

/// Computes the requested cost with these values of variables.
fn requested_cost(nodes: &[CostNode], variables: &Variables) -> Cost {
    let mut total = Cost::default();
    for node in nodes {
        node.add_to(&mut total, 1, 1, variables);
    }
    for field in page_dedupe::deduped_fields(nodes, variables) {
        let extra = field.lists.saturating_mul(field.extra);
        total.items = total.items.saturating_add(extra);
        // Extra items are read and never answered, so the actual cost could not find them.
        total.add_minimum(extra);
    }
    total
}
