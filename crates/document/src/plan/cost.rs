//! What an operation costs, in points: one for every object that it answers, more for what is dearer.
//!
//! What it *would* cost is reckoned from the lengths of lists that are asked for, before it runs; what it *did* cost from the objects that were
//! answered. Connections, their edges and what they tell of a page are no objects: a list costs the same however it is asked for.

use std::collections::HashMap;

use apollo_compiler::{Node, ast::FieldDefinition};
use async_graphql::{Name, Value, Variables};

use super::{Condition, Paging, page_dedupe, prices};

/// What something comes to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    /// Its cost in points.
    pub points: u64,
    /// The items of all its lists.
    pub nodes: u64,
    /// What of its cost is due whatever is answered.
    pub surely: u64,
}

/// How many objects a field answers for each that it is asked of.
#[derive(Debug)]
pub enum Size {
    /// One, or none.
    One,
    /// A plain list, which counts for so many.
    Declared(u64),
    /// One part of a list.
    Part(Box<Paging>),
    /// The items of that part.
    Items,
    /// A plain list that is cut by the number that is asked for.
    Cut(Box<Paging>),
    /// As many as are named.
    Named(u64),
    /// As many as a variable names.
    NamedBy(Name),
}

/// A field that costs something, or holds what does.
#[derive(Debug)]
pub struct Step {
    /// Under which key it stands in the answer.
    pub key: Name,
    /// What it is.
    pub definition: Node<FieldDefinition>,
    /// What is charged each time it is asked for.
    pub once: u64,
    /// What is charged for each object that it answers.
    pub each: u64,
    /// How many objects it answers.
    pub size: Size,
    /// How long the lists among its arguments are.
    pub lists: Vec<usize>,
    /// On what it hangs whether it is asked for.
    pub conditions: Vec<Condition>,
    /// What it holds.
    pub steps: Vec<Step>,
}

impl Sum {
    fn add_surely(&mut self, points: u64) {
        self.points = self.points.saturating_add(points);
        self.surely = self.surely.saturating_add(points);
    }
}

impl Step {
    /// Whether anything of it hangs on a variable.
    pub fn hangs_on_variables(&self) -> bool {
        let by_size = match &self.size {
            Size::Part(paging) | Size::Cut(paging) => paging.hangs_on_variables(),
            Size::NamedBy(_) => true,
            _ => false,
        };
        by_size || !self.conditions.is_empty() || self.steps.iter().any(Self::hangs_on_variables)
    }

    /// Whether a list of it may leave out what others show.
    pub fn may_be_deduped(&self) -> bool {
        let is_one = matches!(&self.size, Size::Part(paging) if paging.may_be_deduped());
        is_one || self.steps.iter().any(Self::may_be_deduped)
    }

    /// How many steps it is, with those inside.
    pub fn room(&self) -> usize {
        self.steps
            .iter()
            .map(Self::room)
            .fold(1, usize::saturating_add)
    }

    fn add(&self, times: u64, part: u64, variables: &Variables, sum: &mut Sum) {
        if !Condition::hold(&self.conditions, variables) {
            return;
        }
        let (counted, part) = self.counted(times, part, variables);
        if let Size::Cut(_) = &self.size {
            sum.nodes = sum.nodes.saturating_add(counted);
        }
        if let Size::Part(paging) = &self.size {
            sum.nodes = sum.nodes.saturating_add(times.saturating_mul(part));
            if paging.counts_reads(variables) {
                sum.add_surely(prices::MOST_READ);
            }
        }
        let points = times
            .saturating_mul(self.once)
            .saturating_add(counted.saturating_mul(self.each));
        sum.points = sum.points.saturating_add(points);
        for step in &self.steps {
            step.add(counted, part, variables, sum);
        }
    }

    /// How many objects it answers when it is asked for so often, and how many items the part of a list holds that it is or stands in.
    pub fn counted(&self, times: u64, part: u64, variables: &Variables) -> (u64, u64) {
        match &self.size {
            Size::One => (times, part),
            Size::Declared(size) | Size::Named(size) => (times.saturating_mul(*size), part),
            Size::Part(paging) => (times, paging.size(variables)),
            Size::Items => (times.saturating_mul(part), part),
            Size::Cut(paging) => (times.saturating_mul(paging.size(variables)), part),
            Size::NamedBy(variable) => {
                let named = match variables.get(variable) {
                    Some(Value::List(items)) => items.len() as u64,
                    _ => 1,
                };
                (times.saturating_mul(named), part)
            }
        }
    }

    /// What was answered for it.
    fn charged(&self, answered: &Value) -> u64 {
        let in_all = |value: &Value| match value {
            Value::Object(_) => self.each.saturating_add(charged(&self.steps, value)),
            _ => 0,
        };
        let objects = match answered {
            Value::List(items) => items.iter().map(in_all).fold(0, u64::saturating_add),
            value => in_all(value),
        };
        self.once.saturating_add(objects)
    }
}

/// What steps would come to with these values.
pub fn sum(steps: &[Step], variables: &Variables) -> Sum {
    let mut sum = Sum::default();
    for step in steps {
        step.add(1, 1, variables, &mut sum);
    }
    for list in page_dedupe::deduped(steps, variables) {
        let more = list.times.saturating_mul(list.more);
        sum.nodes = sum.nodes.saturating_add(more);
        sum.add_surely(more);
    }
    sum
}

/// What an answer came to. Steps that stand under one key are of values of different types, and one of them was answered.
pub fn charged(steps: &[Step], answered: &Value) -> u64 {
    let Value::Object(fields) = answered else {
        return 0;
    };
    let mut by_key: HashMap<&str, u64> = HashMap::new();
    for step in steps {
        if let Some(value) = fields.get(&step.key) {
            let charged = by_key.entry(&step.key).or_default();
            *charged = step.charged(value).max(*charged);
        }
    }
    by_key.into_values().fold(0, u64::saturating_add)
}
