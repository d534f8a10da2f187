//! Whether the values of variables are of the types that their operation gives them.
//!
//! The engine takes a variable without a value for an argument that was left out, whatever its type says, and what was to narrow a list would
//! widen it. Lists and nesting are bounded too, for a body more widely than for anything else. Values of enums, input objects and our own scalars are read where they are used.

use async_graphql::{
    Positioned,
    parser::types::{BaseType, Type, VariableDefinition},
};
use serde_json::{Map, Value};
use standfirst_domain::error::ErrorCode;

use crate::{
    graphql::body::input::{MOST_BLOCKS, TYPES as BODY_TYPES},
    http::errors::{Fault, Refusal},
};

/// The most variables that are named at once.
const MOST_NAMED: usize = 10;
/// The most characters of a name or a type that are said again.
const MOST_CHARACTERS: usize = 100;

/// Refuses values that are missing, not of their types, too deep or too long, all at once.
pub fn check(
    definitions: &[Positioned<VariableDefinition>],
    values: &Map<String, Value>,
) -> Result<(), Refusal> {
    let sizes = values
        .iter()
        .filter_map(|(name, value)| oversize(name, value, definitions));
    let types = definitions
        .iter()
        .filter_map(|definition| mistake(definition, values));
    let mistakes: Vec<Fault> = sizes.chain(types).take(MOST_NAMED).collect();
    if mistakes.is_empty() {
        return Ok(());
    }
    Err(Refusal::of(ErrorCode::BadUserInput, mistakes))
}

fn mistake(
    definition: &Positioned<VariableDefinition>,
    values: &Map<String, Value>,
) -> Option<Fault> {
    let variable = &definition.node;
    let ty = &variable.var_type.node;
    let (name, needed) = (clip(&variable.name.node), clip(&ty.to_string()));
    let message = match values.get(variable.name.node.as_str()) {
        None if ty.nullable || variable.default_value.is_some() => return None,
        Some(value) if fits(ty, value) => return None,
        None => format!("Variable `${name}` needs a value of type `{needed}`, and none is given."),
        Some(Value::Null) => {
            format!("Variable `${name}` needs a value of type `{needed}`, and null is none.")
        }
        Some(_) => format!("The value of variable `${name}` is not of type `{needed}`."),
    };
    Some(Fault {
        message: message.into(),
        locations: vec![definition.pos],
    })
}

/// What is too deep or too long in the value of a variable.
fn oversize(
    name: &str,
    value: &Value,
    definitions: &[Positioned<VariableDefinition>],
) -> Option<Fault> {
    let definition = definitions
        .iter()
        .find(|definition| definition.node.name.node.as_str() == name);
    let bounds = match definition.map(|definition| named(&definition.node.var_type.node)) {
        Some(ty) if BODY_TYPES.contains(&ty) => Bounds::OF_A_BODY,
        _ => Bounds::COMMON,
    };
    let excess = excess(value, bounds, 1)?;
    Some(Fault {
        message: format!("Variable `${}` {excess}", clip(name)).into(),
        locations: definition.iter().map(|definition| definition.pos).collect(),
    })
}

/// The name of a type without what is wrapped around it.
fn named(ty: &Type) -> &str {
    let mut ty = ty;
    loop {
        match &ty.base {
            BaseType::Named(name) => return name,
            BaseType::List(of) => ty = of,
        }
    }
}

/// How deep values nest, and how long their lists are.
#[derive(Clone, Copy)]
struct Bounds {
    depth: usize,
    entries: usize,
}

impl Bounds {
    const COMMON: Self = Self {
        depth: 32,
        entries: 100,
    };
    /// A body of the deepest lists and quotations nests less than JSON is read.
    const OF_A_BODY: Self = Self {
        depth: 128,
        entries: MOST_BLOCKS,
    };
}

/// What a value is beyond its bounds. What stands in a field `body` has those of a body.
fn excess(value: &Value, bounds: Bounds, depth: usize) -> Option<String> {
    if depth >= bounds.depth && (value.is_array() || value.is_object()) {
        return Some(format!(
            "nests deeper than {} lists and objects.",
            bounds.depth
        ));
    }
    match value {
        Value::Array(values) if values.len() > bounds.entries => Some(format!(
            "holds a list of {} entries, and {} are the most that one takes.",
            values.len(),
            bounds.entries
        )),
        Value::Array(values) => values
            .iter()
            .find_map(|value| excess(value, bounds, depth + 1)),
        Value::Object(fields) => fields.iter().find_map(|(name, value)| {
            let bounds = match name.as_str() {
                "body" => Bounds::OF_A_BODY,
                _ => bounds,
            };
            excess(value, bounds, depth + 1)
        }),
        _ => None,
    }
}

/// Whether a value is of a type, as far as the type is one of GraphQL's own. One value stands for a list of it.
fn fits(ty: &Type, value: &Value) -> bool {
    match (&ty.base, value) {
        (_, Value::Null) => ty.nullable,
        (BaseType::List(of), Value::Array(values)) => values.iter().all(|value| fits(of, value)),
        (BaseType::List(of), value) => fits(of, value),
        (BaseType::Named(name), value) => match name.as_str() {
            "Int" => value
                .as_i64()
                .is_some_and(|number| i32::try_from(number).is_ok()),
            "Float" => value.is_number(),
            "String" => value.is_string(),
            "Boolean" => value.is_boolean(),
            "ID" => value.is_string() || value.is_i64() || value.is_u64(),
            _ => true,
        },
    }
}

fn clip(text: &str) -> String {
    text.chars().take(MOST_CHARACTERS).collect()
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use serde_json::json;

    use super::*;

    fn messages(definitions: &str, values: Value) -> Vec<String> {
        let document = parse_query(format!("query({definitions}) {{ a }}")).unwrap();
        let (_, operation) = document.operations.iter().next().unwrap();
        let values = values.as_object().unwrap();
        match check(&operation.node.variable_definitions, values) {
            Ok(()) => Vec::new(),
            Err(refusal) => refusal
                .faults
                .iter()
                .map(|fault| fault.message.to_string())
                .collect(),
        }
    }

    #[test]
    fn what_is_missing_or_null_is_named_all_at_once() {
        assert_eq!(
            messages("$s: [String!]!, $n: Int!, $f: Int", json!({ "n": null })),
            [
                "Variable `$s` needs a value of type `[String!]!`, and none is given.",
                "Variable `$n` needs a value of type `Int!`, and null is none.",
            ]
        );
        let many: String = (0..50).map(|n| format!("$v{n}: Int! ")).collect();
        assert_eq!(messages(&many, json!({})).len(), MOST_NAMED);
        assert_eq!(
            messages("$n: Int! = 1, $s: String", json!({ "s": null })),
            [""; 0]
        );
        assert_eq!(messages("$n: Int! = 1", json!({ "n": null })).len(), 1);
        let long = format!("${}: Int!", "n".repeat(10_000));
        assert!(messages(&long, json!({})).concat().len() < 300);
    }

    #[test]
    fn lists_and_nesting_are_bounded_and_a_body_has_bounds_of_its_own() {
        let long = |entries: usize| json!({ "v": vec![json!({}); entries] });
        assert_eq!(messages("$v: [TagInput!]", long(100)), [""; 0]);
        assert_eq!(
            messages("$v: [TagInput!]", long(101)),
            ["Variable `$v` holds a list of 101 entries, and 100 are the most that one takes."]
        );
        assert_eq!(messages("$w: Int", long(101)).len(), 1, "undeclared");
        assert_eq!(messages("$v: [BlockInput!]!", long(2_000)), [""; 0]);
        assert_eq!(messages("$v: [BlockInput!]!", long(2_001)).len(), 1);
        let body = |entries: usize| json!({ "v": { "body": { "blocks": vec![0; entries] }, "tags": [1] } });
        assert_eq!(messages("$v: ArticleFileInput!", body(2_000)), [""; 0]);
        assert_eq!(messages("$v: ArticleFileInput!", body(2_001)).len(), 1);

        let deep = |depth| (1..depth).fold(json!(1), |inner, _| json!([inner]));
        assert_eq!(messages("$v: Thing", json!({ "v": deep(32) })), [""; 0]);
        assert_eq!(
            messages("$v: Thing", json!({ "v": deep(33) })),
            ["Variable `$v` nests deeper than 32 lists and objects."]
        );
        assert_eq!(
            messages("$v: Thing", json!({ "v": { "body": deep(120) } })),
            [""; 0]
        );
    }

    #[test]
    fn values_are_of_the_types_of_graphql() {
        for (ty, value, fitting) in [
            ("Int", json!(7), true),
            ("Int", json!(7.5), false),
            ("Int", json!(2_147_483_648_i64), false),
            ("Int", json!("7"), false),
            ("Float", json!(7), true),
            ("Boolean", json!(1), false),
            ("ID", json!(7), true),
            ("ID", json!(7.5), false),
            ("String", json!(["a"]), false),
            ("[String!]", json!("a"), true),
            ("[String!]", json!(["a", null]), false),
            ("[String]", json!(["a", null]), true),
            ("[String!]!", json!(null), false),
            ("[[Int!]!]", json!([[1], [2, "x"]]), false),
            ("ArticleFilter", json!({ "sections": 1 }), true),
        ] {
            let found = messages(&format!("$v: {ty}"), json!({ "v": value }));
            assert_eq!(found.is_empty(), fitting, "{ty} {value}");
        }
    }
}
