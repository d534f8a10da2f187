//! Error messages for what the parser and the validator find.
//!
//! The validator words its findings for the authors of a schema. Here each kind of finding has a
//! sentence for clients with the names that the finding is about. A kind without a sentence is
//! reported with its position alone.

use std::collections::BTreeSet;

use apollo_compiler::{
    Schema,
    diagnostic::{Diagnostic, ToCliReport},
    schema::ExtendedType,
    validation::{DiagnosticData, DiagnosticList},
};
use async_graphql::Pos;
use standfirst_domain::error::ErrorCode;

use crate::{
    coercion::path::clip,
    rejection::{DocumentRejection, RequestError},
    source_positions::SourcePositions,
};

/// Kinds of findings about values. [`literals`](crate::coercion::literals) checks values more
/// thoroughly and reports its own errors.
const ABOUT_VALUES: [&str; 8] = [
    "DisallowedVariableUsage",
    "FloatCoercionError",
    "IntCoercionError",
    "RequiredField",
    "UndefinedEnumValue",
    "UndefinedInputValue",
    "UniqueInputValue",
    "UnsupportedValueType",
];

/// The findings of the validator and all that their messages depend on.
pub struct Diagnostics<'f> {
    /// Findings of the validator.
    pub found: &'f DiagnosticList,
    /// Positions in the document.
    pub positions: &'f SourcePositions<'f>,
    /// Schema of the document.
    pub schema: &'f Schema,
    /// True if messages name similar names of the schema.
    pub with_suggestions: bool,
    /// True if errors in values are reported by their own check.
    pub values_are_reported: bool,
}

impl Diagnostics<'_> {
    /// At most `max` errors for the findings that a client can act on.
    pub fn errors(&self, max: usize) -> Vec<RequestError> {
        let unknown: Vec<usize> = self
            .found
            .iter()
            .filter_map(|finding| unknown_field_offset(&finding))
            .collect();
        self.found
            .iter()
            .filter(|finding| !lacks_unknown_fields(finding, &unknown))
            .filter(|finding| !(self.values_are_reported && is_about_values(finding)))
            .take(max)
            .map(|finding| self.error(&finding))
            .collect()
    }

    fn error(&self, finding: &Diagnostic<'_, DiagnosticData>) -> RequestError {
        let kind = finding.error.unstable_error_name().unwrap_or_default();
        let text = finding.error.to_string();
        // The validator gives names in its sentence only, each between backquotes.
        let names: Vec<&str> = text.split('`').skip(1).step_by(2).collect();
        let mut message = sentence(kind, &names);
        if self.with_suggestions
            && let Some(similar) = suggestion(kind, &names, self.schema)
        {
            message.push_str(&format!(" Did you mean `{similar}`?"));
        }
        let position = self.positions.start_of_span(finding.error.location());
        RequestError::at(message, position).with_code(code(kind))
    }
}

fn is_about_values(finding: &Diagnostic<'_, DiagnosticData>) -> bool {
    finding
        .error
        .unstable_error_name()
        .is_some_and(|kind| ABOUT_VALUES.contains(&kind))
}

/// Offset of a field that its type does not have; `None` for another kind of finding.
fn unknown_field_offset(finding: &Diagnostic<'_, DiagnosticData>) -> Option<usize> {
    let is_unknown = finding.error.unstable_error_name() == Some("UndefinedField");
    Some(finding.error.location().filter(|_| is_unknown)?.offset())
}

/// Returns whether a field lacks a selection only because the fields selected in it do not exist,
/// which is reported already.
fn lacks_unknown_fields(finding: &Diagnostic<'_, DiagnosticData>, unknown: &[usize]) -> bool {
    finding.error.unstable_error_name() == Some("MissingSubselection")
        && finding.error.location().is_some_and(|span| {
            unknown
                .iter()
                .any(|offset| (span.offset()..span.end_offset()).contains(offset))
        })
}

/// The rejection of a text that the parser does not accept.
pub fn syntax_error(found: &DiagnosticList, positions: &SourcePositions<'_>) -> DocumentRejection {
    let location = found
        .iter()
        .next()
        .and_then(|diagnostic| diagnostic.error.location());
    syntax_error_at(positions.start_of_span(location))
}

/// The rejection of a text with a syntax error at a position.
pub fn syntax_error_at(at: Pos) -> DocumentRejection {
    let message = format!(
        "The document is not GraphQL: there is a syntax error in line {}, column {}.",
        at.line, at.column
    );
    DocumentRejection::from_errors(ErrorCode::BadRequest, vec![RequestError::at(message, at)])
}

/// Message for a field that is selected under one key with different arguments.
pub fn other_arguments(key: &str) -> String {
    format!("A field is selected as `{key}` twice, with different arguments.")
}

/// Length of the longest name that is compared with others. The comparison takes time by the
/// product of the lengths.
const MAX_COMPARED_BYTES: usize = 64;

/// Error code of a finding. Where no operation can be chosen, the error is in the request.
fn code(kind: &str) -> ErrorCode {
    match kind {
        "AmbiguousAnonymousOperation" => ErrorCode::BadRequest,
        _ => ErrorCode::GraphqlValidationFailed,
    }
}

fn sentence(kind: &str, names: &[&str]) -> String {
    let name = |index: usize| names.get(index).map_or_else(String::new, clip);
    let (a, b, c) = (name(0), name(1), name(2));
    match kind {
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

/// A name of the schema that is similar to the one in a finding.
fn suggestion(kind: &str, names: &[&str], schema: &Schema) -> Option<String> {
    let candidates: BTreeSet<&str> = match (kind, names) {
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
    let unknown = match kind {
        "UndefinedField" => names.get(1)?,
        _ => names.first()?,
    };
    if unknown.len() > MAX_COMPARED_BYTES {
        return None;
    }
    let (distance, nearest) = candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(candidate, unknown), candidate))
        .min()?;
    // A name with more than a third of its characters wrong means something else.
    let max_distance = (unknown.chars().count() / 3).max(1);
    (distance <= max_distance).then(|| nearest.to_owned())
}

fn fields<'s>(schema: &'s Schema, ty: &str) -> impl Iterator<Item = &'s str> {
    let fields = match schema.types.get(ty) {
        Some(ExtendedType::Object(object)) => Some(&object.fields),
        Some(ExtendedType::Interface(interface)) => Some(&interface.fields),
        _ => None,
    };
    fields.into_iter().flatten().map(|(name, _)| name.as_str())
}
