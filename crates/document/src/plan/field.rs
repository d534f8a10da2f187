//! Cost node of one field, without the fields inside it.

use apollo_compiler::{
    Node,
    ast::Value,
    executable::{Argument, Field},
};

use super::{
    condition::Condition,
    cost::{CostNode, ListSize},
    page::PagingArguments,
    prices,
};
use crate::{engine, schema::DocumentSchema};

/// A field and all that its price depends on.
pub struct PricedField<'f> {
    /// Schema of the document.
    pub schema: &'f DocumentSchema,
    /// Type that the field is selected on.
    pub parent: &'f str,
    /// The field.
    pub field: &'f Field,
    /// True if a field around it has a flat price, which includes its parts.
    pub in_flat_price: bool,
}

impl PricedField<'_> {
    /// Returns whether a flat price includes the fields inside this one.
    pub fn includes_fields(&self) -> bool {
        self.is_included() || self.has_flat_price()
    }

    /// Returns whether a flat price around the field includes it. Objects that exist on their own
    /// are not part of what links to them.
    fn is_included(&self) -> bool {
        self.in_flat_price && !self.answers_node() && !self.answers_connection()
    }

    fn has_flat_price(&self) -> bool {
        prices::has_flat_price(
            &self.field.name,
            self.field.definition.ty.inner_named_type(),
        )
    }

    fn answers_node(&self) -> bool {
        self.schema.is_node(&self.field.definition.ty)
    }

    fn answers_connection(&self) -> bool {
        self.schema.is_connection(&self.field.definition.ty)
    }

    fn is_in_connection(&self, names: [&str; 2]) -> bool {
        self.parent.ends_with("Connection") && names.contains(&self.field.name.as_str())
    }

    /// Points for each object that the field answers.
    fn price_of_each(&self) -> u64 {
        // A connection, its edges and `pageInfo` only hold a list together.
        let is_free = self.includes_fields()
            || self.answers_connection()
            || self.is_in_connection(["edges", "pageInfo"]);
        let is_object = self.schema.is_composite(&self.field.definition.ty);
        u64::from(is_object && !is_free)
    }

    /// Number of objects that the field answers. The order of the cases decides.
    fn size(&self, paging: Option<PagingArguments>) -> ListSize {
        let is_linked = self.in_flat_price && self.answers_node();
        match paging {
            // A text may hold any number of links, and how many is not known before it is read.
            _ if is_linked => ListSize::Declared(prices::LINKS),
            _ if self.includes_fields() => ListSize::One,
            Some(paging) if self.answers_connection() => ListSize::Page(Box::new(paging)),
            _ if self.is_in_connection(["edges", "nodes"]) => ListSize::PageItems,
            _ if !self.field.definition.ty.is_list() => ListSize::One,
            Some(paging) => ListSize::Truncated(Box::new(paging)),
            _ => ids(self.field).unwrap_or_else(|| {
                ListSize::Declared(prices::declared_size(self.parent, &self.field.name))
            }),
        }
    }

    /// The cost node of the field.
    pub fn node(&self, paging: Option<PagingArguments>, conditions: &[Condition]) -> CostNode {
        let definition = &self.field.definition;
        CostNode {
            key: engine::name(self.field.response_key()),
            definition: definition.clone(),
            once: prices::once(
                self.parent,
                &self.field.name,
                definition.ty.inner_named_type(),
            ),
            each: self.price_of_each(),
            size: self.size(paging),
            list_lengths: list_lengths(self.field),
            conditions: conditions.to_vec(),
            children: Vec::new(),
        }
    }
}

/// Size of a list that answers one object for each id in the argument `ids`.
fn ids(field: &Field) -> Option<ListSize> {
    let ids = field
        .arguments
        .iter()
        .find(|argument| argument.name == "ids")?;
    Some(match &*ids.value {
        Value::Variable(variable) => ListSize::IdsIn(engine::name(variable)),
        Value::List(items) => ListSize::Ids(items.len() as u64),
        // One value stands for a list of it (specification, section 3.11).
        _ => ListSize::Ids(1),
    })
}

/// Lengths of all lists in the arguments of a field, in the order of the names of arguments and
/// fields.
fn list_lengths(field: &Field) -> Vec<usize> {
    // Arguments mean the same in any order, and so must compare as equal.
    let mut arguments: Vec<&Node<Argument>> = field.arguments.iter().collect();
    arguments.sort_by_key(|argument| &argument.name);
    let mut lengths = Vec::new();
    for argument in arguments {
        add_list_lengths(&argument.value, &mut lengths);
    }
    lengths
}

fn add_list_lengths(value: &Value, lengths: &mut Vec<usize>) {
    match value {
        Value::List(items) => {
            lengths.push(items.len());
            for item in items {
                add_list_lengths(item, lengths);
            }
        }
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| name);
            for (_, value) in fields {
                add_list_lengths(value, lengths);
            }
        }
        _ => {}
    }
}
