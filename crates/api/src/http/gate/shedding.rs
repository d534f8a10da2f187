//! Shedding: while the queue is full, strangers are turned away before anything of their requests is looked at.
//!
//! That stands outside of everything else, the log's line and the span among it: a refusal must cost a small part of what an answer does, or refusing
//! ten times as many as can be answered would leave no time for answers. How many were turned away is logged once in a while.

use actix_web::{
    Error, HttpResponse,
    body::{EitherBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{self, HeaderName, HeaderValue},
    middleware::Next,
    web,
};
use standfirst_domain::error::ErrorCode;
use uuid::Builder;

use super::{address::client, unread};
use crate::http::{Doors, graphql::negotiated, headers};

/// Turns strangers away while the queue is full. Health is not asked by strangers alone, and is always answered.
pub async fn shed<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    if !is_to_be_shed(&request) {
        let response = next.call(request).await?;
        return Ok(response.map_into_left_body());
    }
    let (request, mut payload) = request.into_parts();
    unread::let_pass(request.headers(), &mut payload).await;
    let request = ServiceRequest::from_parts(request, payload);
    let refusal = refusal(&request);
    Ok(request.into_response(refusal).map_into_right_body())
}

fn is_to_be_shed(request: &ServiceRequest) -> bool {
    let Some(doors) = request.app_data::<web::Data<Doors>>() else {
        return false;
    };
    let house = &doors.house;
    if !house.traffic.admission.turns_strangers_away()
        || request.headers().contains_key(header::AUTHORIZATION)
        || matches!(request.path(), "/healthz" | "/readyz")
    {
        return false;
    }
    let client = client(request.request(), &house.settings.trusted_proxies);
    if client.is_some_and(|client| house.settings.front_ends.hold(client)) {
        return false;
    }
    house.traffic.admission.note_refusal();
    true
}

fn refusal(request: &ServiceRequest) -> HttpResponse {
    let code = ErrorCode::Overloaded;
    let id = Builder::from_random_bytes(rand::random()).into_uuid();
    let media = negotiated(request.headers());
    let mut response = HttpResponse::ServiceUnavailable();
    response
        .content_type(media.content_type())
        .insert_header((header::RETRY_AFTER, "1"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((
            header::VARY,
            "Accept, Authorization, Standfirst-Preview, Origin",
        ));
    if let Ok(id) = HeaderValue::try_from(id.to_string()) {
        response.insert_header((headers::REQUEST_ID, id));
    }
    if let Some(origin) = allowed_origin(request) {
        let exposed = HeaderName::from_static("access-control-expose-headers");
        response
            .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, origin))
            .insert_header((exposed, "retry-after, x-request-id"));
    }
    response.body(format!(
        r#"{{"errors":[{{"message":"{}","extensions":{{"code":"{}","requestId":"{id}","retryable":true}}}}]}}"#,
        code.sentence(),
        code.as_str(),
    ))
}

/// The origin whose script may read the refusal, as it may an answer.
fn allowed_origin(request: &ServiceRequest) -> Option<HeaderValue> {
    let origin = request.headers().get(header::ORIGIN)?;
    let doors = request.app_data::<web::Data<Doors>>()?;
    let allowed = &doors.house.settings.allowed_origins;
    let is_allowed = |allowed: &String| allowed == "*" || allowed.as_bytes() == origin.as_bytes();
    allowed.iter().any(is_allowed).then(|| origin.clone())
}
