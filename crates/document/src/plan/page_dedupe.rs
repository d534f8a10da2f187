//! Which lists of an operation leave out what others show, in the order of the document, and how much more each reads for that.
//!
//! Every one of them reads as many articles more as all the others may show, and not only those before it: lists of one length then ask for the same, and
//! are read together.

use std::collections::HashMap;

use async_graphql::{Name, Variables};

use super::{Condition, Step, cost::Size};

/// The most articles that a list reads beyond what it shows.
pub const MOST_MORE: u64 = 50;

/// The fields whose lists take turns, by their path of response keys.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Order(pub HashMap<String, Planned>);

/// The turn of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planned {
    /// Which.
    pub number: u32,
    /// How many articles each of its lists reads beyond what it shows.
    pub more: u32,
}

/// A field whose lists leave out what others show.
pub struct Deduped {
    /// Its path of response keys.
    path: String,
    /// How many lists of it there may be.
    pub times: u64,
    /// How many articles each shows at most.
    size: u64,
    /// How many each reads beyond that.
    pub more: u64,
}

/// Those fields, in the order of the document: a field before those inside it, and those before the field after it.
pub fn deduped(steps: &[Step], variables: &Variables) -> Vec<Deduped> {
    let mut found = Vec::new();
    for step in steps.iter().filter(|step| step.may_be_deduped()) {
        gather(step, (1, 1), &mut Vec::new(), variables, &mut found);
    }
    let of_all = found.iter().fold(0_u64, |sum, list| {
        sum.saturating_add(list.times.saturating_mul(list.size))
    });
    for list in &mut found {
        list.more = of_all.saturating_sub(list.size).min(MOST_MORE);
    }
    found
}

/// The turns of those fields; none where there are no such fields.
pub fn order(steps: &[Step], variables: &Variables) -> Option<Order> {
    let mut order = Order::default();
    for (number, list) in (0..).zip(deduped(steps, variables)) {
        let more = u32::try_from(list.more).unwrap_or(u32::MAX);
        let planned = Planned { number, more };
        // Values of different types may stand under one path; whichever they are, the path is met here first.
        order.0.entry(list.path).or_insert(planned);
    }
    (!order.0.is_empty()).then_some(order)
}

fn gather<'s>(
    step: &'s Step,
    (times, part): (u64, u64),
    path: &mut Vec<&'s Name>,
    variables: &Variables,
    found: &mut Vec<Deduped>,
) {
    if !Condition::hold(&step.conditions, variables) {
        return;
    }
    let (counted, part) = step.counted(times, part, variables);
    path.push(&step.key);
    if let Size::Part(paging) = &step.size
        && paging.is_deduped(variables)
    {
        let names: Vec<&str> = path.iter().map(|name| name.as_str()).collect();
        found.push(Deduped {
            path: names.join("."),
            times,
            size: part,
            more: 0,
        });
    }
    for inner in &step.steps {
        gather(inner, (counted, part), path, variables, found);
    }
    path.pop();
}
