//! Liveness and readiness of the process.
//!
//! `/healthz` never touches the store, because a restart does not bring a database back. `/readyz`
//! queries the store at most once a second, however often it is called.

use actix_web::{HttpRequest, HttpResponse, web};
use standfirst_domain::error::ErrorCode;

use super::{errors::Rejection, resource::read_only, state::HttpState};

/// Registers the routes.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(read_only("/healthz", healthz))
        .service(read_only("/readyz", readyz));
}

async fn healthz() -> HttpResponse {
    HttpResponse::Ok().json(serde_json::json!({ "status": "ok" }))
}

async fn readyz(request: HttpRequest, http_state: web::Data<HttpState>) -> HttpResponse {
    if http_state
        .readiness
        .check(&*http_state.app_state.archive)
        .await
    {
        return HttpResponse::Ok().json(serde_json::json!({ "status": "ready" }));
    }
    Rejection::from_code(ErrorCode::Unavailable).to_response(&request)
}
