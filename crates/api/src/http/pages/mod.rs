//! Pages for people: the home page, the schema as text, and GraphiQL where it is enabled.

mod graphiql;
mod home;
mod home_page;
mod html;

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

/// Serves the schema, which is the same for all callers of one version of the server.
async fn schema() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "public, max-age=60"))
        .body(schema_sdl())
}
