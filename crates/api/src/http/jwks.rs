//! The public keys of the house, for whoever verifies its tokens without asking.

use actix_web::{HttpResponse, http::header, web};

use super::{HttpState, door};

/// How long they may be kept: much shorter than a new key is published before it signs.
const KEPT_FOR: &str = "public, max-age=600";

/// The door to the public keys.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(door("/.well-known/jwks.json", keys));
}

async fn keys(http_state: web::Data<HttpState>) -> HttpResponse {
    let keys = http_state
        .app_state
        .auth
        .keyring()
        .public(http_state.app_state.clock.now());
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, KEPT_FOR))
        .json(keys)
}
