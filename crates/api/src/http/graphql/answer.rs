//! Rendering of answers: every error with a code, the request id and whether to retry. Causes are
//! logged once and never sent.

use std::{collections::HashSet, sync::Arc};

use actix_web::{HttpRequest, HttpResponse, http::StatusCode};
use async_graphql::{PathSegment, Pos, Response, ServerError, Value};
use serde::Serialize;
use standfirst_domain::error::{Error as Failure, ErrorCode};

use super::{
    accept::MediaType,
    bounded,
    execute::{ExecutedOperation, OperationCost},
    status::status_of_request_error,
};
use crate::{
    graphql::errors::RETRY_AFTER,
    http::errors::{
        ErrorExtensions, Rejection, add_status_headers, request_id, status_of, truncate,
    },
    limits::Limits,
};

/// Most bytes of the field names in an error's path. A longer path is left out.
const PATH_BYTES: usize = 1_024;
/// Most characters of a message, because some repeat what the client sent.
const MAX_MESSAGE_CHARACTERS: usize = 300;

/// Renders the answer of the engine.
///
/// An answer above the limit is rejected and not truncated, because a part of an answer would be
/// another answer. It is serialized no further than the limit.
pub fn render(
    http_request: &HttpRequest,
    media_type: MediaType,
    executed: ExecutedOperation,
    limits: &Limits,
) -> HttpResponse {
    let ExecutedOperation { response, cost } = executed;
    let request_id = request_id(http_request);
    log_causes(&response.errors);
    let is_request_error = is_request_error(&response);
    let errors = response.errors.iter().take(limits.document.errors);
    let errors =
        truncate(errors.map(|error| AnswerError::new(error, is_request_error, &request_id)));
    let status = status_of_answer(&response, is_request_error, media_type);
    let body = AnswerBody {
        errors: &errors,
        data: (!is_request_error && status == StatusCode::OK).then_some(&response.data),
        extensions: cost.map(|cost| AnswerExtensions { cost }),
    };
    let mut builder = HttpResponse::build(status);
    builder.content_type(media_type.content_type());
    add_status_headers(&mut builder, status, retry_after(&response.errors));
    match bounded::to_vec(&body, limits.answer_bytes) {
        Some(json) => builder.body(json),
        None => too_large(http_request, media_type, limits.answer_bytes),
    }
}

fn too_large(http_request: &HttpRequest, media_type: MediaType, limit: usize) -> HttpResponse {
    let rejection = Rejection::new(
        ErrorCode::QueryTooComplex,
        format!(
            "The answer is larger than {limit} bytes and is not sent. Ask for fewer fields or shorter lists; the acts of a document that writes were carried out."
        ),
    );
    let status = status_of_request_error(media_type, rejection.code);
    rejection.to_response_as(http_request, media_type, status)
}

/// Seconds after which a retry can succeed, where a field knows.
fn retry_after(errors: &[ServerError]) -> Option<u64> {
    errors
        .iter()
        .find_map(|error| match error.extensions.as_ref()?.get(RETRY_AFTER)? {
            Value::Number(seconds) => seconds.as_u64(),
            _ => None,
        })
}

/// Returns whether the engine rejected the document or its values before it executed a field.
fn is_request_error(response: &Response) -> bool {
    let concerns_request = |error: &ServerError| {
        error.path.is_empty() || code_of(error, true) == ErrorCode::BadUserInput
    };
    !response.errors.is_empty()
        && response.data == Value::Null
        && response.errors.iter().all(concerns_request)
}

/// HTTP status of an answer. An answer with another status than 200 has no data.
///
/// `application/json` is always answered with 200. Otherwise a rejected document is 400, and an
/// answer without any value is 503 or 504 if the store was away or slow, and 400 if all errors are
/// in the input. All other answers are 200, partial ones too. Invalid credentials and exceeded rate
/// limits keep their status in every media type, for proxies and for clients that count failures.
fn status_of_answer(
    response: &Response,
    is_request_error: bool,
    media_type: MediaType,
) -> StatusCode {
    let codes = || {
        let errors = response.errors.iter();
        errors.map(|error| code_of(error, is_request_error))
    };
    let is_empty = is_request_error || has_no_value(&response.data);
    let keeps_status =
        |code: &ErrorCode| matches!(code, ErrorCode::Unauthenticated | ErrorCode::RateLimited);
    if let Some(code) = codes().next().filter(keeps_status).filter(|_| is_empty) {
        return status_of(code);
    }
    if media_type == MediaType::Json || !is_empty {
        return StatusCode::OK;
    }
    let is_input_error = |code| matches!(code, ErrorCode::BadUserInput | ErrorCode::InvalidCursor);
    match (codes().next(), codes().find(|code| code.is_retryable())) {
        (Some(first), _) if is_request_error => status_of(first),
        (_, Some(retryable)) => status_of(retryable),
        (Some(first), None) if codes().all(is_input_error) => status_of(first),
        _ => StatusCode::OK,
    }
}

fn has_no_value(data: &Value) -> bool {
    match data {
        Value::Null => true,
        Value::Object(fields) => fields.values().all(|value| *value == Value::Null),
        _ => false,
    }
}

/// Logs every cause once, even if several fields waited for the same read.
fn log_causes(errors: &[ServerError]) {
    let mut logged = HashSet::new();
    for error in errors {
        let Some(source) = &error.source else {
            continue;
        };
        // Fields that waited for one read share its error, which is known by its address.
        if logged.insert(Arc::as_ptr(source).cast::<()>().addr()) {
            log_cause(error);
        }
    }
}

fn log_cause(error: &ServerError) {
    match error.source::<Failure>() {
        Some(failure @ Failure::Unreadable { table, key, .. }) => {
            tracing::error!(row.table = table, row.key = %key, error = ?failure, "a row could not be decoded")
        }
        Some(
            failure @ (Failure::Unavailable(_)
            | Failure::Timeout
            | Failure::Overloaded
            | Failure::Busy(_)),
        ) => {
            tracing::warn!(error = ?failure, "store unavailable")
        }
        Some(failure) => tracing::error!(error = ?failure, "store read failed"),
        None => tracing::error!(error = %error.message, "resolver error"),
    }
}

#[derive(Serialize)]
struct AnswerBody<'a> {
    #[serde(skip_serializing_if = "<[AnswerError<'_>]>::is_empty")]
    errors: &'a [AnswerError<'a>],
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extensions: Option<AnswerExtensions>,
}

/// `extensions` of an answer, where the client asks for them.
#[derive(Serialize)]
struct AnswerExtensions {
    cost: OperationCost,
}

#[derive(Serialize)]
struct AnswerError<'a> {
    message: String,
    #[serde(skip_serializing_if = "<[Pos]>::is_empty")]
    locations: &'a [Pos],
    #[serde(skip_serializing_if = "<[PathSegment]>::is_empty")]
    path: &'a [PathSegment],
    extensions: ErrorExtensions<'a>,
}

impl<'a> AnswerError<'a> {
    fn new(error: &'a ServerError, is_request_error: bool, request_id: &'a str) -> Self {
        let code = code_of(error, is_request_error);
        if code == ErrorCode::Internal && error.source.is_none() {
            tracing::error!(error = %error.message, "GraphQL execution engine failed");
        }
        let message = match code {
            ErrorCode::Internal | ErrorCode::Unavailable | ErrorCode::Timeout => {
                code.sentence().to_owned()
            }
            _ => presentable(&error.message),
        };
        let extensions = ErrorExtensions::new(code, request_id);
        Self {
            message,
            locations: &error.locations,
            path: short_path(&error.path),
            extensions,
        }
    }
}

/// Path to a field, unless its response keys, which the request chose, are too long to repeat.
fn short_path(path: &[PathSegment]) -> &[PathSegment] {
    let length = |segment: &PathSegment| match segment {
        PathSegment::Field(name) => name.len(),
        PathSegment::Index(_) => 1,
    };
    if path.iter().map(length).sum::<usize>() > PATH_BYTES {
        &[]
    } else {
        path
    }
}

/// Code that our own field set, or the one that fits the engine's message. Anything else is a bug.
fn code_of(error: &ServerError, is_request_error: bool) -> ErrorCode {
    if let Some(Value::String(named)) = error
        .extensions
        .as_ref()
        .and_then(|extensions| extensions.get("code"))
    {
        return ErrorCode::all()
            .find(|code| code.as_str() == named)
            .unwrap_or(ErrorCode::Internal);
    }
    let message = error.message.as_str();
    let begins_with = |beginnings: &[&str]| {
        beginnings
            .iter()
            .any(|beginning| message.starts_with(beginning))
    };
    match message {
        _ if error.source.is_some() => ErrorCode::Internal,
        _ if begins_with(&["Query is nested too deep", "The recursion depth"]) => {
            ErrorCode::QueryTooDeep
        }
        _ if begins_with(&[
            "Query is too complex",
            "The number of directives",
            "The amount of aliases",
        ]) =>
        {
            ErrorCode::QueryTooComplex
        }
        _ if begins_with(&[
            "Expected input type",
            "Failed to parse",
            "Invalid value for argument",
            "Enumeration type",
        ]) =>
        {
            ErrorCode::BadUserInput
        }
        _ if is_request_error => ErrorCode::GraphqlValidationFailed,
        _ => ErrorCode::Internal,
    }
}

/// Message without the engine's words around ours, without control characters, and truncated.
fn presentable(message: &str) -> String {
    let message = without_types(message);
    let ours = message
        .strip_prefix("Failed to parse \"")
        .and_then(|rest| rest.split_once("\": "))
        .map_or(message, |(_, ours)| ours);
    ours.chars()
        .take(MAX_MESSAGE_CHARACTERS)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// Message without the names of the types in which the engine was parsing.
fn without_types(mut message: &str) -> &str {
    while let Some((ours, ty)) = message
        .strip_suffix("\")")
        .and_then(|rest| rest.rsplit_once(" (occurred while parsing \""))
        && !ty.contains('"')
    {
        message = ours;
    }
    message
}

#[cfg(test)]
mod tests {
    use super::presentable;

    #[test]
    fn the_engines_words_around_ours_are_removed() {
        let inner = "A Date is a day.";
        for message in [
            "A Date is a day.",
            "Failed to parse \"Date\": A Date is a day.",
            "Failed to parse \"Date\": A Date is a day. (occurred while parsing \"ArticleFilter\")",
            "A Date is a day. (occurred while parsing \"[Date!]\") (occurred while parsing \"ArticleFilter\")",
        ] {
            assert_eq!(presentable(message), inner);
        }
        assert_eq!(presentable("a\u{0}b (not \"ours\")"), "a b (not \"ours\")");
        assert_eq!(presentable(&"x".repeat(1_000)).len(), 300);
    }
}
