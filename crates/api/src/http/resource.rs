//! Resources that answer GET and HEAD only.

use actix_web::{FromRequest, Handler, HttpRequest, HttpResponse, Resource, Responder, web};
use standfirst_domain::error::ErrorCode;

use super::errors::Rejection;

/// Creates a resource that answers GET and HEAD, and rejects other methods.
pub fn read_only<F, A>(path: &str, handler: F) -> Resource
where
    F: Handler<A>,
    F::Output: Responder + 'static,
    A: FromRequest + 'static,
{
    web::resource(path)
        .route(web::get().to(handler.clone()))
        .route(web::head().to(handler))
        .default_service(web::to(method_not_allowed))
}

async fn method_not_allowed(request: HttpRequest) -> HttpResponse {
    Rejection::new(
        ErrorCode::MethodNotAllowed,
        "This address is read by GET and does nothing else.",
    )
    .allowing("GET, HEAD")
    .to_response(&request)
}
