//! Refusals of the transport, in the one form that errors have here: a list of errors, each with a code, a request id and whether to try again.

use std::borrow::Cow;

use actix_web::{
    HttpMessage, HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{StatusCode, header},
    web,
};
use async_graphql::Pos;
use serde::Serialize;
use standfirst_domain::error::ErrorCode;
use tracing_actix_web::RequestId;

use super::{Doors, graphql::MediaType};

/// After so many seconds it may be worth asking again.
const RETRY_AFTER_SECONDS: u32 = 1;
/// After so many seconds failures to sign in no longer count.
const FAILURES_FORGOTTEN_SECONDS: u32 = 900;
/// The most bytes of all errors of an answer.
pub const ERROR_BYTES: usize = 15 * 1024;
/// By what one comes in.
const CHALLENGE: &str = "Bearer realm=\"standfirst\", error=\"invalid_token\"";

/// Why a request gets no answer.
#[derive(Debug)]
pub struct Refusal {
    /// Its code.
    pub code: ErrorCode,
    /// Everything that is wrong with it.
    pub faults: Vec<Fault>,
    /// The methods that would do, where it is about the method.
    pub allow: Option<&'static str>,
    /// After how many seconds it may be worth asking again, where that is not what the status says by itself.
    pub retry_after: Option<u32>,
}

/// One thing that is wrong with a request.
#[derive(Debug, Serialize)]
pub struct Fault {
    /// What happened and what to do, in a sentence.
    pub message: Cow<'static, str>,
    /// Where in the document.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub locations: Vec<Pos>,
}

impl Refusal {
    /// A refusal with a code and a sentence.
    pub fn new(code: ErrorCode, message: impl Into<Cow<'static, str>>) -> Self {
        let fault = Fault {
            message: message.into(),
            locations: Vec::new(),
        };
        Self::of(code, vec![fault])
    }

    /// A refusal under a code about which there is nothing more to say.
    pub fn as_said(code: ErrorCode) -> Self {
        Self::new(code, code.sentence())
    }

    /// A refusal for several reasons that share a code.
    pub const fn of(code: ErrorCode, faults: Vec<Fault>) -> Self {
        Self {
            code,
            faults,
            allow: None,
            retry_after: None,
        }
    }

    /// A request that cannot be read.
    pub fn bad_request(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::BadRequest, message)
    }

    /// About a place in the document.
    #[must_use]
    pub fn at(mut self, locations: &[Pos]) -> Self {
        for fault in &mut self.faults {
            fault.locations = locations.to_vec();
        }
        self
    }

    /// About the method, where these would do.
    #[must_use]
    pub const fn allowing(mut self, methods: &'static str) -> Self {
        self.allow = Some(methods);
        self
    }

    /// With the seconds after which it may be worth asking again.
    #[must_use]
    pub const fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// The answer to a request that was not read as GraphQL.
    pub fn answer(&self, request: &HttpRequest) -> HttpResponse {
        self.answer_as(request, MediaType::Json, status(self.code))
    }

    /// The answer in a media type and with a status.
    pub fn answer_as(
        &self,
        request: &HttpRequest,
        media: MediaType,
        status: StatusCode,
    ) -> HttpResponse {
        let request_id = request_id(request);
        let entry = |fault| ErrorEntry {
            fault,
            extensions: ErrorExtensions {
                code: self.code.as_str(),
                request_id: &request_id,
                retryable: self.code.is_retryable(),
            },
        };
        let most = most_errors(request);
        let errors = within_bytes(self.faults.iter().take(most).map(entry));
        let mut response = HttpResponse::build(status);
        response.content_type(media.content_type());
        if let Some(methods) = self.allow {
            response.insert_header((header::ALLOW, methods));
        }
        advise(&mut response, status);
        if let Some(seconds) = self.retry_after {
            response.insert_header((header::RETRY_AFTER, seconds));
        }
        response.body(serde_json::to_vec(&Errors { errors }).unwrap_or_default())
    }
}

/// How many errors an answer tells.
pub fn most_errors(request: &HttpRequest) -> usize {
    let doors = request.app_data::<web::Data<Doors>>();
    doors.map_or(1, |doors| doors.house.settings.limits.errors)
}

/// As many errors as an answer has room for, the first at any rate.
pub fn within_bytes<E: Serialize>(errors: impl Iterator<Item = E>) -> Vec<E> {
    let mut left = ERROR_BYTES;
    let mut told = Vec::new();
    for error in errors {
        let length = serde_json::to_vec(&error).map_or(0, |written| written.len());
        if length > left && !told.is_empty() {
            break;
        }
        left = left.saturating_sub(length);
        told.push(error);
    }
    told
}

/// What a client is told to do about a status.
pub fn advise(response: &mut HttpResponseBuilder, status: StatusCode) {
    match status {
        StatusCode::UNAUTHORIZED => {
            response.insert_header((header::WWW_AUTHENTICATE, CHALLENGE));
        }
        StatusCode::TOO_MANY_REQUESTS => {
            response.insert_header((header::RETRY_AFTER, FAILURES_FORGOTTEN_SECONDS));
        }
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => {
            response.insert_header((header::RETRY_AFTER, RETRY_AFTER_SECONDS));
        }
        _ => {}
    }
}

/// The status of a request that fails with a code as a whole.
pub fn status(code: ErrorCode) -> StatusCode {
    StatusCode::from_u16(code.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// The id under which everything about a request is logged.
pub fn request_id(request: &HttpRequest) -> String {
    request
        .extensions()
        .get::<RequestId>()
        .map(ToString::to_string)
        .unwrap_or_default()
}

#[derive(Serialize)]
struct Errors<'a> {
    errors: Vec<ErrorEntry<'a>>,
}

#[derive(Serialize)]
struct ErrorEntry<'a> {
    #[serde(flatten)]
    fault: &'a Fault,
    extensions: ErrorExtensions<'a>,
}

/// What clients may rely on in every error.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ErrorExtensions<'a> {
    /// What kind of error.
    pub code: &'a str,
    /// The id under which it was logged.
    pub request_id: &'a str,
    /// Whether the same request may succeed later.
    pub retryable: bool,
}
