//! On what it hangs whether a selection is made: `@skip` and `@include`.

use apollo_compiler::ast::{DirectiveList, Value};
use async_graphql::{Name, Variables};

use crate::engine;

/// A selection is made while a variable has this value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Condition {
    variable: Name,
    is: bool,
}

impl Condition {
    /// Whether all of them hold.
    pub fn hold(conditions: &[Self], variables: &Variables) -> bool {
        conditions.iter().all(|condition| {
            let value = variables.get(&condition.variable);
            value == Some(&async_graphql::Value::Boolean(condition.is))
        })
    }

    /// The conditions under which `@include` is asked at a selection: those of what it stands in, and that it is not skipped (section 3.13.1). `None`
    /// where it is always skipped.
    pub fn not_skipped(directives: &DirectiveList, outer: &[Self]) -> Option<Vec<Self>> {
        Self::with(directives, "skip", false, outer)
    }

    /// The conditions of a selection that is not skipped; `None` where it is never made.
    pub fn included(directives: &DirectiveList, not_skipped: &[Self]) -> Option<Vec<Self>> {
        Self::with(directives, "include", true, not_skipped)
    }

    fn with(
        directives: &DirectiveList,
        directive: &str,
        is: bool,
        outer: &[Self],
    ) -> Option<Vec<Self>> {
        let mut conditions = outer.to_vec();
        let given = directives
            .get(directive)
            .and_then(|directive| directive.specified_argument_by_name("if"));
        match given.map(|value| &**value) {
            Some(Value::Boolean(value)) if *value != is => return None,
            Some(Value::Variable(variable)) => conditions.push(Self {
                variable: engine::name(variable),
                is,
            }),
            _ => {}
        }
        Some(conditions)
    }
}
