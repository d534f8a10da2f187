//! HTTP transport: routes, middleware, headers, and GraphQL over HTTP by its specification.
//!
//! The engine's own actix integrations are not used. They accept bodies of any size and media type,
//! answer everything with status 200 and run mutations by GET. This module knows no noun of the
//! newsroom, apart from the home page that lists the newest headlines.

mod admit;
mod caller;
mod client_address;
mod connection_limit;
mod errors;
mod graphql;
mod headers;
mod health;
mod jwks;
mod pages;
mod panics;
mod rate_limit_headers;
mod readiness;
mod resource;
mod shedding;
mod span;
mod state;
mod unread_body;

use actix_web::{
    App, Error, HttpRequest, HttpResponse,
    body::MessageBody,
    dev::{ServiceFactory, ServiceRequest, ServiceResponse},
    middleware::{Compress, from_fn},
    web,
};
use standfirst_domain::error::ErrorCode;
use tracing_actix_web::TracingLogger;

pub use self::connection_limit::TooManyConnections;
use self::{errors::Rejection, readiness::Readiness, span::RequestSpan, state::HttpState};
use crate::{app_state::AppState, graphql::schema};

/// Creates the application: all routes with headers, compression, request ids and spans.
pub fn app(
    app_state: &AppState,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody + use<>>,
        Error = Error,
        InitError = (),
    > + use<>,
> {
    // The middleware that is wrapped last runs first. CORS keeps only one `Vary` line, so it must
    // run inside compression, which adds another.
    let strict_transport = headers::strict_transport(&app_state.settings);
    App::new()
        .wrap(from_fn(connection_limit::limit_connections))
        .wrap(headers::cors(&app_state.settings))
        .wrap(from_fn(headers::render_cors_errors))
        .wrap(from_fn(move |request, next| {
            headers::harden(strict_transport.clone(), request, next)
        }))
        .wrap(Compress::default())
        .wrap(from_fn(panics::catch))
        .wrap(TracingLogger::<RequestSpan>::new())
        .wrap(from_fn(shedding::shed))
        .configure(configure(app_state.clone()))
}

/// Configures the routes without the middleware.
pub fn configure(app_state: AppState) -> impl Fn(&mut web::ServiceConfig) + Clone {
    let settings = &app_state.settings;
    let http_state = web::Data::new(HttpState {
        schema: schema(&settings.limits, settings.introspection),
        readiness: Readiness::default(),
        app_state,
    });
    move |config| {
        config
            .app_data(http_state.clone())
            .service(graphql::resource())
            .configure(health::routes)
            .configure(jwks::routes)
            .configure(pages::routes);
        config.default_service(web::to(not_found));
        if http_state.app_state.settings.graphiql {
            config.configure(pages::graphiql);
        }
    }
}

async fn not_found(request: HttpRequest) -> HttpResponse {
    Rejection::new(ErrorCode::NotFound, "There is nothing at this address.").to_response(&request)
}
