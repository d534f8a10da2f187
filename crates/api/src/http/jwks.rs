//! Public signing keys, for services that verify access tokens by themselves.

use actix_web::{HttpResponse, http::header, web};

use super::{resource::read_only, state::HttpState};

/// Freshness of the key set: much shorter than the time for which a new key is published before it
/// signs.
const CACHE_CONTROL: &str = "public, max-age=600";

/// Registers the route of the JSON Web Key Set.
pub fn routes(config: &mut web::ServiceConfig) {
    config.service(read_only("/.well-known/jwks.json", keys));
}

async fn keys(http_state: web::Data<HttpState>) -> HttpResponse {
    let app_state = &http_state.app_state;
    let keys = app_state.auth.keyring().public(app_state.clock.now());
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, CACHE_CONTROL))
        .json(keys)
}
