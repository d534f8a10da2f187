//! The catalogue of codes: enum in the schema, documentation and responses agree.

use async_graphql::parser::{
    parse_schema,
    types::{TypeKind, TypeSystemDefinition},
};
use standfirst_domain::error::ErrorCode;

/// The values of the schema's enum with their descriptions.
fn values_in_the_schema() -> Vec<(String, String)> {
    let schema = parse_schema(standfirst_api::schema_sdl()).unwrap();
    let definitions = schema.definitions.into_iter();
    let types = definitions.filter_map(|definition| match definition {
        TypeSystemDefinition::Type(ty) => Some(ty.node),
        _ => None,
    });
    let mut found = types.filter(|ty| ty.name.node == "ErrorCode");
    let TypeKind::Enum(codes) = found.next().unwrap().kind else {
        panic!("the codes are an enum");
    };
    let values = codes.values.into_iter().map(|value| {
        let description = value.node.description.unwrap().node;
        (value.node.value.node.to_string(), description)
    });
    values.collect()
}

#[test]
fn the_schema_describes_every_code_as_the_table_does() {
    let expected: Vec<(String, String)> = ErrorCode::all()
        .map(|code| {
            let description = format!("{}\n{}", code.meaning(), code.hint());
            (code.as_str().to_owned(), description)
        })
        .collect();
    assert_eq!(values_in_the_schema(), expected);
}

#[test]
fn the_documentation_describes_every_code_as_the_table_does() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/errors.md");
    let document = std::fs::read_to_string(path).unwrap();
    let written: Vec<&str> = document
        .lines()
        .filter(|line| line.starts_with("| `"))
        .collect();
    let expected: Vec<String> = ErrorCode::all()
        .map(|code| {
            format!(
                "| `{}` | {} | {} | {} | {} |",
                code.as_str(),
                code.http_status(),
                if code.is_retryable() { "yes" } else { "no" },
                code.meaning(),
                code.hint()
            )
        })
        .collect();
    assert_eq!(written, expected, "docs/errors.md is not the table");
}

#[test]
fn user_errors_have_a_code_of_the_table() {
    let sdl = standfirst_api::schema_sdl();
    let (_, user_error) = sdl.split_once("type UserError {").unwrap();
    assert!(
        user_error
            .split('}')
            .next()
            .unwrap()
            .contains("code: ErrorCode!")
    );
}
