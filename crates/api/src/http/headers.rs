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
    errors::{Refusal, request_id},
};
use crate::house::Settings;

/// The header that carries the request id.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
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
            HeaderName::from_static(PREVIEW),
            HeaderName::from_static("idempotency-key"),
        ])
        .expose_headers([
            REQUEST_ID,
            header::RETRY_AFTER,
            HeaderName::from_static("ratelimit"),
            HeaderName::from_static("ratelimit-policy"),
        ])
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
    let refusal = Refusal::bad_request(
        "A web page of this origin may not send such a request and read the answer.",
    );
    let refusal = refusal.answer(response.request());
    Ok(response.into_response(refusal).map_into_right_body())
}

/// Adds what every answer carries: the request id, that nothing is to be guessed or told on, and that nobody keeps it unless it says so.
pub async fn harden<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let id = request_id(request.request());
    let mut response = next.call(request).await?;
    add(response.headers_mut(), &id);
    Ok(response)
}

/// Adds what every answer carries to the headers of one.
pub fn add(headers: &mut HeaderMap, request_id: &str) {
    if let Ok(id) = HeaderValue::from_str(request_id)
        && !id.is_empty()
    {
        headers.insert(REQUEST_ID, id);
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
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
