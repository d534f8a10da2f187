//! What the validator finds, in our words.
//!
//! Its own sentences are written for whoever compiles a schema. Here each kind of finding has a sentence of ours, in which the names that it is
//! about stand; of a finding that has none only the place is told.

use std::collections::BTreeSet;

use apollo_compiler::{
    Schema,
    diagnostic::{Diagnostic, ToCliReport},
    schema::ExtendedType,
    validation::{DiagnosticData, DiagnosticList},
};
use async_graphql::Pos;
use standfirst_domain::error::ErrorCode;

use super::{coercion::clip, places::Places};
use crate::http::errors::{Fault, Rejection};

/// What the validator found about values is told by [`literals`](super::coercion::literals), which sees more of them.
const OF_VALUES: [&str; 8] = [
    "DisallowedVariableUsage",
    "FloatCoercionError",
    "IntCoercionError",
    "RequiredField",
    "UndefinedEnumValue",
    "UndefinedInputValue",
    "UniqueInputValue",
    "UnsupportedValueType",
];

/// Everything that the validator found, as far as it is told; without what it found about values where that is told already.
pub fn findings(
    found: &DiagnosticList,
    places: &Places<'_>,
    schema: &Schema,
    suggesting: bool,
    values_are_told: bool,
    most: usize,
) -> Vec<Fault> {
    let finding = |diagnostic: Diagnostic<'_, DiagnosticData>| {
        let name = diagnostic.error.unstable_error_name().unwrap_or_default();
        let said = diagnostic.error.to_string();
        let names: Vec<&str> = said.split('`').skip(1).step_by(2).collect();
        let mut message = sentence(name, &names);
        if suggesting && let Some(other) = suggestion(name, &names, schema) {
            message.push_str(&format!(" Did you mean `{other}`?"));
        }
        let at = places.of_span(diagnostic.error.location());
        Fault::at(message, at).under(code(name))
    };
    let is_told = |found: &Diagnostic<'_, DiagnosticData>| {
        values_are_told
            && found
                .error
                .unstable_error_name()
                .is_some_and(|name| OF_VALUES.contains(&name))
    };
    let unknown: Vec<usize> = found
        .iter()
        .filter_map(|found| unknown_at(&found))
        .collect();
    let follows = |found: &Diagnostic<'_, DiagnosticData>| is_empty_by_another(found, &unknown);
    found
        .iter()
        .filter(|found| !follows(found) && !is_told(found))
        .take(most)
        .map(finding)
        .collect()
}

/// Where a field is selected that there is not.
fn unknown_at(found: &Diagnostic<'_, DiagnosticData>) -> Option<usize> {
    let is_unknown = found.error.unstable_error_name() == Some("UndefinedField");
    Some(found.error.location().filter(|_| is_unknown)?.offset())
}

/// Whether a field only lacks a selection because what is selected there does not exist, which is told already.
fn is_empty_by_another(found: &Diagnostic<'_, DiagnosticData>, unknown: &[usize]) -> bool {
    found.error.unstable_error_name() == Some("MissingSubselection")
        && found.error.location().is_some_and(|span| {
            unknown
                .iter()
                .any(|at| (span.offset()..span.end_offset()).contains(at))
        })
}

/// The refusal of a text that is no GraphQL.
pub fn syntax_error(found: &DiagnosticList, places: &Places<'_>) -> Rejection {
    let location = found
        .iter()
        .next()
        .and_then(|diagnostic| diagnostic.error.location());
    syntax_error_at(places.of_span(location))
}

/// The refusal of a text that breaks off being GraphQL at a place.
pub fn syntax_error_at(at: Pos) -> Rejection {
    let message = format!(
        "The document is not GraphQL: there is a syntax error in line {}, column {}.",
        at.line, at.column
    );
    Rejection::of(ErrorCode::BadRequest, vec![Fault::at(message, at)])
}

/// That one key stands for a field with these arguments and with those.
pub fn other_arguments(key: &str) -> String {
    format!("A field is selected as `{key}` twice, with different arguments.")
}

/// A longer name is not compared with others.
const LONGEST_MEANT: usize = 64;

/// Under which code a finding is refused: where no operation can be chosen, the request as such is at fault.
fn code(name: &str) -> ErrorCode {
    match name {
        "AmbiguousAnonymousOperation" => ErrorCode::BadRequest,
        _ => ErrorCode::GraphqlValidationFailed,
    }
}

fn sentence(name: &str, names: &[&str]) -> String {
    let say = |index: usize| names.get(index).map_or_else(String::new, clip);
    let (a, b, c) = (say(0), say(1), say(2));
    match name {
        "UndefinedField" => format!("Type `{a}` has no field `{b}`."),
        "SubselectionOnScalarType" | "SubselectionOnEnumType" => {
            format!("Nothing can be selected within a value of type `{a}`.")
        }
        "MissingSubselection" => "A field that holds fields needs a selection of them.".to_owned(),
        "UndefinedArgument" => format!("There is no argument `{a}` of `{b}`."),
        "RequiredArgument" => format!("The argument `{a}` is required, and it is not given."),
        "UniqueArgument" => format!("The argument `{a}` is given twice."),
        "UndefinedDirective" => format!("There is no directive `{a}`."),
        "UniqueDirective" => "A directive that may stand here once stands here twice.".to_owned(),
        "UnsupportedLocation" => "A directive stands where it may not.".to_owned(),
        "UndefinedVariable" => format!("Variable `{a}` is not defined by its operation."),
        "UnusedVariable" => format!("Variable `{a}` is never used."),
        "UniqueVariable" => format!("Variable `{a}` is defined twice."),
        "VariableInputType" => format!("Variable `{a}` is not of a type that takes values."),
        "UndefinedDefinition" | "UndefinedTypeInInlineFragmentTypeCondition" => {
            format!("There is no type `{a}`.")
        }
        "UndefinedTypeInNamedFragmentTypeCondition" => {
            format!("There is no type `{a}`, on which fragment `{b}` is defined.")
        }
        "UndefinedFragment" => format!("There is no fragment `{a}`."),
        "UnusedFragment" => format!("Fragment `{a}` is never used."),
        "FragmentNameCollision" => format!("Fragment `{a}` is defined twice."),
        "OperationNameCollision" => format!("Operation `{a}` is defined twice."),
        "InvalidFragmentTarget" => "A fragment is defined on a type that has no fields.".to_owned(),
        "InvalidFragmentSpread" => {
            "A fragment stands where no object can be of its type.".to_owned()
        }
        "RecursiveFragmentDefinition" => format!("Fragment `{a}` spreads itself."),
        "AmbiguousAnonymousOperation" => {
            "An operation without a name must be the only one in its document.".to_owned()
        }
        "TypeSystemDefinition" => "A document that is executed cannot define types.".to_owned(),
        "UndefinedRootOperation" => format!("The schema has no operations of kind `{a}`."),
        "ConflictingFieldName" => format!("Different fields are selected as `{a}`."),
        "ConflictingFieldType" => format!("Fields of different types are selected as `{a}`."),
        "ConflictingFieldArgument" => other_arguments(&a),
        _ => {
            let about = if c.is_empty() {
                String::new()
            } else {
                format!(" It is about `{c}`.")
            };
            format!("The document does not fit the schema here.{about}")
        }
    }
}

/// The name that was perhaps meant, where another was found.
fn suggestion(name: &str, names: &[&str], schema: &Schema) -> Option<String> {
    let candidates: BTreeSet<&str> = match (name, names) {
        ("UndefinedField", [ty, _]) => fields(schema, ty).collect(),
        ("UndefinedArgument", [_, coordinate]) => {
            let (ty, field) = coordinate.split_once('.')?;
            let field = field.split('(').next()?;
            let arguments = &schema.type_field(ty, field).ok()?.arguments;
            arguments
                .iter()
                .map(|argument| argument.name.as_str())
                .collect()
        }
        ("UndefinedDefinition" | "UndefinedTypeInInlineFragmentTypeCondition", _) => {
            schema.types.keys().map(|ty| ty.as_str()).collect()
        }
        _ => return None,
    };
    let meant = match name {
        "UndefinedField" => names.get(1)?,
        _ => names.first()?,
    };
    if meant.len() > LONGEST_MEANT {
        return None;
    }
    let near = candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(candidate, meant), candidate))
        .min()?;
    let most = meant.chars().count() / 3;
    (near.0 <= most.max(1)).then(|| near.1.to_owned())
}

fn fields<'s>(schema: &'s Schema, ty: &str) -> impl Iterator<Item = &'s str> {
    let fields = match schema.types.get(ty) {
        Some(ExtendedType::Object(object)) => Some(&object.fields),
        Some(ExtendedType::Interface(interface)) => Some(&interface.fields),
        _ => None,
    };
    fields.into_iter().flatten().map(|(name, _)| name.as_str())
}
