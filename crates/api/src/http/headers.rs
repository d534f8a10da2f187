//! Headers that every answer carries, and who may read answers from a web page.

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
use crate::house::Settings;

/// The header that carries the request id.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// What clients send of themselves: the key of an act, and what GraphQL clients name and ask by.
const SENT_BY_CLIENTS: [&str; 6] = [
    "idempotency-key",
    "apollographql-client-name",
    "apollographql-client-version",
    "apollo-require-preflight",
    "graphql-require-preflight",
    "x-requested-with",
];
/// What is shown as a page by mistake runs nothing and stands in no frame.
const NO_PAGE: &str = "default-src 'none'; frame-ancestors 'none'";
/// How long a browser may keep what it was told about our origins.
const PREFLIGHT_SECONDS: usize = 600;

/// Which origins' scripts may read answers. A request from elsewhere is answered without leave to read it.
pub fn cors(settings: &Settings) -> Cors {
    let cors = Cors::default()
        .allowed_methods(["GET", "POST", "HEAD"])
        .allowed_headers([
            header::ACCEPT,
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::IF_NONE_MATCH,
            HeaderName::from_static(PREVIEW),
        ])
        .allowed_headers(SENT_BY_CLIENTS)
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

/// Says in our form what CORS refuses in its own: to a browser that asks first, that the origin, method or header is not allowed.
pub async fn answer_for_cors<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let response = next.call(request).await?;
    let refused = response
        .response()
        .error()
        .is_some_and(|error| error.as_error::<CorsError>().is_some());
    if !refused {
        return Ok(response.map_into_left_body());
    }
    let refusal = Rejection::bad_request(
        "A web page of this origin may not send such a request and read the answer.",
    );
    let refusal = refusal.answer(response.request());
    Ok(response.into_response(refusal).map_into_right_body())
}

/// That browsers come by HTTPS alone, if the house is configured to say so.
pub fn strict_transport(settings: &Settings) -> Option<HeaderValue> {
    let seconds = settings.strict_transport_seconds?;
    HeaderValue::from_str(&format!("max-age={seconds}")).ok()
}

/// Adds what every answer carries: the request id, that nothing is to be guessed, framed or told on, and that nobody keeps it unless it says so.
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

/// Adds what every answer carries to the headers of one.
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
            HeaderValue::from_static(NO_PAGE),
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
