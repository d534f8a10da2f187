//! Rendering of rejections: a list of errors, each with a code, a request id and whether to retry.

use std::borrow::Cow;

use actix_web::{
    HttpMessage, HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{StatusCode, header},
};
use async_graphql::Pos;
use serde::Serialize;
use standfirst_document::{DocumentRejection, LimitExceeded, RequestError};
use standfirst_domain::error::ErrorCode;
use tracing_actix_web::RequestId;

use super::graphql::MediaType;

/// Value of `Retry-After` where no better one is known, in seconds.
const RETRY_AFTER_SECONDS: u64 = 1;
/// Most bytes of all errors of an answer.
const ERROR_BYTES: usize = 15 * 1024;
/// Value of `WWW-Authenticate`.
const CHALLENGE: &str = "Bearer realm=\"standfirst\", error=\"invalid_token\"";

/// Rejection of a request before anything of it was executed.
#[derive(Debug)]
pub struct Rejection {
    /// Code of the rejection as a whole.
    pub code: ErrorCode,
    /// Everything that is wrong with the request.
    pub errors: Vec<RequestError>,
    /// Methods that are allowed, where the method is wrong.
    pub allow: Option<&'static str>,
    /// Seconds after which the same request can succeed, where known.
    pub retry_after_seconds: Option<u64>,
}

impl From<DocumentRejection> for Rejection {
    fn from(rejection: DocumentRejection) -> Self {
        Self::from_errors(rejection.code, rejection.errors)
    }
}

impl Rejection {
    /// Creates a rejection with one error.
    pub fn new(code: ErrorCode, message: impl Into<Cow<'static, str>>) -> Self {
        Self::from_errors(code, vec![RequestError::new(message)])
    }

    /// Creates a rejection with the fixed sentence of a code.
    pub fn from_code(code: ErrorCode) -> Self {
        Self::new(code, code.sentence())
    }

    /// Creates a rejection with several errors, under the code of the first or a shared one.
    pub const fn from_errors(code: ErrorCode, errors: Vec<RequestError>) -> Self {
        Self {
            code,
            errors,
            allow: None,
            retry_after_seconds: None,
        }
    }

    /// Creates a rejection of a request that cannot be read.
    pub fn bad_request(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::BadRequest, message)
    }

    /// Sets the methods that are allowed.
    #[must_use]
    pub const fn allowing(mut self, methods: &'static str) -> Self {
        self.allow = Some(methods);
        self
    }

    /// Sets the seconds after which the same request can succeed.
    #[must_use]
    pub const fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_seconds = Some(seconds);
        self
    }

    /// Renders the rejection of a request that was not read as GraphQL.
    pub fn to_response(&self, request: &HttpRequest) -> HttpResponse {
        self.to_response_as(request, MediaType::Json, status_of(self.code))
    }

    /// Renders the rejection in a media type and with a status.
    pub fn to_response_as(
        &self,
        request: &HttpRequest,
        media_type: MediaType,
        status: StatusCode,
    ) -> HttpResponse {
        self.to_response_with_id(&request_id(request), media_type, status)
    }

    /// Renders the rejection of a request of which only the id is left.
    pub fn to_response_with_id(
        &self,
        request_id: &str,
        media_type: MediaType,
        status: StatusCode,
    ) -> HttpResponse {
        let errors = self.errors.iter().map(|error| RenderedError {
            message: &error.message,
            locations: &error.locations,
            extensions: ErrorExtensions {
                limit_exceeded: error.limit_exceeded.as_ref().map(RenderedLimit::from),
                ..ErrorExtensions::new(error.code.unwrap_or(self.code), request_id)
            },
        });
        let errors = truncate(errors);
        let mut response = HttpResponse::build(status);
        response.content_type(media_type.content_type());
        if let Some(methods) = self.allow {
            response.insert_header((header::ALLOW, methods));
        }
        add_status_headers(&mut response, status, self.retry_after_seconds);
        response.body(serde_json::to_vec(&RenderedErrors { errors }).unwrap_or_default())
    }
}

/// Keeps the first errors whose JSON fits into an answer, and at least one.
pub fn truncate<E: Serialize>(errors: impl Iterator<Item = E>) -> Vec<E> {
    let mut bytes_left = ERROR_BYTES;
    let mut kept = Vec::new();
    for error in errors {
        let length = serde_json::to_vec(&error).map_or(0, |json| json.len());
        if length > bytes_left && !kept.is_empty() {
            break;
        }
        bytes_left = bytes_left.saturating_sub(length);
        kept.push(error);
    }
    kept
}

/// Adds `WWW-Authenticate` or `Retry-After` where the status calls for it.
pub fn add_status_headers(
    response: &mut HttpResponseBuilder,
    status: StatusCode,
    retry_after_seconds: Option<u64>,
) {
    match status {
        StatusCode::UNAUTHORIZED => {
            response.insert_header((header::WWW_AUTHENTICATE, CHALLENGE));
        }
        StatusCode::TOO_MANY_REQUESTS
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT => {
            let seconds = retry_after_seconds.unwrap_or(RETRY_AFTER_SECONDS);
            response.insert_header((header::RETRY_AFTER, seconds));
        }
        _ => {}
    }
}

/// HTTP status of a request that fails as a whole.
pub fn status_of(code: ErrorCode) -> StatusCode {
    StatusCode::from_u16(code.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Id under which everything about a request is logged.
pub fn request_id(request: &HttpRequest) -> String {
    request
        .extensions()
        .get::<RequestId>()
        .map(ToString::to_string)
        .unwrap_or_default()
}

#[derive(Serialize)]
struct RenderedErrors<'a> {
    errors: Vec<RenderedError<'a>>,
}

#[derive(Serialize)]
struct RenderedError<'a> {
    message: &'a str,
    #[serde(skip_serializing_if = "<[Pos]>::is_empty")]
    locations: &'a [Pos],
    extensions: ErrorExtensions<'a>,
}

/// `extensions` of every error, which clients may rely on.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorExtensions<'a> {
    /// Error code.
    pub code: &'a str,
    /// Id under which the request was logged.
    pub request_id: &'a str,
    /// True if the same request may succeed later.
    pub retryable: bool,
    /// Limit that the request exceeds.
    #[serde(flatten)]
    limit_exceeded: Option<RenderedLimit>,
}

/// Limit that a request exceeds, within the extensions of an error.
#[derive(Serialize)]
struct RenderedLimit {
    limit: &'static str,
    max: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    cost: Option<u64>,
}

impl From<&LimitExceeded> for RenderedLimit {
    fn from(exceeded: &LimitExceeded) -> Self {
        Self {
            limit: exceeded.limit,
            max: exceeded.max,
            cost: exceeded.cost,
        }
    }
}

impl<'a> ErrorExtensions<'a> {
    /// Creates the extensions of an error with a code.
    pub const fn new(code: ErrorCode, request_id: &'a str) -> Self {
        Self {
            code: code.as_str(),
            request_id,
            retryable: code.is_retryable(),
            limit_exceeded: None,
        }
    }
}
