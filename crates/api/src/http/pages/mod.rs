//! The pages for people: the front door, the schema as text, and GraphiQL where it is switched on.

mod document;
mod home;

use actix_web::{HttpResponse, http::header, web};
use async_graphql::http::GraphiQLSource;

use crate::graphql::schema_sdl;

/// GraphiQL comes from one host; scripts, styles and workers from there and nowhere else.
const GRAPHIQL_POLICY: &str = "default-src 'none'; script-src 'unsafe-inline' blob: data: https://esm.sh; style-src 'unsafe-inline' https://esm.sh; \
     font-src data: https://esm.sh; img-src data:; worker-src blob: https://esm.sh; connect-src 'self' https://esm.sh; \
     base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The pages that are always there.
pub fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/", web::get().to(home::home))
        .route("/", web::head().to(home::home));
    config
        .route("/schema.graphql", web::get().to(schema))
        .route("/schema.graphql", web::head().to(schema));
}

/// The page at `/graphiql`.
pub fn graphiql(config: &mut web::ServiceConfig) {
    config
        .route("/graphiql", web::get().to(graphiql_page))
        .route("/graphiql", web::head().to(graphiql_page));
}

async fn graphiql_page() -> HttpResponse {
    let page = GraphiQLSource::build()
        .endpoint("/graphql")
        .title("GraphiQL")
        .finish();
    html(GRAPHIQL_POLICY, page)
}

async fn schema() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .body(schema_sdl())
}

fn html(policy: &'static str, page: String) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, policy))
        .body(page)
}
