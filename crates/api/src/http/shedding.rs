//! Load shedding: requests without a credential are rejected before anything of them is read, while
//! the admission queue is full or the client has no points left.
//!
//! The middleware runs outside of all others, even of the request's span and log line. A rejection
//! must cost a small part of an answer. Otherwise, rejecting ten times the capacity would leave no
//! time for answers. The number of rejections is logged at intervals.

use actix_web::{
    Error, HttpMessage, HttpResponse,
    body::{EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{self, HeaderName, HeaderValue},
    },
    middleware::Next,
    web,
};
use standfirst_domain::error::ErrorCode;
use uuid::Builder;

use super::{
    admit::{RejectedRequest, address_key},
    errors::{Rejection, status_of},
    graphql::accepted_or_json,
    headers, rate_limit_headers,
    state::HttpState,
    unread_body,
};

/// Value of `Retry-After` of an overloaded server, in seconds.
const RETRY_AFTER_SECONDS: u64 = 1;

/// Middleware that rejects requests without a credential under overload or without points.
///
/// Health checks and CORS preflights pass. A browser would take the rejection of a preflight for a
/// denial.
pub async fn shed<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let Err(rejected) = check(&request) else {
        let response = next.call(request).await?;
        return Ok(response.map_into_left_body());
    };
    let (request, mut payload) = request.into_parts();
    unread_body::drain(request.headers(), &mut payload).await;
    let request = ServiceRequest::from_parts(request, payload);
    let response = render(&request, &rejected);
    Ok(request.into_response(response).map_into_right_body())
}

fn check(request: &ServiceRequest) -> Result<(), RejectedRequest> {
    let Some(http_state) = request.app_data::<web::Data<HttpState>>() else {
        return Ok(());
    };
    if request.headers().contains_key(header::AUTHORIZATION)
        || matches!(request.path(), "/healthz" | "/readyz")
        || is_preflight(request)
    {
        return Ok(());
    }
    let app_state = &http_state.app_state;
    let load_control = &app_state.load_control;
    let (key, is_front_end) = address_key(request.request(), app_state);
    if load_control.sheds_load() && !is_front_end {
        load_control.count_shed();
        let overloaded = Rejection::from_code(ErrorCode::Overloaded);
        return Err(overloaded.retry_after(RETRY_AFTER_SECONDS).into());
    }
    if is_charged(request)
        && let Some(charge) = load_control.charge(key)?
    {
        // The handler finds the charge here and does not charge a second time.
        request.extensions_mut().insert(charge);
    }
    Ok(())
}

/// Returns whether a request is a CORS preflight.
fn is_preflight(request: &ServiceRequest) -> bool {
    request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ORIGIN)
        && request
            .headers()
            .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// Returns whether a request costs points. Other pages are static and read nothing.
fn is_charged(request: &ServiceRequest) -> bool {
    matches!(request.path(), "/" | "/graphql") && request.method() != Method::OPTIONS
}

fn render(
    request: &ServiceRequest,
    RejectedRequest { rejection, status }: &RejectedRequest,
) -> HttpResponse {
    let code = rejection.code;
    let id = Builder::from_random_bytes(rand::random()).into_uuid();
    let media_type = accepted_or_json(request.headers());
    let mut response = HttpResponse::build(status_of(code));
    response
        .content_type(media_type.content_type())
        .insert_header((
            header::VARY,
            "Accept, Authorization, Standfirst-Preview, Origin",
        ));
    if let Some(seconds) = rejection.retry_after_seconds {
        response.insert_header((header::RETRY_AFTER, seconds));
    }
    if let Some(origin) = allowed_origin(request) {
        let exposed = HeaderName::from_static("access-control-expose-headers");
        response
            .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, origin))
            .insert_header((
                exposed,
                "retry-after, ratelimit, ratelimit-policy, x-request-id",
            ));
    }
    // All messages here are fixed sentences that need no JSON escapes.
    let message = rejection.errors.first().map_or("", |error| &error.message);
    let mut response = response.body(format!(
        r#"{{"errors":[{{"message":"{message}","extensions":{{"code":"{}","requestId":"{id}","retryable":true}}}}]}}"#,
        code.as_str(),
    ));
    let http_state = request.app_data::<web::Data<HttpState>>();
    let strict_transport =
        http_state.and_then(|state| headers::strict_transport(&state.app_state.settings));
    headers::add(response.headers_mut(), &id.to_string(), strict_transport);
    if let Some(status) = status {
        rate_limit_headers::add(status, response.headers_mut());
    }
    response
}

/// Origin whose script may read the rejection, by the same settings as answers.
fn allowed_origin(request: &ServiceRequest) -> Option<HeaderValue> {
    let origin = request.headers().get(header::ORIGIN)?;
    let http_state = request.app_data::<web::Data<HttpState>>()?;
    let allowed = &http_state.app_state.settings.allowed_origins;
    if allowed.iter().any(|allowed| allowed == "*") {
        return Some(HeaderValue::from_static("*"));
    }
    let is_allowed = |allowed: &String| allowed.as_bytes() == origin.as_bytes();
    allowed.iter().any(is_allowed).then(|| origin.clone())
}
