//! GraphQL over HTTP: negotiates the media type, admits and reads the request, executes it and
//! renders the answer. Each step is a file and hands a value to the next one.

mod accept;
mod answer;
mod body;
mod bounded;
mod execute;
mod query_string;
mod request;
mod status;

use actix_web::{
    HttpRequest, HttpResponse, Resource,
    http::{
        self,
        header::{self, HeaderValue},
    },
    web,
};
use standfirst_domain::error::ErrorCode;

use self::{
    request::{GraphqlRequest, Method},
    status::status_of_request_error,
};
use super::{
    admit::{self, RejectedRequest},
    caller::PREVIEW,
    errors::{Rejection, status_of},
    rate_limit_headers,
    state::HttpState,
};
use crate::{
    auth::Caller,
    load_control::{AdmittedRequest, RateLimitStatus},
};

pub use self::accept::{MediaType, accepted_or_json};

const METHODS: &str = "GET, HEAD, POST, OPTIONS";

/// Creates the resource `/graphql`.
pub fn resource() -> Resource {
    web::resource("/graphql")
        .route(web::post().to(post))
        .route(web::get().to(get))
        .route(web::head().to(get))
        .route(web::method(http::Method::OPTIONS).to(options))
        .default_service(web::to(method_not_allowed))
}

async fn post(
    request: HttpRequest,
    mut payload: web::Payload,
    http_state: web::Data<HttpState>,
) -> HttpResponse {
    let call = match admit(&request, Some(&mut payload), &http_state, Method::Post).await {
        Ok(call) => call,
        Err(rejected) => return rejected,
    };
    let read = match body::read(&request, payload, &http_state.app_state.settings).await {
        Ok(bytes) => request::from_body(&bytes),
        Err(rejection) => Err(rejection),
    };
    respond(&request, &http_state, call, read).await
}

async fn get(request: HttpRequest, http_state: web::Data<HttpState>) -> HttpResponse {
    let call = match admit(&request, None, &http_state, Method::Get).await {
        Ok(call) => call,
        Err(rejected) => return rejected,
    };
    let read = query_string::read(request.query_string());
    respond(&request, &http_state, call, read).await
}

/// Negotiates the media type and admits the request, or answers with the rejection.
async fn admit(
    request: &HttpRequest,
    payload: Option<&mut web::Payload>,
    http_state: &HttpState,
    method: Method,
) -> Result<Call, HttpResponse> {
    let media_type =
        negotiate(request).map_err(|rejection| with_vary(rejection.to_response(request)))?;
    let admitted = admit::admit(request, payload, &http_state.app_state).await;
    let admitted = admitted.map_err(|rejected| not_admitted(request, media_type, &rejected))?;
    Ok(Call {
        media_type,
        method,
        admitted,
    })
}

async fn options() -> HttpResponse {
    with_vary(
        HttpResponse::NoContent()
            .insert_header((header::ALLOW, METHODS))
            .finish(),
    )
}

async fn method_not_allowed(request: HttpRequest) -> HttpResponse {
    let rejection = Rejection::new(
        ErrorCode::MethodNotAllowed,
        "Ask by POST, or by GET for queries.",
    )
    .allowing(METHODS);
    let media_type = accepted_or_json(request.headers());
    with_vary(rejection.to_response_as(&request, media_type, status_of(rejection.code)))
}

fn negotiate(request: &HttpRequest) -> Result<MediaType, Rejection> {
    accept::accepted(request.headers()).ok_or_else(|| {
        Rejection::new(
            ErrorCode::NotAcceptable,
            "Answers are application/graphql-response+json or application/json; accept one of them.",
        )
    })
}

/// An admitted call, before its request is read.
struct Call {
    media_type: MediaType,
    method: Method,
    admitted: (Caller, AdmittedRequest),
}

/// Executes a request that was read. A request that could not be read keeps its status in every
/// media type.
async fn respond(
    http_request: &HttpRequest,
    http_state: &HttpState,
    call: Call,
    read: Result<GraphqlRequest, Rejection>,
) -> HttpResponse {
    let Call {
        media_type,
        method,
        admitted: (caller, mut admitted),
    } = call;
    let is_private = caller.actor.is_some() || caller.preview.is_some();
    let mut response = match read {
        Err(rejection) => {
            let status = status_of(rejection.code);
            rejection.to_response_as(http_request, media_type, status)
        }
        Ok(request) => {
            match execute::execute(http_state, request, method, caller, &mut admitted).await {
                Ok(executed) => {
                    let limits = &http_state.app_state.settings.limits;
                    answer::render(http_request, media_type, executed, limits)
                }
                Err(rejection) => {
                    let status = status_of_request_error(media_type, rejection.code);
                    rejection.to_response_as(http_request, media_type, status)
                }
            }
        }
    };
    if is_private {
        forbid_caching(&mut response);
    }
    add_rate_limit(&mut response, admitted.rate_limit_status());
    with_vary(response)
}

/// Renders the rejection of a request that was not admitted. Its status is the same in every media
/// type.
fn not_admitted(
    http_request: &HttpRequest,
    media_type: MediaType,
    RejectedRequest { rejection, status }: &RejectedRequest,
) -> HttpResponse {
    let http_status = status_of(rejection.code);
    let mut response = rejection.to_response_as(http_request, media_type, http_status);
    add_rate_limit(&mut response, *status);
    if http_request.headers().contains_key(PREVIEW) {
        forbid_caching(&mut response);
    }
    with_vary(response)
}

fn add_rate_limit(response: &mut HttpResponse, status: Option<RateLimitStatus>) {
    if let Some(status) = status {
        rate_limit_headers::add(&status, response.headers_mut());
    }
}

fn forbid_caching(response: &mut HttpResponse) {
    response.headers_mut().insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-store"),
    );
}

fn with_vary(mut response: HttpResponse) -> HttpResponse {
    response.headers_mut().insert(
        header::VARY,
        HeaderValue::from_static("Accept, Authorization, Standfirst-Preview"),
    );
    response
}
