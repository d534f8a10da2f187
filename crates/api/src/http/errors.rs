//! Refusals of the transport, in the one form that errors have here: a list of errors, each with a code, a request id and whether to try again.

use std::borrow::Cow;

use actix_web::{
    HttpMessage, HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{StatusCode, header},
};
use async_graphql::Pos;
use serde::Serialize;
use standfirst_domain::error::ErrorCode;
use tracing_actix_web::RequestId;

use super::{gate::Excess, graphql::MediaType};

/// After so many seconds it may be worth asking again.
const RETRY_AFTER_SECONDS: u64 = 1;
/// The most bytes of all errors of an answer.
pub const ERROR_BYTES: usize = 15 * 1024;
/// By what one comes in.
const CHALLENGE: &str = "Bearer realm=\"standfirst\", error=\"invalid_token\"";

/// Why a request gets no answer.
#[derive(Debug)]
pub struct Rejection {
    /// Its code.
    pub code: ErrorCode,
    /// Everything that is wrong with it.
    pub faults: Vec<Fault>,
    /// The methods that would do, where it is about the method.
    pub allow: Option<&'static str>,
    /// After how many seconds the same request can succeed, where that is known.
    pub retry_after_seconds: Option<u64>,
}

/// One thing that is wrong with a request.
#[derive(Debug)]
pub struct Fault {
    /// What happened and what to do, in a sentence.
    pub message: Cow<'static, str>,
    /// Where in the document.
    pub locations: Vec<Pos>,
    /// Its own code, where it is not that of the whole refusal.
    pub code: Option<ErrorCode>,
    /// Beyond which limit it goes.
    pub excess: Option<Excess>,
}

impl Fault {
    /// What is wrong at a place of the document.
    pub fn at(message: impl Into<Cow<'static, str>>, at: Pos) -> Self {
        Self {
            message: message.into(),
            locations: vec![at],
            code: None,
            excess: None,
        }
    }

    /// The same under a code of its own.
    #[must_use]
    pub const fn under(mut self, code: ErrorCode) -> Self {
        self.code = Some(code);
        self
    }
}

impl Rejection {
    /// A refusal with a code and a sentence.
    pub fn new(code: ErrorCode, message: impl Into<Cow<'static, str>>) -> Self {
        let fault = Fault {
            message: message.into(),
            locations: Vec::new(),
            code: None,
            excess: None,
        };
        Self::of(code, vec![fault])
    }

    /// A refusal under a code about which there is nothing more to say.
    pub fn as_said(code: ErrorCode) -> Self {
        Self::new(code, code.sentence())
    }

    /// A refusal for several reasons, under the code of the first or the one that they share.
    pub const fn of(code: ErrorCode, faults: Vec<Fault>) -> Self {
        Self {
            code,
            faults,
            allow: None,
            retry_after_seconds: None,
        }
    }

    /// A request that cannot be read.
    pub fn bad_request(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorCode::BadRequest, message)
    }

    /// About the method, where these would do.
    #[must_use]
    pub const fn allowing(mut self, methods: &'static str) -> Self {
        self.allow = Some(methods);
        self
    }

    /// With the seconds after which the same request can succeed.
    #[must_use]
    pub const fn after(mut self, seconds: u64) -> Self {
        self.retry_after_seconds = Some(seconds);
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
        self.answer_under(&request_id(request), media, status)
    }

    /// The answer to a request of which no more is left than its id.
    pub fn answer_under(
        &self,
        request_id: &str,
        media: MediaType,
        status: StatusCode,
    ) -> HttpResponse {
        let errors = self.faults.iter();
        let errors = errors.map(|fault| ErrorEntry {
            message: &fault.message,
            locations: &fault.locations,
            extensions: ErrorExtensions {
                excess: fault.excess.as_ref(),
                ..ErrorExtensions::of(fault.code.unwrap_or(self.code), request_id)
            },
        });
        let errors = within_bytes(errors);
        let mut response = HttpResponse::build(status);
        response.content_type(media.content_type());
        if let Some(methods) = self.allow {
            response.insert_header((header::ALLOW, methods));
        }
        advise(&mut response, status, self.retry_after_seconds);
        response.body(serde_json::to_vec(&Errors { errors }).unwrap_or_default())
    }
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

/// What a client is told to do about a status, and after how many seconds where that is known.
pub fn advise(response: &mut HttpResponseBuilder, status: StatusCode, after: Option<u64>) {
    let retry_after = match status {
        StatusCode::UNAUTHORIZED => {
            response.insert_header((header::WWW_AUTHENTICATE, CHALLENGE));
            None
        }
        StatusCode::TOO_MANY_REQUESTS
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT => Some(after.unwrap_or(RETRY_AFTER_SECONDS)),
        _ => None,
    };
    if let Some(seconds) = retry_after {
        response.insert_header((header::RETRY_AFTER, seconds));
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
    message: &'a str,
    #[serde(skip_serializing_if = "<[Pos]>::is_empty")]
    locations: &'a [Pos],
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
    /// Beyond which limit the request goes.
    #[serde(flatten)]
    pub excess: Option<&'a Excess>,
}

impl<'a> ErrorExtensions<'a> {
    /// What is said of an error with a code.
    pub const fn of(code: ErrorCode, request_id: &'a str) -> Self {
        Self {
            code: code.as_str(),
            request_id,
            retryable: code.is_retryable(),
            excess: None,
        }
    }
}
