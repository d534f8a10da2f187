//! A fault of ours ends the request that met it, in the form that all errors have, and no other.
//!
//! Without this a panic would end the connection without a word. What it says is logged by the process's own hook and told to nobody.

use std::{fmt, panic::AssertUnwindSafe};

use actix_web::{
    Error, HttpResponse, ResponseError,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{StatusCode, header::HeaderValue},
    middleware::Next,
    web,
};
use futures::FutureExt;
use standfirst_domain::error::ErrorCode;

use super::{
    Doors,
    errors::{Rejection, request_id},
    graphql::MediaType,
    headers,
};

/// Ends a request whose handling panicked.
pub async fn end<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    // The request cannot be kept beside what handles it, which expects to be the only one that holds it.
    let request_id = request_id(request.request());
    let doors = request.app_data::<web::Data<Doors>>();
    let strict_transport = doors.and_then(|doors| headers::strict_transport(&doors.house.settings));
    let handled = AssertUnwindSafe(next.call(request)).catch_unwind().await;
    handled.unwrap_or_else(|_| {
        Err(Panicked {
            request_id,
            strict_transport,
        }
        .into())
    })
}

/// That the handling of a request panicked.
#[derive(Debug)]
struct Panicked {
    request_id: String,
    strict_transport: Option<HeaderValue>,
}

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a handler panicked")
    }
}

impl ResponseError for Panicked {
    fn status_code(&self) -> StatusCode {
        StatusCode::INTERNAL_SERVER_ERROR
    }

    /// Nothing that is wrapped around the doors sees this answer: it has to carry the headers of all answers by itself.
    fn error_response(&self) -> HttpResponse {
        let refusal = Rejection::as_said(ErrorCode::Internal);
        let mut answer =
            refusal.answer_under(&self.request_id, MediaType::Json, self.status_code());
        headers::add(
            answer.headers_mut(),
            &self.request_id,
            self.strict_transport.clone(),
        );
        answer
    }
}
