//! GraphQL over HTTP: negotiate, read the request, parse its document once, execute it, answer.
//!
//! Each step is a file and hands a value to the next, so that a gate can be put between any two of them.

mod accept;
mod answer;
mod body;
mod bounded;
mod execute;
mod query_string;
mod request;

use actix_web::{
    HttpRequest, HttpResponse, Resource,
    http::{StatusCode, header},
    web,
};
use standfirst_domain::error::ErrorCode;

pub use accept::MediaType;
use request::{GraphqlRequest, Method};

use super::{
    Doors,
    caller::{self, Caller},
    errors::{Rejection, status},
    gate::{self, Pass, TurnedAway, quota::Standing},
};

const METHODS: &str = "GET, HEAD, POST, OPTIONS";

/// The door at `/graphql`.
pub fn resource() -> Resource {
    web::resource("/graphql")
        .route(web::post().to(post))
        .route(web::get().to(get))
        .route(web::head().to(get))
        .route(web::method(actix_web::http::Method::OPTIONS).to(options))
        .default_service(web::to(other_method))
}

async fn post(
    request: HttpRequest,
    mut payload: web::Payload,
    doors: web::Data<Doors>,
) -> HttpResponse {
    let media = match negotiate(&request) {
        Ok(media) => media,
        Err(refusal) => return with_vary(refusal.answer(&request)),
    };
    let come_in = gate::come_in(&request, Some(&mut payload), &doors.house);
    let come_in = match come_in.await {
        Ok(come_in) => come_in,
        Err(turned_away) => return refused_at_the_door(&request, media, &turned_away),
    };
    let read = match body::read(&request, payload, &doors.house.settings).await {
        Ok(bytes) => request::from_body(&bytes),
        Err(refusal) => Err(refusal),
    };
    respond(&request, &doors, media, read, Method::Post, come_in).await
}

async fn get(request: HttpRequest, doors: web::Data<Doors>) -> HttpResponse {
    match negotiate(&request) {
        Ok(media) => match gate::come_in(&request, None, &doors.house).await {
            Ok(come_in) => {
                let read = query_string::read(request.query_string());
                respond(&request, &doors, media, read, Method::Get, come_in).await
            }
            Err(turned_away) => refused_at_the_door(&request, media, &turned_away),
        },
        Err(refusal) => with_vary(refusal.answer(&request)),
    }
}

async fn options() -> HttpResponse {
    with_vary(
        HttpResponse::NoContent()
            .insert_header((header::ALLOW, METHODS))
            .finish(),
    )
}

async fn other_method(request: HttpRequest) -> HttpResponse {
    let refusal = Rejection::new(
        ErrorCode::MethodNotAllowed,
        "Ask by POST, or by GET for queries.",
    )
    .allowing(METHODS);
    let media = negotiate(&request).unwrap_or(MediaType::Json);
    with_vary(refusal.answer_as(&request, media, status(refusal.code)))
}

fn negotiate(request: &HttpRequest) -> Result<MediaType, Rejection> {
    accepted(request.headers()).ok_or_else(|| {
        Rejection::new(
            ErrorCode::NotAcceptable,
            "Answers are application/graphql-response+json or application/json; accept one of them.",
        )
    })
}

/// What is accepted; what most clients read where nothing that we write is.
pub fn negotiated(headers: &header::HeaderMap) -> MediaType {
    accepted(headers).unwrap_or(MediaType::Json)
}

fn accepted(headers: &header::HeaderMap) -> Option<MediaType> {
    // A line that is not text names nothing that we write, and is not as if there were none.
    let lines: Vec<_> = headers
        .get_all(header::ACCEPT)
        .map(|line| String::from_utf8_lossy(line.as_bytes()))
        .collect();
    accept::negotiate(&lines.join(","))
}

/// Executes what was read. What could not be read as a request is refused with its own status, whatever the media type.
async fn respond(
    http: &HttpRequest,
    doors: &Doors,
    media: MediaType,
    read: Result<GraphqlRequest, Rejection>,
    method: Method,
    (caller, mut pass): (Caller, Pass),
) -> HttpResponse {
    let is_private = caller.actor.is_some() || caller.preview.is_some();
    let mut answered = match read {
        Err(refusal) => refusal.answer_as(http, media, status(refusal.code)),
        Ok(request) => match execute::execute(doors, request, method, caller, &mut pass).await {
            Ok(executed) => answer::answer(http, media, executed, &doors.house.settings.limits),
            Err(refusal) => {
                refusal.answer_as(http, media, status_of_request_error(media, refusal.code))
            }
        },
    };
    if is_private {
        keep_private(&mut answered);
    }
    tell_quota(&mut answered, pass.standing());
    with_vary(answered)
}

/// What was presented is not good, or there are no points left: its status is the same in every media type.
fn refused_at_the_door(
    http: &HttpRequest,
    media: MediaType,
    TurnedAway { refusal, standing }: &TurnedAway,
) -> HttpResponse {
    let mut answered = refusal.answer_as(http, media, status(refusal.code));
    tell_quota(&mut answered, *standing);
    if http.headers().contains_key(caller::PREVIEW) {
        keep_private(&mut answered);
    }
    with_vary(answered)
}

fn tell_quota(answered: &mut HttpResponse, standing: Option<Standing>) {
    if let Some(standing) = standing {
        standing.tell(answered.headers_mut());
    }
}

/// Nobody but who asked keeps the answer, and not they either.
fn keep_private(answered: &mut HttpResponse) {
    answered.headers_mut().insert(
        header::CACHE_CONTROL,
        header::HeaderValue::from_static("private, no-store"),
    );
}

/// The status of a well-formed request that was refused before anything was resolved. Clients of `application/json` read 200 for what GraphQL itself
/// refuses, since they cannot tell our 400 from that of a box in between; faults and methods keep their status.
fn status_of_request_error(media: MediaType, code: ErrorCode) -> StatusCode {
    match status(code) {
        StatusCode::BAD_REQUEST if media == MediaType::Json => StatusCode::OK,
        status => status,
    }
}

fn with_vary(mut response: HttpResponse) -> HttpResponse {
    response.headers_mut().insert(
        header::VARY,
        header::HeaderValue::from_static("Accept, Authorization, Standfirst-Preview"),
    );
    response
}
