//! Cost of an operation in points: one for each object that it answers, more for expensive fields.
//!
//! The requested cost is computed before the operation runs, from the lengths of the lists that it
//! asks for. The actual cost is computed from the objects that were answered. Connections, their
//! edges and `pageInfo` are no objects: a list costs the same however it is asked for.

use std::collections::HashMap;

use apollo_compiler::{Node, ast::FieldDefinition};
use async_graphql::{Name, Value, Variables};

use super::{condition::Condition, page::PagingArguments, prices};

/// Requested cost of an operation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    /// Points for the longest answer that the operation asks for.
    pub points: u64,
    /// Items of all its lists.
    pub items: u64,
    /// Part of the points that is charged whatever is answered.
    pub minimum: u64,
}

/// Number of objects that a field answers for each object that it is selected on.
#[derive(Debug)]
pub enum ListSize {
    /// At most one.
    One,
    /// A plain list, counted with a fixed number of objects.
    Declared(u64),
    /// A connection, which stands for one page of a list.
    Page(Box<PagingArguments>),
    /// The edges or nodes of that connection.
    PageItems,
    /// A plain list that the paging arguments shorten.
    Truncated(Box<PagingArguments>),
    /// One object for each of these ids.
    Ids(u64),
    /// One object for each id in a variable.
    IdsIn(Name),
}

/// A field that costs points, or contains fields that do.
#[derive(Debug)]
pub struct CostNode {
    /// Response key.
    pub key: Name,
    /// Definition of the field.
    pub definition: Node<FieldDefinition>,
    /// Points for each selection of the field.
    pub once: u64,
    /// Points for each object that the field answers.
    pub each: u64,
    /// Number of objects that the field answers.
    pub size: ListSize,
    /// Lengths of the lists among the arguments.
    pub list_lengths: Vec<usize>,
    /// Conditions under which the field is selected.
    pub conditions: Vec<Condition>,
    /// Fields inside it.
    pub children: Vec<CostNode>,
}

impl Cost {
    /// Adds points that are charged whatever is answered.
    pub fn add_minimum(&mut self, points: u64) {
        self.points = self.points.saturating_add(points);
        self.minimum = self.minimum.saturating_add(points);
    }
}

impl CostNode {
    /// Returns whether two nodes are one field under one key.
    pub fn is_same_field(&self, other: &Self) -> bool {
        self.key == other.key && self.definition.ptr_eq(&other.definition)
    }

    /// Returns whether the cost depends on variables.
    pub fn depends_on_variables(&self) -> bool {
        let by_size = match &self.size {
            ListSize::Page(paging) | ListSize::Truncated(paging) => paging.depends_on_variables(),
            ListSize::IdsIn(_) => true,
            _ => false,
        };
        by_size
            || !self.conditions.is_empty()
            || self.children.iter().any(Self::depends_on_variables)
    }

    /// Returns whether the node or one inside it has the argument `dedupe`.
    pub fn may_be_deduped(&self) -> bool {
        let is_one = matches!(&self.size, ListSize::Page(paging) if paging.may_be_deduped());
        is_one || self.children.iter().any(Self::may_be_deduped)
    }

    /// Number of nodes, with those inside.
    pub fn node_count(&self) -> usize {
        self.children
            .iter()
            .map(Self::node_count)
            .fold(1, usize::saturating_add)
    }

    /// Adds the cost of the node to a total. `parents` is the number of objects that the field is
    /// selected on, `page` the size of the page around it.
    pub fn add_to(&self, total: &mut Cost, parents: u64, page: u64, variables: &Variables) {
        if !Condition::all_hold(&self.conditions, variables) {
            return;
        }
        let (objects, page) = self.count(parents, page, variables);
        if let ListSize::Truncated(_) = &self.size {
            total.items = total.items.saturating_add(objects);
        }
        // The items of a page are counted here, once, and not at `edges` and `nodes`, which may
        // both be selected.
        if let ListSize::Page(paging) = &self.size {
            total.items = total.items.saturating_add(parents.saturating_mul(page));
            if paging.orders_by_reads(variables) {
                total.add_minimum(prices::MOST_READ);
            }
        }
        let points = parents
            .saturating_mul(self.once)
            .saturating_add(objects.saturating_mul(self.each));
        total.points = total.points.saturating_add(points);
        for child in &self.children {
            child.add_to(total, objects, page, variables);
        }
    }

    /// Number of objects that the field answers on `parents` objects, and the size of the page that
    /// its children stand in.
    pub fn count(&self, parents: u64, page: u64, variables: &Variables) -> (u64, u64) {
        match &self.size {
            ListSize::One => (parents, page),
            ListSize::Declared(size) | ListSize::Ids(size) => (parents.saturating_mul(*size), page),
            // A connection is one object; its size is multiplied in at `edges` or `nodes`.
            ListSize::Page(paging) => (parents, paging.page_size(variables)),
            ListSize::PageItems => (parents.saturating_mul(page), page),
            ListSize::Truncated(paging) => {
                let size = paging.page_size(variables);
                (parents.saturating_mul(size), page)
            }
            ListSize::IdsIn(variable) => {
                let ids = match variables.get(variable) {
                    Some(Value::List(ids)) => ids.len() as u64,
                    _ => 1,
                };
                (parents.saturating_mul(ids), page)
            }
        }
    }

    fn actual_cost(&self, answer: &Value) -> u64 {
        let of_object = |value: &Value| match value {
            Value::Object(_) => self.each.saturating_add(actual_cost(&self.children, value)),
            _ => 0,
        };
        let objects = match answer {
            Value::List(items) => items.iter().map(of_object).fold(0, u64::saturating_add),
            value => of_object(value),
        };
        self.once.saturating_add(objects)
    }
}

/// Computes the cost of an answer.
pub fn actual_cost(nodes: &[CostNode], answer: &Value) -> u64 {
    let Value::Object(fields) = answer else {
        return 0;
    };
    // Nodes that share a key belong to different types. One of them was answered, and the answer
    // does not tell which.
    let mut by_key: HashMap<&str, u64> = HashMap::new();
    for node in nodes {
        if let Some(value) = fields.get(&node.key) {
            let cost = by_key.entry(&node.key).or_default();
            *cost = node.actual_cost(value).max(*cost);
        }
    }
    by_key.into_values().fold(0, u64::saturating_add)
}
