//! Order in which the lists with `dedupe: PAGE` of an operation choose their items, and how many
//! extra items each reads.
//!
//! A list with `dedupe: PAGE` leaves out the items of lists before it, and so reads extra items to
//! fill up from. Each list reads as many extra items as all the others may show, not only those
//! before it. Lists of one length then ask for equally many items, and a loader reads them
//! together.

use std::collections::HashMap;

use async_graphql::{Name, Variables};

use super::{
    condition::Condition,
    cost::{CostNode, ListSize},
};

/// Largest number of items that a list reads beyond those that it shows.
pub const MAX_EXTRA_ITEMS: u64 = 50;

/// Slots of the fields with `dedupe: PAGE`, by their path of response keys.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct DedupeOrder(HashMap<String, DedupeSlot>);

/// Slot of a field with `dedupe: PAGE` among the others of its operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DedupeSlot {
    /// Position in document order, from 0.
    pub position: u32,
    /// Number of items that each list of the field reads beyond those that it shows.
    pub extra: u32,
}

impl DedupeOrder {
    /// Slot of the field at a path of response keys, joined by dots.
    pub fn slot(&self, path: &str) -> Option<DedupeSlot> {
        self.0.get(path).copied()
    }
}

/// A field with `dedupe: PAGE`.
pub struct DedupedField {
    /// Path of response keys, joined by dots.
    path: String,
    /// Largest number of lists that the field answers.
    pub lists: u64,
    /// Largest number of items that each list shows.
    size: u64,
    /// Number of items that each list reads beyond those.
    pub extra: u64,
}

/// Finds the fields with `dedupe: PAGE` in document order: a field before the fields inside it, and
/// these before the field after it.
pub fn deduped_fields(nodes: &[CostNode], variables: &Variables) -> Vec<DedupedField> {
    let mut found = Vec::new();
    for node in nodes.iter().filter(|node| node.may_be_deduped()) {
        collect(node, (1, 1), &mut Vec::new(), variables, &mut found);
    }
    let shown_by_all = found.iter().fold(0_u64, |shown, field| {
        shown.saturating_add(field.lists.saturating_mul(field.size))
    });
    for field in &mut found {
        field.extra = shown_by_all.saturating_sub(field.size).min(MAX_EXTRA_ITEMS);
    }
    found
}

/// Orders the fields with `dedupe: PAGE`; `None` for an operation without such fields.
pub fn dedupe_order(nodes: &[CostNode], variables: &Variables) -> Option<DedupeOrder> {
    let mut order = DedupeOrder::default();
    for (position, field) in (0..).zip(deduped_fields(nodes, variables)) {
        let extra = u32::try_from(field.extra).unwrap_or(u32::MAX);
        // Fields of different types may share a path. An answer holds one of them, so the first
        // position serves for all.
        order
            .0
            .entry(field.path)
            .or_insert(DedupeSlot { position, extra });
    }
    (!order.0.is_empty()).then_some(order)
}

fn collect<'n>(
    node: &'n CostNode,
    (parents, page): (u64, u64),
    path: &mut Vec<&'n Name>,
    variables: &Variables,
    found: &mut Vec<DedupedField>,
) {
    if !Condition::all_hold(&node.conditions, variables) {
        return;
    }
    let (objects, page) = node.count(parents, page, variables);
    path.push(&node.key);
    if let ListSize::Page(paging) = &node.size
        && paging.is_deduped(variables)
    {
        let keys: Vec<&str> = path.iter().map(|key| key.as_str()).collect();
        found.push(DedupedField {
            path: keys.join("."),
            lists: parents,
            size: page,
            extra: 0,
        });
    }
    for child in &node.children {
        collect(child, (objects, page), path, variables, found);
    }
    path.pop();
}
