//! The schema that documents are checked against.
//!
//! The schema is parsed from the text that clients read, so validation cannot differ from what is
//! published. Rules that the text does not state, such as the format of a scalar, come as
//! [`SchemaRules`] from the crate that defines the schema.

use apollo_compiler::{
    Schema,
    ast::{DirectiveList, FieldDefinition, InputValueDefinition, Type},
    name,
    schema::{ExtendedType, InputObjectType, ObjectType},
    validation::Valid,
};
use async_graphql::Value;
use standfirst_domain::error::ErrorCode;

/// Parsers of the schema's custom scalars.
pub trait ScalarParser: Send + Sync {
    /// Checks a value against a custom scalar; `None` for a name that is no custom scalar of the
    /// schema.
    ///
    /// Only the checksum of a `Cursor` is checked. [`PagingField`] says which list takes it.
    fn check(&self, scalar: &str, value: &Value) -> Option<Result<(), ValueError>>;
}

/// The reason why a value is rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueError {
    /// Error code.
    pub code: ErrorCode,
    /// Sentence that says what is wrong and what is accepted.
    pub message: String,
}

impl ValueError {
    /// An error under the code `BAD_USER_INPUT`.
    pub fn bad_input(message: impl Into<String>) -> Self {
        Self {
            code: ErrorCode::BadUserInput,
            message: message.into(),
        }
    }
}

/// A row of the table of paging fields: a connection and the cursors that it takes.
pub struct PagingField {
    /// Type that has the field; `None` for any type.
    pub parent: Option<&'static str>,
    /// Type of the connection.
    pub connection: &'static str,
    /// Cursors that the list takes.
    pub cursors: Cursors,
}

/// Cursors that a list takes.
#[derive(Debug, Clone, Copy)]
pub enum Cursors {
    /// Cursors of one kind. The function tells whether a cursor is of the kind.
    OfOneKind(fn(cursor: &str) -> bool),
    /// Cursors of a kind that depends on the arguments `orderBy` and `window`. The function tells
    /// whether a cursor is of the kind.
    ByOrder(fn(cursor: &str, order: Option<&str>, window: Option<&str>) -> bool),
}

/// Input types whose values may nest deeper and hold longer lists than others.
#[derive(Debug, Clone, Copy)]
pub struct LargeInput {
    /// Names of the types.
    pub types: &'static [&'static str],
    /// Largest number of entries of a list in them.
    pub entries: usize,
}

/// Rules of a schema that its text does not state.
pub struct SchemaRules {
    /// Parsers of the custom scalars.
    pub scalars: Box<dyn ScalarParser>,
    /// Every connection with its cursors. The first row that fits a field applies.
    pub paging_fields: &'static [PagingField],
    /// Number of items of a page where a request names none.
    pub default_page_size: u32,
    /// Error message for the argument `window` with an order that does not use it.
    pub unused_window: &'static str,
    /// Input types with wider bounds.
    pub large_input: LargeInput,
}

/// A schema that documents are checked against.
pub struct DocumentSchema {
    pub(crate) parsed: Valid<Schema>,
    pub(crate) rules: SchemaRules,
}

impl DocumentSchema {
    /// Parses a schema from its definition language. A schema that is not valid is logged and used
    /// as far as it can be parsed.
    pub fn new(sdl: &str, rules: SchemaRules) -> Self {
        let parsed = Schema::parse_and_validate(sdl, "schema.graphql");
        let mut parsed = parsed.map(Valid::into_inner).unwrap_or_else(|invalid| {
            tracing::error!(error = %invalid.errors, "the published schema is not valid");
            invalid.partial
        });
        add_is_one_of(&mut parsed);
        Self {
            parsed: Valid::assume_valid(parsed),
            rules,
        }
    }

    /// Cursors that a connection takes; `None` for a field that the table does not have.
    pub(crate) fn cursors(&self, parent: &str, connection: &str) -> Option<Cursors> {
        let fits = |row: &&PagingField| {
            row.connection == connection && row.parent.is_none_or(|of| of == parent)
        };
        let row = self.rules.paging_fields.iter().find(fits)?;
        Some(row.cursors)
    }

    /// Returns whether a type is a connection of Relay: its name says so, and it has `pageInfo`.
    pub(crate) fn is_connection(&self, ty: &Type) -> bool {
        let name = ty.inner_named_type();
        name.ends_with("Connection")
            && self
                .parsed
                .get_object(name)
                .is_some_and(|object| object.fields.contains_key("pageInfo"))
    }

    /// Returns whether values of a type exist on their own and have an id in `node(id:)`.
    pub(crate) fn is_node(&self, ty: &Type) -> bool {
        let name = ty.inner_named_type();
        let implements = |object: &ObjectType| object.implements_interfaces.contains("Node");
        name == "Node"
            || self
                .parsed
                .get_object(name)
                .is_some_and(|object| implements(object))
    }

    /// Returns whether values of a type have fields to select.
    pub(crate) fn is_composite(&self, ty: &Type) -> bool {
        matches!(
            self.parsed.types.get(ty.inner_named_type()),
            Some(ExtendedType::Object(_) | ExtendedType::Interface(_) | ExtendedType::Union(_))
        )
    }

    /// Object types that a value of a type can have (specification, section 5.5.2.3); none for a
    /// type without fields.
    pub(crate) fn possible_types(&self, ty: &str) -> Vec<&str> {
        let types = &self.parsed.types;
        match types.get_key_value(ty) {
            Some((name, ExtendedType::Object(_))) => vec![name.as_str()],
            Some((_, ExtendedType::Interface(_) | ExtendedType::Union(_))) => types
                .keys()
                .filter(|one| {
                    self.parsed.get_object(one).is_some() && self.parsed.is_subtype(ty, one)
                })
                .map(apollo_compiler::Name::as_str)
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// Adds the field `isOneOf` to `__Type` (specification, edition of September 2025, section 4.2).
/// The engine answers it, and the validator does not know it yet.
fn add_is_one_of(schema: &mut Schema) {
    if let Some(ExtendedType::Object(ty)) = schema.types.get_mut("__Type") {
        let field = FieldDefinition {
            description: None,
            name: name!("isOneOf"),
            arguments: Vec::new(),
            ty: Type::Named(name!("Boolean")),
            directives: DirectiveList::new(),
        };
        ty.make_mut().fields.insert(name!("isOneOf"), field.into());
    }
}

/// Returns whether an input object takes exactly one of its fields (specification, section 3.10.1).
pub(crate) fn is_one_of(object: &InputObjectType) -> bool {
    object.directives.has("oneOf")
}

/// Returns whether a value must be given: it may not be null and has no default.
pub(crate) fn is_required(definition: &InputValueDefinition) -> bool {
    definition.ty.is_non_null() && definition.default_value.is_none()
}

#[cfg(test)]
mod tests {
    use crate::test_schema::schema;

    #[test]
    fn the_schema_is_valid() {
        let schema = schema().parsed.clone().into_inner();
        assert_eq!(
            schema
                .validate()
                .err()
                .map(|invalid| invalid.errors.to_string()),
            None
        );
    }
}
