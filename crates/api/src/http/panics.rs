//! Panics of handlers: one ends its own request, with an error in the usual form, and no other.
//!
//! Without this middleware a panic closes the connection without an answer. The process's panic
//! hook logs the message, which no client sees.

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
    errors::{Rejection, request_id},
    graphql::MediaType,
    headers,
    state::HttpState,
};

/// Middleware that answers a request whose handler panicked.
pub async fn catch<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    // actix requires that the handler holds the only reference to the request, so everything that
    // the error needs is copied before.
    let request_id = request_id(request.request());
    let http_state = request.app_data::<web::Data<HttpState>>();
    let strict_transport =
        http_state.and_then(|state| headers::strict_transport(&state.app_state.settings));
    let handled = AssertUnwindSafe(next.call(request)).catch_unwind().await;
    handled.unwrap_or_else(|_| {
        Err(HandlerPanicked {
            request_id,
            strict_transport,
        }
        .into())
    })
}

/// Error of a request whose handler panicked.
#[derive(Debug)]
struct HandlerPanicked {
    request_id: String,
    strict_transport: Option<HeaderValue>,
}

impl fmt::Display for HandlerPanicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a handler panicked")
    }
}

impl ResponseError for HandlerPanicked {
    fn status_code(&self) -> StatusCode {
        StatusCode::INTERNAL_SERVER_ERROR
    }

    fn error_response(&self) -> HttpResponse {
        let rejection = Rejection::from_code(ErrorCode::Internal);
        let status = self.status_code();
        let mut response = rejection.to_response_with_id(&self.request_id, MediaType::Json, status);
        // No inner middleware sees this answer, so the common headers are added here.
        headers::add(
            response.headers_mut(),
            &self.request_id,
            self.strict_transport.clone(),
        );
        response
    }
}
