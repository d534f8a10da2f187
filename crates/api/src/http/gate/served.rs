//! The schema as it is served, read once from the very text that clients read, so that what is validated against cannot differ from what is published.

use std::sync::LazyLock;

use apollo_compiler::{
    Schema,
    ast::{DirectiveList, FieldDefinition, InputValueDefinition, Type},
    name,
    schema::{ExtendedType, InputObjectType},
    validation::Valid,
};

use crate::graphql::schema_sdl;

/// The served schema. That it is valid is tested; were it not, what can be read of it would still be better than to validate nothing.
pub fn served() -> &'static Valid<Schema> {
    static SERVED: LazyLock<Valid<Schema>> = LazyLock::new(|| {
        let read = Schema::parse_and_validate(schema_sdl(), "schema.graphql");
        let mut schema = read.map(Valid::into_inner).unwrap_or_else(|invalid| {
            tracing::error!(error = %invalid.errors, "the schema that is served is not valid");
            invalid.partial
        });
        tell_of_one_of(&mut schema);
        Valid::assume_valid(schema)
    });
    &SERVED
}

/// Lets `__Type` have the field `isOneOf` of the specification's edition of September 2025 (section 4.2), which the engine answers and the
/// validator does not know yet.
fn tell_of_one_of(schema: &mut Schema) {
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
pub fn is_one_of(object: &InputObjectType) -> bool {
    object.directives.has("oneOf")
}

/// Whether a value must be given: it may not be null, and nothing stands in for it.
pub fn is_required(definition: &InputValueDefinition) -> bool {
    definition.ty.is_non_null() && definition.default_value.is_none()
}

/// Whether a type is a part of a list as Relay has it: its name says so, and it tells of its page.
pub fn is_connection(schema: &Schema, ty: &Type) -> bool {
    let name = ty.inner_named_type();
    name.ends_with("Connection")
        && schema
            .get_object(name)
            .is_some_and(|object| object.fields.contains_key("pageInfo"))
}

/// Whether values of a type stand by themselves and can be asked for by their id.
pub fn is_node(schema: &Schema, ty: &Type) -> bool {
    let name = ty.inner_named_type();
    let is_one = |object: &apollo_compiler::schema::ObjectType| {
        object.implements_interfaces.contains("Node")
    };
    name == "Node" || schema.get_object(name).is_some_and(|object| is_one(object))
}

/// Whether values of a type have fields to select.
pub fn is_composite(schema: &Schema, ty: &Type) -> bool {
    matches!(
        schema.types.get(ty.inner_named_type()),
        Some(ExtendedType::Object(_) | ExtendedType::Interface(_) | ExtendedType::Union(_))
    )
}

/// The types of objects that a value of a type can be (specification, section 5.5.2.3); none for a type without fields.
pub fn possible_types<'s>(schema: &'s Schema, ty: &str) -> Vec<&'s str> {
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
    use super::served;

    #[test]
    fn what_is_served_is_a_valid_schema() {
        let schema = served().clone().into_inner();
        assert_eq!(
            schema
                .validate()
                .err()
                .map(|invalid| invalid.errors.to_string()),
            None
        );
    }
}
