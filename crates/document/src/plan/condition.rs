//! Conditions of a selection: the variables in its `@skip` and `@include`, and in those of the
//! selections around it.

use apollo_compiler::ast::{DirectiveList, Value};
use async_graphql::{Name, Variables};

use crate::engine;

/// A variable and the value that it must have for a selection to be made.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Condition {
    variable: Name,
    required: bool,
}

impl Condition {
    /// Returns whether all conditions hold.
    pub fn all_hold(conditions: &[Self], variables: &Variables) -> bool {
        conditions.iter().all(|condition| {
            let value = variables.get(&condition.variable);
            value == Some(&async_graphql::Value::Boolean(condition.required))
        })
    }

    /// Adds the condition of `@skip` to those of the selections around; `None` for a selection that
    /// is always skipped.
    ///
    /// `@include` is evaluated under these conditions only (specification, section 3.13.1).
    pub fn after_skip(directives: &DirectiveList, outer: &[Self]) -> Option<Vec<Self>> {
        Self::after("skip", false, directives, outer)
    }

    /// Adds the condition of `@include` to those of [`Condition::after_skip`]; `None` for a
    /// selection that is never made.
    pub fn after_include(directives: &DirectiveList, after_skip: &[Self]) -> Option<Vec<Self>> {
        Self::after("include", true, directives, after_skip)
    }

    fn after(
        directive: &str,
        required: bool,
        directives: &DirectiveList,
        outer: &[Self],
    ) -> Option<Vec<Self>> {
        let mut conditions = outer.to_vec();
        let argument = directives
            .get(directive)
            .and_then(|directive| directive.specified_argument_by_name("if"));
        match argument.map(|value| &**value) {
            Some(Value::Boolean(value)) if *value != required => return None,
            Some(Value::Variable(variable)) => conditions.push(Self {
                variable: engine::name(variable),
                required,
            }),
            _ => {}
        }
        Some(conditions)
    }
}
