//! Pages for people: the home page, the schema as text, and GraphiQL where it is enabled.

mod graphiql;
mod home;
mod home_page;

use actix_web::{HttpResponse, http::header, web};

use super::resource::read_only;
use crate::graphql::schema_sdl;

/// Registers the pages that are always served.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .service(read_only("/", home::home))
        .service(read_only("/schema.graphql", schema));
}

/// Registers the page `/graphiql`.
pub fn graphiql(config: &mut web::ServiceConfig) {
    config.service(read_only("/graphiql", graphiql::graphiql));
}

/// Creates an answer with a page under a content security policy.
fn html(policy: &str, page: String) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, policy))
        .body(page)
}

/// Serves the schema, which is the same for all callers of one version of the server.
async fn schema() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "public, max-age=60"))
        .body(schema_sdl())
}
