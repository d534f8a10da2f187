//! The pages for people: the front door, the schema as text, and GraphiQL where it is switched on.

mod document;
mod graphiql;
mod home;

use actix_web::{HttpResponse, http::header, web};

use super::door;
use crate::graphql::schema_sdl;

/// The pages that are always there.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(door("/", home::home))
        .service(door("/schema.graphql", schema));
}

/// The page at `/graphiql`.
pub fn graphiql(config: &mut web::ServiceConfig) {
    config.service(door("/graphiql", graphiql::graphiql));
}

/// It is the same for everybody until the server is another one.
async fn schema() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "public, max-age=60"))
        .body(schema_sdl())
}

fn html(policy: &str, page: String) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, policy))
        .body(page)
}
