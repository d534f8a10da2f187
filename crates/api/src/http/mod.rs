//! The transport: routes, headers, and GraphQL over HTTP as its specification has it.
//!
//! Neither of the engine's integrations is used: they take bodies of any size and media type, answer everything with 200 and run mutations by GET.
//! What stands here knows nothing of the newsroom's nouns, save for the front page that shows the newest headlines.

pub(crate) mod caller;
mod crowd;
mod errors;
pub(crate) mod gate;
mod graphql;
mod headers;
mod health;
mod jwks;
mod pages;
mod panics;
mod span;

use actix_web::{
    App, Error, FromRequest, Handler, HttpRequest, HttpResponse, Resource, Responder,
    body::MessageBody,
    dev::{ServiceFactory, ServiceRequest, ServiceResponse},
    middleware::{Compress, from_fn},
    web,
};
use standfirst_domain::error::ErrorCode;
use tracing_actix_web::TracingLogger;

pub use self::{
    crowd::OneTooMany,
    gate::persisted::{Persisted, Trust, Trusted, Untrustworthy},
};
use self::{errors::Rejection, health::Readiness, span::RequestSpan};
use crate::{
    graphql::{Schema, schema},
    house::House,
};

/// What every door needs.
struct Doors {
    house: House,
    schema: Schema,
    readiness: Readiness,
}

/// The whole application: every door with its headers, compression, request ids and spans.
pub fn app(
    house: &House,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody + use<>>,
        Error = Error,
        InitError = (),
    > + use<>,
> {
    // The last one wrapped stands outermost. CORS keeps one `Vary` line only and must therefore stand inside compression, which adds another.
    let strict_transport = headers::strict_transport(&house.settings);
    App::new()
        .wrap(from_fn(crowd::turn_away))
        .wrap(headers::cors(&house.settings))
        .wrap(from_fn(headers::answer_for_cors))
        .wrap(from_fn(move |request, next| {
            headers::harden(strict_transport.clone(), request, next)
        }))
        .wrap(Compress::default())
        .wrap(from_fn(panics::end))
        .wrap(TracingLogger::<RequestSpan>::new())
        .wrap(from_fn(gate::shedding::shed))
        .configure(configure(house.clone()))
}

/// The doors without what is wrapped around them.
pub fn configure(house: House) -> impl Fn(&mut web::ServiceConfig) + Clone {
    let doors = web::Data::new(Doors {
        schema: schema(&house.settings),
        readiness: Readiness::default(),
        house,
    });
    move |config| {
        config
            .app_data(doors.clone())
            .service(graphql::resource())
            .configure(health::routes)
            .configure(jwks::routes)
            .configure(pages::routes);
        config.default_service(web::to(not_found));
        if doors.house.settings.graphiql {
            config.configure(pages::graphiql);
        }
    }
}

/// A door that is read from and does nothing else.
fn door<F, A>(path: &str, handler: F) -> Resource
where
    F: Handler<A>,
    F::Output: Responder + 'static,
    A: FromRequest + 'static,
{
    web::resource(path)
        .route(web::get().to(handler.clone()))
        .route(web::head().to(handler))
        .default_service(web::to(other_method))
}

async fn other_method(request: HttpRequest) -> HttpResponse {
    Rejection::new(
        ErrorCode::MethodNotAllowed,
        "This address is read by GET and does nothing else.",
    )
    .allowing("GET, HEAD")
    .answer(&request)
}

async fn not_found(request: HttpRequest) -> HttpResponse {
    Rejection::new(ErrorCode::NotFound, "There is nothing at this address.").answer(&request)
}
