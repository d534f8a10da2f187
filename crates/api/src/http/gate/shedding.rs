//! Shedding: strangers are turned away before anything of their requests is looked at, while the queue is full and while they have no points left.
//!
//! That stands outside of everything else, the log's line and the span among it: a refusal must cost a small part of what an answer does, or refusing
//! ten times as many as can be answered would leave no time for answers. How many were turned away is logged once in a while.

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
    door::{TurnedAway, holder},
    unread,
};
use crate::http::{
    Doors,
    errors::{Rejection, status},
    graphql::negotiated,
    headers,
};

/// After how many seconds an overloaded server may be asked again.
const RETRY_AFTER_SECONDS: u64 = 1;

/// Turns strangers away for whom there is no room, or who have no points left. Health is not asked by strangers alone, and is always answered, as is a
/// browser that asks whether it may ask: it would take a refusal for a no.
pub async fn shed<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let Err(turned_away) = let_through(&request) else {
        let response = next.call(request).await?;
        return Ok(response.map_into_left_body());
    };
    let (request, mut payload) = request.into_parts();
    unread::let_pass(request.headers(), &mut payload).await;
    let request = ServiceRequest::from_parts(request, payload);
    let answer = answer(&request, &turned_away);
    Ok(request.into_response(answer).map_into_right_body())
}

fn let_through(request: &ServiceRequest) -> Result<(), TurnedAway> {
    let Some(doors) = request.app_data::<web::Data<Doors>>() else {
        return Ok(());
    };
    if request.headers().contains_key(header::AUTHORIZATION)
        || matches!(request.path(), "/healthz" | "/readyz")
        || is_preflight(request)
    {
        return Ok(());
    }
    let (house, traffic) = (&doors.house, &doors.house.traffic);
    let (holder, is_front_end) = holder(request.request(), house);
    if traffic.admission.turns_strangers_away() && !is_front_end {
        traffic.admission.note_refusal();
        let overloaded = Rejection::as_said(ErrorCode::Overloaded).after(RETRY_AFTER_SECONDS);
        return Err(TurnedAway::from(overloaded));
    }
    if is_counted(request)
        && let Some(allowance) = traffic.admit(holder)?
    {
        request.extensions_mut().insert(allowance);
    }
    Ok(())
}

/// Whether a browser asks for a script whether that may ask.
fn is_preflight(request: &ServiceRequest) -> bool {
    request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ORIGIN)
        && request
            .headers()
            .contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// Whether a request is one that points are taken for. Other pages are the same for everybody and read nothing.
fn is_counted(request: &ServiceRequest) -> bool {
    matches!(request.path(), "/" | "/graphql") && request.method() != Method::OPTIONS
}

fn answer(request: &ServiceRequest, TurnedAway { refusal, standing }: &TurnedAway) -> HttpResponse {
    let code = refusal.code;
    let id = Builder::from_random_bytes(rand::random()).into_uuid();
    let media = negotiated(request.headers());
    let mut response = HttpResponse::build(status(code));
    response.content_type(media.content_type()).insert_header((
        header::VARY,
        "Accept, Authorization, Standfirst-Preview, Origin",
    ));
    if let Some(seconds) = refusal.retry_after_seconds {
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
    let message = refusal.faults.first().map_or("", |fault| &fault.message);
    let mut answer = response.body(format!(
        r#"{{"errors":[{{"message":"{message}","extensions":{{"code":"{}","requestId":"{id}","retryable":true}}}}]}}"#,
        code.as_str(),
    ));
    let doors = request.app_data::<web::Data<Doors>>();
    let strict_transport = doors.and_then(|doors| headers::strict_transport(&doors.house.settings));
    headers::add(answer.headers_mut(), &id.to_string(), strict_transport);
    if let Some(standing) = standing {
        standing.tell(answer.headers_mut());
    }
    answer
}

/// The origin whose script may read the refusal, as it may an answer.
fn allowed_origin(request: &ServiceRequest) -> Option<HeaderValue> {
    let origin = request.headers().get(header::ORIGIN)?;
    let doors = request.app_data::<web::Data<Doors>>()?;
    let allowed = &doors.house.settings.allowed_origins;
    if allowed.iter().any(|allowed| allowed == "*") {
        return Some(HeaderValue::from_static("*"));
    }
    let is_allowed = |allowed: &String| allowed.as_bytes() == origin.as_bytes();
    allowed.iter().any(is_allowed).then(|| origin.clone())
}
