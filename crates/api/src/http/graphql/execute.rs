//! Executing a request: its document is parsed once, its operation chosen, and both are handed to the engine under a deadline.

use std::{panic::AssertUnwindSafe, sync::Arc};

use async_graphql::{
    Request, Response, Variables,
    parser::{
        self, parse_query,
        types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType},
    },
};
use futures::FutureExt;
use serde_json::Value;
use standfirst_domain::{
    error::ErrorCode,
    sight::{Audience, Reader},
};

use super::{
    answer::presentable,
    extent, introspection, nesting,
    request::{GraphqlRequest, Method},
    variables,
};
use crate::{
    graphql::{
        acting::Acting,
        coercion::{self, Unreadable},
        reading::Reading,
    },
    http::{
        Doors,
        caller::Caller,
        errors::{Fault, Refusal},
        gate::Pass,
    },
};

/// Executes a request. What fails before anything was resolved is a refusal.
pub async fn execute(
    doors: &Doors,
    request: GraphqlRequest,
    method: Method,
    caller: Caller,
    pass: &mut Pass,
) -> Result<Response, Refusal> {
    if nesting::is_too_deep(&request.query) {
        return Err(Refusal::as_said(ErrorCode::QueryTooDeep));
    }
    let document = parse_query(&request.query).map_err(|error| unparsable(&error))?;
    extent::check(&document)?;
    let operation = choose(&document, request.operation_name.as_deref())?;
    if method == Method::Get && operation.ty != OperationType::Query {
        return Err(Refusal::new(
            ErrorCode::MethodNotAllowed,
            "Only queries are run by GET; send this operation by POST.",
        )
        .allowing("POST"));
    }
    let house = &doors.house;
    let came_in = caller.actor.is_some();
    if !house.settings.introspection.is_open(came_in) && introspection::asks(&document) {
        return Err(Refusal::new(
            ErrorCode::GraphqlValidationFailed,
            "Introspection is not open to you here; the schema is published at /schema.graphql.",
        ));
    }
    variables::check(&operation.variable_definitions, &request.variables)?;
    // What the operation costs: its selections, until a cost in points is worked out here.
    let points = extent::selections(&document, operation) as u64;
    let _permit = pass.let_run(points).await?;
    let now = caller.now;
    let is_mutation = operation.ty == OperationType::Mutation;
    let caller = if is_mutation {
        let acts = extent::root_fields(&document, operation);
        if acts > 1 {
            readable(&document, operation, &request)?;
        }
        if caller.retry_key.is_some() && acts > 1 {
            return Err(Refusal::bad_request(
                "The header Idempotency-Key is for a document with one field; give each input its own `idempotencyKey`.",
            ));
        }
        caller.seen_afresh(&house.auth).await?
    } else {
        caller
    };
    let audience = caller
        .actor
        .as_ref()
        .map_or(Audience::Public, |actor| actor.audience());
    let reading = Reading::new(house, Reader { audience, now });
    let acting = Acting::new(house, caller);
    let prepared = prepare(request, document)
        .data(Arc::new(reading))
        .data(acting);
    let run = AssertUnwindSafe(doors.schema.execute(prepared)).catch_unwind();
    match tokio::time::timeout(house.settings.request_deadline, run).await {
        Ok(Ok(response)) => {
            // What it came to, once that is worked out.
            pass.settle(points);
            Ok(response)
        }
        Ok(Err(_)) => {
            tracing::error!("a resolver panicked");
            Err(Refusal::as_said(ErrorCode::Internal))
        }
        Err(_) => {
            tracing::warn!("the answer took longer than the request's deadline");
            // An act that was given up may yet stand.
            let code = if is_mutation {
                ErrorCode::OutcomeUnknown
            } else {
                ErrorCode::Timeout
            };
            Err(Refusal::as_said(code))
        }
    }
}

/// Refuses a document of several acts of which one has an input that cannot be read, before the first is carried out.
fn readable(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    request: &GraphqlRequest,
) -> Result<(), Refusal> {
    let unreadable = coercion::unreadable(document, operation, &request.variables);
    let fault = |unreadable: Unreadable| Fault {
        message: presentable(&unreadable.message).into(),
        locations: vec![unreadable.at],
    };
    let faults: Vec<Fault> = unreadable.into_iter().map(fault).collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Refusal::of(ErrorCode::BadUserInput, faults))
    }
}

fn prepare(request: GraphqlRequest, document: ExecutableDocument) -> Request {
    let mut prepared = Request::new(request.query)
        .variables(Variables::from_json(Value::Object(request.variables)));
    if let Some(name) = request.operation_name {
        prepared = prepared.operation_name(name);
    }
    prepared.set_parsed_query(document);
    prepared
}

fn choose<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a OperationDefinition, Refusal> {
    let unknown =
        || Refusal::bad_request("The document has no operation of the name in `operationName`.");
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Ok(&operation.node),
        (DocumentOperations::Single(_), Some(_)) => Err(unknown()),
        (DocumentOperations::Multiple(operations), Some(name)) => operations
            .get(name)
            .map(|operation| &operation.node)
            .ok_or_else(unknown),
        (DocumentOperations::Multiple(operations), None) => {
            match (operations.values().next(), operations.len()) {
                (Some(operation), 1) => Ok(&operation.node),
                _ => Err(Refusal::bad_request(
                    "The document has several operations; name one in `operationName`.",
                )),
            }
        }
    }
}

/// A document that does not parse, in our words: the parser's own are a drawing.
fn unparsable(error: &parser::Error) -> Refusal {
    let places: Vec<_> = error.positions().collect();
    let invalid = |message: &'static str| Refusal::new(ErrorCode::GraphqlValidationFailed, message);
    let refusal = match error {
        parser::Error::MultipleOperations { .. } => {
            invalid("An operation without a name must be the only one in its document.")
        }
        parser::Error::OperationDuplicated { .. } => {
            invalid("Two operations of the document have the same name.")
        }
        parser::Error::FragmentDuplicated { .. } => {
            invalid("Two fragments of the document have the same name.")
        }
        parser::Error::MissingOperation => Refusal::bad_request("The document has no operation."),
        parser::Error::RecursionLimitExceeded => Refusal::as_said(ErrorCode::QueryTooDeep),
        _ => Refusal::bad_request(match places.first() {
            Some(place) => format!(
                "The document is not GraphQL: there is a syntax error in line {}, column {}.",
                place.line, place.column
            ),
            None => "The document is not GraphQL.".to_owned(),
        }),
    };
    refusal.at(&places)
}
