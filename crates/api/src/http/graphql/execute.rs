//! Execution of a request: prepares the document, checks cost and rights, and runs the engine under
//! a deadline.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use async_graphql::{Request, Response, Variables, parser::types::OperationType};
use futures::FutureExt;
use serde::Serialize;
use standfirst_document::{
    CheckedDocument, CheckedOperation, DocumentChecker, DocumentRejection,
    starts_with_mutation_or_subscription,
};
use standfirst_domain::{
    account::Role,
    error::ErrorCode,
    visibility::{Audience, Reader},
};

use super::request::{GraphqlRequest, Method};
use crate::{
    app_state::AppState,
    auth::Caller,
    graphql::{
        blocking::run_blocking, page_dedupe, read_context::ReadContext, write_context::WriteContext,
    },
    http::{admit::not_executed, caller, errors::Rejection, state::HttpState},
    limits::Limits,
    load_control::AdmittedRequest,
    settings::Settings,
};

/// Size in bytes from which a document is checked on the blocking pool.
const LONG_DOCUMENT_BYTES: usize = 16 * 1024;
/// Least cost of an operation, in points.
const LEAST_COST: u64 = 1;

/// Answer of the engine, and its cost.
pub struct ExecutedOperation {
    /// Answer of the engine.
    pub response: Response,
    /// Cost of the operation, where the client asks for it.
    pub cost: Option<OperationCost>,
}

/// Cost of an operation, in points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct OperationCost {
    /// Cost with the longest lists that the operation asks for.
    pub requested: u64,
    /// Cost of the answer.
    pub actual: u64,
    /// Highest cost allowed for one operation.
    pub limit: u64,
}

/// Executes a request. Everything that fails before a field is resolved is a rejection.
pub async fn execute(
    http_state: &HttpState,
    request: GraphqlRequest,
    method: Method,
    caller: Caller,
    admitted: &mut AdmittedRequest,
) -> Result<ExecutedOperation, Rejection> {
    let app_state = &http_state.app_state;
    let settings = &app_state.settings;
    let sees_schema = settings.introspection.is_open(caller.actor.is_some());
    let chosen = app_state.persisted.resolve(request.query, request.named)?;
    let document = check_document(&app_state.documents, &chosen.text, sees_schema).await;
    let document = document.map_err(|rejection| match method {
        // An invalid mutation by GET is told about the method, which it would meet next.
        Method::Get if starts_with_mutation_or_subscription(&chosen.text) => not_by_get(),
        _ => rejection,
    })?;
    // A persisted document is registered only once it is known to be valid.
    app_state.persisted.accept(&chosen);
    let operation = document.operation(request.operation_name.as_deref())?;
    if method == Method::Get && operation.kind != OperationType::Query {
        return Err(not_by_get());
    }
    if operation.asks_schema() && !sees_schema {
        return Err(Rejection::from_code(ErrorCode::IntrospectionDisabled));
    }
    let (variables, cost) = app_state.documents.coerce(operation, request.variables)?;
    let limit = highest_cost(&settings.limits, &caller);
    let requested = cost.points.max(LEAST_COST);
    if requested > limit {
        return Err(DocumentRejection::over_cost(requested, limit).into());
    }
    let slot = admitted.acquire_slot(requested).await;
    let _slot = slot.map_err(not_executed)?;
    let caller = if operation.kind == OperationType::Mutation {
        check_idempotency_key(operation, &caller)?;
        caller::refresh(caller, app_state).await?
    } else {
        caller
    };
    let response = run(http_state, operation, variables, caller).await?;
    let charged = operation.actual_cost(&response.data);
    let charged = charged.saturating_add(cost.minimum);
    let actual = charged.clamp(LEAST_COST, requested);
    admitted.settle(actual);
    let cost = request.wants_cost.then_some(OperationCost {
        requested,
        actual,
        limit,
    });
    Ok(ExecutedOperation { response, cost })
}

/// Checks a document, on the blocking pool if it is long.
async fn check_document(
    documents: &Arc<DocumentChecker>,
    text: &Arc<str>,
    sees_schema: bool,
) -> Result<Arc<CheckedDocument>, Rejection> {
    if text.len() < LONG_DOCUMENT_BYTES {
        return Ok(documents.check(text, sees_schema)?);
    }
    if let Some(document) = documents.cached(text) {
        return Ok(document);
    }
    // A document above the token limits is rejected before it takes a slot of the blocking pool.
    documents.check_tokens(text)?;
    let (documents, text) = (Arc::clone(documents), Arc::clone(text));
    let checked = run_blocking(move || documents.check(&text, sees_schema)).await;
    let checked = checked.map_err(|_| Rejection::from_code(ErrorCode::Internal))?;
    Ok(checked?)
}

fn not_by_get() -> Rejection {
    Rejection::new(
        ErrorCode::MethodNotAllowed,
        "Only queries are run by GET; send this operation by POST.",
    )
    .allowing("POST")
}

/// Highest cost allowed for one operation of a caller.
fn highest_cost(limits: &Limits, caller: &Caller) -> u64 {
    let most = match caller.actor.as_deref() {
        None => limits.anonymous_cost,
        Some(actor) if actor.role == Role::Partner => limits.key_cost,
        Some(_) => limits.account_cost,
    };
    most as u64
}

/// Rejects an idempotency key of the whole request for a document with several mutations.
fn check_idempotency_key(operation: &CheckedOperation, caller: &Caller) -> Result<(), Rejection> {
    if caller.idempotency_key.is_some() && operation.charged_root_fields() > 1 {
        return Err(Rejection::bad_request(
            "The header Idempotency-Key is for a document with one field; give each input its own `idempotencyKey`.",
        ));
    }
    Ok(())
}

async fn run(
    http_state: &HttpState,
    operation: &CheckedOperation,
    variables: Variables,
    caller: Caller,
) -> Result<Response, Rejection> {
    let app_state = &http_state.app_state;
    let is_mutation = operation.kind == OperationType::Mutation;
    let deadline = deadline(&app_state.settings, is_mutation);
    let executable = operation.executable(&variables);
    let dedupe_order = operation.dedupe_order(&variables);
    let mut request = Request::new("")
        .variables(variables)
        .data(Arc::new(read_context(app_state, &caller)))
        .data(write_context(app_state, caller));
    request.set_parsed_query(executable);
    let execution = http_state.schema.execute(request);
    let execution = async {
        match dedupe_order {
            None => execution.await,
            Some(order) => page_dedupe::run(order, execution).await,
        }
    };
    let execution = AssertUnwindSafe(execution).catch_unwind();
    match tokio::time::timeout(deadline, execution).await {
        Ok(Ok(response)) => Ok(response),
        Ok(Err(_)) => {
            tracing::error!("a resolver panicked");
            Err(Rejection::from_code(ErrorCode::Internal))
        }
        Err(_) => {
            tracing::warn!("request timed out: the operation took longer than its deadline");
            // A mutation that is dropped at its deadline may still have been committed.
            Err(Rejection::from_code(if is_mutation {
                ErrorCode::OutcomeUnknown
            } else {
                ErrorCode::Timeout
            }))
        }
    }
}

fn read_context(app_state: &AppState, caller: &Caller) -> ReadContext {
    let audience = caller
        .actor
        .as_ref()
        .map_or(Audience::Public, |actor| actor.audience());
    let reader = Reader {
        audience,
        now: caller.now,
    };
    ReadContext::new(
        &app_state.archive,
        &app_state.desk,
        app_state.publication.current(),
        reader,
    )
}

fn write_context(app_state: &AppState, caller: Caller) -> WriteContext {
    WriteContext::new(
        Arc::clone(&app_state.auth),
        Arc::clone(&app_state.desk),
        Arc::clone(&app_state.publication),
        caller,
    )
}

fn deadline(settings: &Settings, is_mutation: bool) -> Duration {
    if is_mutation {
        settings.limits.mutation_deadline
    } else {
        settings.request_deadline
    }
}
