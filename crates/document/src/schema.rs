//! The schema that documents are checked against.
//!
//! It is read from the very text that clients read, so that validation cannot differ from what is published. What the text does not say, such as how a
//! scalar is parsed, comes as [`SchemaRules`] from the crate that defines the schema.

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
    /// Checks a value against a custom scalar; `None` for a name that is no custom scalar of the schema.
    ///
    /// Of a `Cursor`, only the seal is checked here; [`PagingField`] tells which list takes it.
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

/// A connection of the schema and the cursors that it takes.
pub struct PagingField {
    /// Type that has the field; `None` for any type.
    pub parent: Option<&'static str>,
    /// Type of the connection.
    pub connection: &'static str,
    /// Cursors that the list takes.
    pub cursors: Cursors,
}

/// The cursors that a list takes.
#[derive(Debug, Clone, Copy)]
pub enum Cursors {
    /// Cursors of one kind: whether a cursor is of it.
    OfOneKind(fn(cursor: &str) -> bool),
    /// Cursors of a kind that depends on the arguments `orderBy` and `window`: whether a cursor is of it.
    ByOrder(fn(cursor: &str, order: Option<&str>, window: Option<&str>) -> bool),
}

/// Input types whose values may nest deeper and be longer than others.
#[derive(Debug, Clone, Copy)]
pub struct LargeInput {
    /// Names of the types.
    pub types: &'static [&'static str],
    /// Most entries of a list of them.
    pub entries: usize,
}

/// Rules of a schema that its text does not state.
pub struct SchemaRules {
    /// Parsers of the custom scalars.
    pub scalars: Box<dyn ScalarParser>,
    /// Every connection with its cursors. The first row that fits a field applies.
    pub paging_fields: &'static [PagingField],
    /// Number of items of a page where a request does not say.
    pub default_page_size: u32,
    /// Sentence for a `window` in an order that takes none.
    pub unused_window: &'static str,
    /// Input types with wider bounds.
    pub large_input: LargeInput,
}

/// A schema that documents are checked against.
pub struct DocumentSchema {
    pub(crate) types: Valid<Schema>,
    pub(crate) rules: SchemaRules,
}

impl DocumentSchema {
    /// Parses a schema from its definition language. A schema that is not valid is logged and used as far as it can be read.
    pub fn new(sdl: &str, rules: SchemaRules) -> Self {
        let parsed = Schema::parse_and_validate(sdl, "schema.graphql");
        let mut types = parsed.map(Valid::into_inner).unwrap_or_else(|invalid| {
            tracing::error!(error = %invalid.errors, "the schema that is served is not valid");
            invalid.partial
        });
        add_is_one_of(&mut types);
        Self {
            types: Valid::assume_valid(types),
            rules,
        }
    }

    /// The cursors that a connection takes; `None` for a field that the table does not have.
    pub(crate) fn cursors(&self, parent: &str, connection: &str) -> Option<Cursors> {
        let fits = |row: &&PagingField| {
            row.connection == connection && row.parent.is_none_or(|of| of == parent)
        };
        self.rules
            .paging_fields
            .iter()
            .find(fits)
            .map(|row| row.cursors)
    }
}

/// Lets `__Type` have the field `isOneOf` of the specification's edition of September 2025 (section 4.2), which the engine answers and the
/// validator does not know yet.
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

/// Whether exactly one field of an input object is to be given (specification, section 3.10.1).
pub(crate) fn is_one_of(object: &InputObjectType) -> bool {
    object.directives.has("oneOf")
}

/// Whether a value must be given: it may not be null, and nothing stands in for it.
pub(crate) fn is_required(definition: &InputValueDefinition) -> bool {
    definition.ty.is_non_null() && definition.default_value.is_none()
}

/// Whether a type is a part of a list as Relay has it: its name says so, and it tells of its page.
pub(crate) fn is_connection(schema: &Schema, ty: &Type) -> bool {
    let name = ty.inner_named_type();
    name.ends_with("Connection")
        && schema
            .get_object(name)
            .is_some_and(|object| object.fields.contains_key("pageInfo"))
}

/// Whether values of a type stand by themselves and can be asked for by their id.
pub(crate) fn is_node(schema: &Schema, ty: &Type) -> bool {
    let name = ty.inner_named_type();
    let is_one = |object: &ObjectType| object.implements_interfaces.contains("Node");
    name == "Node" || schema.get_object(name).is_some_and(|object| is_one(object))
}

/// Whether values of a type have fields to select.
pub(crate) fn is_composite(schema: &Schema, ty: &Type) -> bool {
    matches!(
        schema.types.get(ty.inner_named_type()),
        Some(ExtendedType::Object(_) | ExtendedType::Interface(_) | ExtendedType::Union(_))
    )
}

/// The types of objects that a value of a type can be (specification, section 5.5.2.3); none for a type without fields.
pub(crate) fn possible_types<'s>(schema: &'s Schema, ty: &str) -> Vec<&'s str> {
    match schema.types.get_key_value(ty) {
        Some((name, ExtendedType::Object(_))) => vec![name.as_str()],
        Some((_, ExtendedType::Interface(_) | ExtendedType::Union(_))) => schema
            .types
            .keys()
            .filter(|one| schema.get_object(one).is_some() && schema.is_subtype(ty, one))
            .map(apollo_compiler::Name::as_str)
            .collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use crate::test_schema::schema;

    #[test]
    fn what_is_served_is_a_valid_schema() {
        let schema = schema().types.clone().into_inner();
        assert_eq!(
            schema
                .validate()
                .err()
                .map(|invalid| invalid.errors.to_string()),
            None
        );
    }
}
