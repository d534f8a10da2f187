//! A document that passed every check, and its operations.
//!
//! [`CheckedDocument::read`] runs the checks in order: token limits, parsing, limits with fragments
//! expanded, validation, and the plan of each operation. Cheap checks come first, so that each
//! later one is bounded by those before it.

use std::{borrow::Cow, ops::Range};

use apollo_compiler::{
    ExecutableDocument, Node, ast, executable::Operation as Parsed, parser::Parser,
};
use async_graphql::{
    Variables,
    parser::types::{self as engine_types, OperationType},
};

use crate::{
    coercion::variables::OperationVariable,
    diagnostics::{self, Diagnostics},
    engine, fragment_expansion,
    limits::DocumentLimits,
    merge::MergeableOperation,
    plan::{self, DedupeOrder, Plan, PlanError},
    rejection::{DocumentRejection, RequestError},
    schema::{DocumentSchema, ValueError},
    source_positions::SourcePositions,
    token_limits,
};

/// A document that passed every check.
pub struct CheckedDocument {
    operations: Vec<CheckedOperation>,
}

/// An operation of a checked document.
pub struct CheckedOperation {
    /// Name of the operation.
    pub name: Option<String>,
    /// Query, mutation or subscription.
    pub kind: OperationType,
    /// Variables that the operation defines.
    pub(crate) variables: Vec<OperationVariable>,
    /// Cost and checks of variables.
    pub(crate) plan: Plan,
    executable: engine_types::ExecutableDocument,
    /// The operation as it is merged for each request, where it selects something twice.
    mergeable: Option<MergeableOperation>,
}

impl CheckedDocument {
    /// Checks a document. `with_suggestions` adds similar names to the messages, which tells a
    /// client about the schema.
    ///
    /// # Errors
    /// The document exceeds a limit, is not GraphQL, or does not fit the schema. All errors of the
    /// step that failed are reported.
    pub(crate) fn read(
        text: &str,
        schema: &DocumentSchema,
        limits: &DocumentLimits,
        with_suggestions: bool,
    ) -> Result<Self, DocumentRejection> {
        let descriptions = token_limits::check(text, limits)?;
        let positions = SourcePositions::new(text);
        let parsed = Parser::new()
            // Brackets are counted already. The parser counts several levels for each of them.
            .recursion_limit(limits.nesting.saturating_mul(8))
            .parse_ast(without_descriptions(text, descriptions), "")
            .map_err(|invalid| diagnostics::syntax_error(&invalid.errors, &positions))?;
        if !has_operation(&parsed) {
            return Err(DocumentRejection::bad_request(
                "The document has no operation.",
            ));
        }
        fragment_expansion::check(&parsed, limits)?;
        // A document that is not valid is walked as well, as far as it fits the schema, so that all
        // errors are reported at once.
        let (document, found) = match parsed.to_executable_validate(&schema.parsed) {
            Ok(valid) => (valid.into_inner(), None),
            Err(invalid) => (invalid.partial, Some(invalid.errors)),
        };
        let mut plan_errors = Vec::new();
        let operations = document.operations.iter().map(|operation| {
            let (operation, errors) =
                CheckedOperation::read(operation, &document, schema, limits, &positions);
            plan_errors.extend(errors);
            operation
        });
        let operations = operations.collect();
        let diagnostics = found.map(|found| {
            Diagnostics {
                found: &found,
                positions: &positions,
                schema: &schema.parsed,
                with_suggestions,
                values_are_reported: !plan_errors.is_empty(),
            }
            .errors(limits.errors)
        });
        match rejection(diagnostics.unwrap_or_default(), plan_errors, limits) {
            Some(rejection) => Err(rejection),
            None => Ok(Self { operations }),
        }
    }

    /// Names of the operations.
    pub(crate) fn names(&self) -> impl Iterator<Item = Option<&str>> {
        self.operations
            .iter()
            .map(|operation| operation.name.as_deref())
    }

    /// Approximate memory of the plans, in bytes.
    pub(crate) fn plan_bytes(&self) -> usize {
        const BYTES_PER_NODE: usize = 512;
        let plans = self.operations.iter().map(|operation| &operation.plan);
        let nodes = plans.map(Plan::node_count).sum::<usize>();
        nodes.saturating_mul(BYTES_PER_NODE)
    }

    /// The operation with a name, or the only operation.
    ///
    /// # Errors
    /// No operation has the name, or there are several operations and no name.
    pub fn operation(&self, name: Option<&str>) -> Result<&CheckedOperation, DocumentRejection> {
        match (name, &self.operations[..]) {
            (None, [only]) => Ok(only),
            (None, _) => Err(DocumentRejection::bad_request(
                "The document has several operations; name one in `operationName`.",
            )),
            (Some(name), operations) => operations
                .iter()
                .find(|operation| operation.name.as_deref() == Some(name))
                .ok_or_else(|| {
                    DocumentRejection::bad_request(
                        "The document has no operation of the name in `operationName`.",
                    )
                }),
        }
    }
}

impl CheckedOperation {
    fn read(
        operation: &Node<Parsed>,
        document: &ExecutableDocument,
        schema: &DocumentSchema,
        limits: &DocumentLimits,
        positions: &SourcePositions<'_>,
    ) -> (Self, Vec<PlanError>) {
        let (plan, errors) = plan::walk(schema, limits, document, operation, positions);
        let variable = |variable: &Node<ast::VariableDefinition>| OperationVariable {
            name: engine::name(&variable.name),
            default: variable
                .default_value
                .as_ref()
                .and_then(|value| engine::constant(value)),
            position: positions.start_of(variable),
            definition: variable.clone(),
        };
        let read = Self {
            name: operation.name.as_ref().map(ToString::to_string),
            kind: engine::operation_type(operation.operation_type),
            variables: operation.variables.iter().map(variable).collect(),
            plan,
            executable: engine::document(operation, document, positions),
            mergeable: MergeableOperation::find(document, operation, positions.text()),
        };
        (read, errors)
    }

    /// The operation with its fragments, in the form that the engine executes. Every field is
    /// selected once.
    pub fn executable(&self, variables: &Variables) -> engine_types::ExecutableDocument {
        match &self.mergeable {
            Some(mergeable) => mergeable.merge(variables),
            None => self.executable.clone(),
        }
    }

    /// Returns whether the operation selects `__schema` or `__type`.
    pub const fn asks_schema(&self) -> bool {
        self.plan.asks_schema
    }

    /// Number of root fields that cost points. Every mutation does.
    pub const fn charged_root_fields(&self) -> usize {
        self.plan.nodes.len()
    }

    /// Cost of an answer in points, without [`Cost::minimum`](crate::Cost).
    pub fn actual_cost(&self, answer: &async_graphql::Value) -> u64 {
        self.plan.actual_cost(answer)
    }

    /// Order of the lists with `dedupe: PAGE`; `None` for an operation without such lists.
    pub fn dedupe_order(&self, variables: &Variables) -> Option<DedupeOrder> {
        self.plan.dedupe_order(variables)
    }
}

fn has_operation(document: &ast::Document) -> bool {
    document
        .definitions
        .iter()
        .any(|definition| matches!(definition, ast::Definition::OperationDefinition(_)))
}

/// Replaces descriptions by spaces, so that everything else keeps its position. The parser does not
/// know descriptions in executable documents yet.
fn without_descriptions(text: &str, descriptions: Vec<Range<usize>>) -> Cow<'_, str> {
    if descriptions.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut blanked = String::with_capacity(text.len());
    let mut from = 0;
    for description in descriptions {
        blanked.push_str(text.get(from..description.start).unwrap_or_default());
        let bytes = text.get(description.clone()).unwrap_or_default().bytes();
        blanked.extend(bytes.map(|byte| match byte {
            b'\n' | b'\r' => char::from(byte),
            _ => ' ',
        }));
        from = description.end;
    }
    blanked.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(blanked)
}

/// Joins the errors of validation and of the plans in document order; `None` for a document without
/// errors.
fn rejection(
    mut errors: Vec<RequestError>,
    plan_errors: Vec<PlanError>,
    limits: &DocumentLimits,
) -> Option<DocumentRejection> {
    errors.extend(plan_errors.into_iter().map(|found| {
        let ValueError { code, message } = found.error;
        RequestError::at(message, found.position).with_code(code)
    }));
    errors.sort_by_key(|error| error.locations.first().copied());
    errors.truncate(limits.errors);
    let code = errors.first()?.code?;
    Some(DocumentRejection::from_errors(code, errors))
}

#[cfg(test)]
mod tests;
