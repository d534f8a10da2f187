//! Headers of every answer, and CORS.

use actix_cors::{Cors, CorsError};
use actix_web::{
    Error,
    body::{EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{self, HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
};

use super::{
    caller::PREVIEW,
    errors::{Rejection, request_id},
};
use crate::settings::Settings;

/// Header that carries the request id.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Request headers of GraphQL clients, and the idempotency key.
const CLIENT_HEADERS: [&str; 6] = [
    "idempotency-key",
    "apollographql-client-name",
    "apollographql-client-version",
    "apollo-require-preflight",
    "graphql-require-preflight",
    "x-requested-with",
];
/// Content security policy of answers that are no pages: nothing runs and no frame shows them.
const NO_CONTENT_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";
/// Time for which a browser may cache a preflight answer.
const PREFLIGHT_SECONDS: usize = 600;

/// Creates the CORS middleware. Requests of other origins are answered without CORS headers.
pub fn cors(settings: &Settings) -> Cors {
    let cors = Cors::default()
        .allowed_methods(["GET", "POST", "HEAD"])
        .allowed_headers([
            header::ACCEPT,
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::IF_NONE_MATCH,
            PREVIEW,
        ])
        .allowed_headers(CLIENT_HEADERS)
        .expose_headers([REQUEST_ID, header::RETRY_AFTER, header::ETAG])
        .expose_headers(["RateLimit", "RateLimit-Policy"])
        .block_on_origin_mismatch(false)
        .max_age(PREFLIGHT_SECONDS);
    if settings.allowed_origins.iter().any(|origin| origin == "*") {
        return cors.allow_any_origin().send_wildcard();
    }
    settings
        .allowed_origins
        .iter()
        .fold(cors, |cors, origin| cors.allowed_origin(origin))
}

/// Middleware that renders errors of the CORS middleware as rejections.
pub async fn render_cors_errors<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let response = next.call(request).await?;
    let is_cors_error = response
        .response()
        .error()
        .is_some_and(|error| error.as_error::<CorsError>().is_some());
    if !is_cors_error {
        return Ok(response.map_into_left_body());
    }
    let rejection = Rejection::bad_request(
        "A web page of this origin may not send such a request and read the answer.",
    );
    let rejected = rejection.to_response(response.request());
    Ok(response.into_response(rejected).map_into_right_body())
}

/// Value of `Strict-Transport-Security`, if the settings ask for the header.
pub fn strict_transport(settings: &Settings) -> Option<HeaderValue> {
    let seconds = settings.strict_transport_seconds?;
    HeaderValue::from_str(&format!("max-age={seconds}")).ok()
}

/// Middleware that adds the headers of every answer.
pub async fn harden<B: MessageBody>(
    strict_transport: Option<HeaderValue>,
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let id = request_id(request.request());
    let mut response = next.call(request).await?;
    add(response.headers_mut(), &id, strict_transport);
    Ok(response)
}

/// Adds the headers of every answer: request id, no caching unless the answer says so, no content
/// sniffing, no framing and no referrer.
pub fn add(headers: &mut HeaderMap, request_id: &str, strict_transport: Option<HeaderValue>) {
    if let Ok(id) = HeaderValue::from_str(request_id)
        && !id.is_empty()
    {
        headers.insert(REQUEST_ID, id);
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(NO_CONTENT_POLICY),
        );
    }
    if let Some(value) = strict_transport {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("no-referrer"),
    );
}
