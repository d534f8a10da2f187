//! Tracing span of a request, with the fields that every log line about the request carries.
//!
//! The span records the pattern of the route and not the address, so that nothing written by a
//! client, such as a document in a query string, reaches the log.

use actix_web::{
    Error, HttpMessage,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    web,
};
use tracing::{Span, field::Empty};
use tracing_actix_web::{RequestId, RootSpanBuilder};

use super::{client_address::client_address, state::HttpState};

/// Opens a span for each request and logs that the request was answered.
pub struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        let id = request
            .extensions()
            .get::<RequestId>()
            .map(ToString::to_string)
            .unwrap_or_default();
        let route = request.match_pattern().unwrap_or_else(|| "none".to_owned());
        let client = request
            .app_data::<web::Data<HttpState>>()
            .and_then(|state| {
                let proxies = &state.app_state.settings.trusted_proxies;
                client_address(request.request(), proxies)
            })
            .map(tracing::field::display);
        tracing::info_span!("request", request.id = %id, client.address = client, http.method = %request.method(), http.route = %route, http.status = Empty)
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
