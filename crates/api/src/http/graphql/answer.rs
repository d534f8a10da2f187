//! Writing the answer: every error with a code, the request id and whether to try again; every cause logged once; nothing internal said.

use std::{collections::HashSet, sync::Arc};

use actix_web::{HttpRequest, HttpResponse, http::StatusCode};
use async_graphql::{PathSegment, Pos, Response, ServerError, Value};
use serde::Serialize;
use standfirst_domain::error::{Error as Failure, ErrorCode};

use super::{
    MediaType, bounded,
    execute::{Cost, Executed},
    status_of_request_error,
};
use crate::{
    graphql::errors::RETRY_AFTER,
    http::errors::{ErrorExtensions, Rejection, advise, request_id, status, within_bytes},
    limits::Limits,
};

/// The most bytes of the names on the way to the field that failed; one that is further away is told without its way.
const PATH_BYTES: usize = 1_024;
/// The most characters of a message, some of which repeat what was sent.
const MOST_CHARACTERS: usize = 300;

/// The answer to a request that the engine was given.
///
/// One that is larger than answers may be is written no further than that, and refused: to cut it would be to tell something else.
pub fn answer(
    http: &HttpRequest,
    media: MediaType,
    executed: Executed,
    limits: &Limits,
) -> HttpResponse {
    let Executed { response, cost } = executed;
    let request_id = request_id(http);
    log_causes(&response.errors);
    let refused = is_request_error(&response);
    let told = response.errors.iter().take(limits.errors);
    let errors = within_bytes(told.map(|error| Entry::new(error, refused, &request_id)));
    let status = status_of(&response, refused, media);
    let written = Written {
        errors: &errors,
        data: (!refused && status == StatusCode::OK).then_some(&response.data),
        extensions: cost.map(|cost| Extensions { cost }),
    };
    let mut answered = HttpResponse::build(status);
    answered.content_type(media.content_type());
    advise(&mut answered, status, retry_after(&response.errors));
    match bounded::to_vec(&written, limits.answer_bytes) {
        Some(body) => answered.body(body),
        None => too_large(http, media, limits.answer_bytes),
    }
}

fn too_large(http: &HttpRequest, media: MediaType, limit: usize) -> HttpResponse {
    let refusal = Rejection::new(
        ErrorCode::QueryTooComplex,
        format!(
            "The answer is larger than {limit} bytes and is not sent. Ask for fewer fields or shorter lists; the acts of a document that writes were carried out."
        ),
    );
    refusal.answer_as(http, media, status_of_request_error(media, refusal.code))
}

/// After how many seconds it is worth trying again, where a field knows.
fn retry_after(errors: &[ServerError]) -> Option<u64> {
    errors
        .iter()
        .find_map(|error| match error.extensions.as_ref()?.get(RETRY_AFTER)? {
            Value::Number(seconds) => seconds.as_u64(),
            _ => None,
        })
}

/// Whether the engine refused the document or the values handed to it: there is nothing to show, and no error is of the making of an answer.
fn is_request_error(response: &Response) -> bool {
    let of_the_request = |error: &ServerError| {
        error.path.is_empty() || code_of(error, true) == ErrorCode::BadUserInput
    };
    !response.errors.is_empty()
        && response.data == Value::Null
        && response.errors.iter().all(of_the_request)
}

/// 200 for every answer in `application/json`, which says nothing by its status. Otherwise 400 for a document that was refused, and where nothing at
/// all is left to show: 503 or 504 when a store was away or slow, 400 when all that went wrong was what was sent. 200 for the rest, partial answers
/// among them. Whatever is not 200 has no data. Credentials that are not good keep their status in every media type, since what stands between, and
/// whoever counts failures, must see it.
fn status_of(response: &Response, refused: bool, media: MediaType) -> StatusCode {
    let codes = || response.errors.iter().map(|error| code_of(error, refused));
    let nothing = refused || shows_nothing(&response.data);
    let at_the_door =
        |code: &ErrorCode| matches!(code, ErrorCode::Unauthenticated | ErrorCode::RateLimited);
    if let Some(code) = codes().next().filter(at_the_door).filter(|_| nothing) {
        return status(code);
    }
    if media == MediaType::Json || !nothing {
        return StatusCode::OK;
    }
    let of_the_sender = |code| matches!(code, ErrorCode::BadUserInput | ErrorCode::InvalidCursor);
    match (codes().next(), codes().find(|code| code.is_retryable())) {
        (Some(first), _) if refused => status(first),
        (_, Some(retryable)) => status(retryable),
        (Some(first), None) if codes().all(of_the_sender) => status(first),
        _ => StatusCode::OK,
    }
}

fn shows_nothing(data: &Value) -> bool {
    match data {
        Value::Null => true,
        Value::Object(fields) => fields.values().all(|value| *value == Value::Null),
        _ => false,
    }
}

/// Logs every cause once, however many fields waited for it.
fn log_causes(errors: &[ServerError]) {
    let mut logged = HashSet::new();
    for error in errors {
        let Some(source) = &error.source else {
            continue;
        };
        if logged.insert(Arc::as_ptr(source).cast::<()>().addr()) {
            log_cause(error);
        }
    }
}

fn log_cause(error: &ServerError) {
    match error.source::<Failure>() {
        Some(failure @ Failure::Unreadable { table, key, .. }) => {
            tracing::error!(row.table = table, row.key = %key, error = ?failure, "a row does not decode")
        }
        Some(
            failure @ (Failure::Unavailable(_)
            | Failure::Timeout
            | Failure::Overloaded
            | Failure::Busy(_)),
        ) => {
            tracing::warn!(error = ?failure, "the store did not answer")
        }
        Some(failure) => tracing::error!(error = ?failure, "a read failed"),
        None => tracing::error!(error = %error.message, "a field failed"),
    }
}

#[derive(Serialize)]
struct Written<'a> {
    #[serde(skip_serializing_if = "<[Entry<'_>]>::is_empty")]
    errors: &'a [Entry<'a>],
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    extensions: Option<Extensions>,
}

/// What a client asked to be told beside the answer.
#[derive(Serialize)]
struct Extensions {
    cost: Cost,
}

#[derive(Serialize)]
struct Entry<'a> {
    message: String,
    #[serde(skip_serializing_if = "<[Pos]>::is_empty")]
    locations: &'a [Pos],
    #[serde(skip_serializing_if = "<[PathSegment]>::is_empty")]
    path: &'a [PathSegment],
    extensions: ErrorExtensions<'a>,
}

impl<'a> Entry<'a> {
    fn new(error: &'a ServerError, refused: bool, request_id: &'a str) -> Self {
        let code = code_of(error, refused);
        if code == ErrorCode::Internal && error.source.is_none() {
            tracing::error!(error = %error.message, "the engine failed");
        }
        let message = match code {
            ErrorCode::Internal | ErrorCode::Unavailable | ErrorCode::Timeout => {
                code.sentence().to_owned()
            }
            _ => presentable(&error.message),
        };
        let extensions = ErrorExtensions::of(code, request_id);
        Self {
            message,
            locations: &error.locations,
            path: near(&error.path),
            extensions,
        }
    }
}

/// The way to a field, unless its names, which the request chose, are too long to repeat.
fn near(path: &[PathSegment]) -> &[PathSegment] {
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

/// The code that our own fields gave, or the one that fits what the engine says. Anything else is a fault of ours.
fn code_of(error: &ServerError, refused: bool) -> ErrorCode {
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
    let says = |beginnings: &[&str]| {
        beginnings
            .iter()
            .any(|beginning| message.starts_with(beginning))
    };
    match message {
        _ if error.source.is_some() => ErrorCode::Internal,
        _ if says(&["Query is nested too deep", "The recursion depth"]) => ErrorCode::QueryTooDeep,
        _ if says(&[
            "Query is too complex",
            "The number of directives",
            "The amount of aliases",
        ]) =>
        {
            ErrorCode::QueryTooComplex
        }
        _ if says(&[
            "Expected input type",
            "Failed to parse",
            "Invalid value for argument",
            "Enumeration type",
        ]) =>
        {
            ErrorCode::BadUserInput
        }
        _ if refused => ErrorCode::GraphqlValidationFailed,
        _ => ErrorCode::Internal,
    }
}

/// A message of the engine without what it puts before and after ours, without control characters, and of a bounded length.
pub(super) fn presentable(message: &str) -> String {
    let message = without_places(message);
    let ours = message
        .strip_prefix("Failed to parse \"")
        .and_then(|rest| rest.split_once("\": "))
        .map_or(message, |(_, ours)| ours);
    ours.chars()
        .take(MOST_CHARACTERS)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// A message without the types in which the engine was reading, one behind the other.
fn without_places(mut message: &str) -> &str {
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
    fn the_words_of_the_engine_are_left_out() {
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
