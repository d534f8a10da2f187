//! The span of a request: what every log line about it carries.
//!
//! The door's pattern is noted and not the address, so that nothing a stranger wrote, a document by GET among it, comes into the log.

use actix_web::{
    Error, HttpMessage,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    web,
};
use tracing::{Span, field::Empty};
use tracing_actix_web::{RequestId, RootSpanBuilder};

use super::{HttpState, gate::address::client};

/// Opens a span for each request and says when it was answered.
pub struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let id = request
            .extensions()
            .get::<RequestId>()
            .map(ToString::to_string)
            .unwrap_or_default();
        let door = request.match_pattern().unwrap_or_else(|| "none".to_owned());
        let client = request
            .app_data::<web::Data<HttpState>>()
            .and_then(|http_state| {
                client(
                    request.request(),
                    &http_state.app_state.settings.trusted_proxies,
                )
            })
            .map(tracing::field::display);
        tracing::info_span!("request", request.id = %id, client.address = client, http.method = %request.method(), http.door = %door, http.status = Empty)
    }

    fn on_request_end<B: MessageBody>(span: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        let status = match outcome {
            Ok(response) => response.status(),
            Err(error) => error.as_response_error().status_code(),
        };
        span.record("http.status", status.as_u16());
        span.in_scope(|| tracing::info!("request answered"));
    }
}
