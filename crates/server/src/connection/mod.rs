//! Connections: what stands between the socket and the doors.
//!
//! actix-web parses HTTP/1.1 and is strict about framing. It has no deadline for the headers of a second request on a connection, none for a client that
//! takes nothing of its answer, reads the rest of a refused body for as long as it comes, and answers an address that is too long with 400. All of
//! that is mended here, below it and around it, by a [`Line`] for each connection and a [`Rest`] for each request.

mod crowd;
mod head;
mod last_words;
mod line;
mod rest;

use std::{cell::Cell, io, rc::Rc, sync::Arc, time::Duration};

use actix_http::{HttpService, Request, error::DispatchError};
use actix_service::{
    IntoServiceFactory, ServiceFactory, ServiceFactoryExt, apply_fn_factory, fn_service, map_config,
};
use actix_web::{
    dev::{AppConfig, Service, ServiceResponse},
    rt::net::TcpStream,
};
use standfirst_api::{House, Limits, OneTooMany};

pub use self::crowd::Crowd;
use self::{
    line::{Bounds, Line, Stage},
    rest::Rest,
};

/// How long a connection that is to end may be waited for.
const GOODBYE: Duration = Duration::from_secs(1);

/// The service of one worker: from a socket to the answers of the doors.
pub fn service<F, S>(
    house: &House,
    crowd: &Arc<Crowd>,
    stopping: F,
) -> impl ServiceFactory<TcpStream, Config = (), Response = (), Error = DispatchError, InitError = ()>
+ use<F, S>
where
    F: Fn() -> S + 'static,
    S: Future<Output = ()> + 'static,
{
    let limits = &house.settings.limits;
    let doors = standfirst_api::app(house)
        .into_factory()
        .map_err(|error| error.error_response());
    let doors = map_config(doors, |()| AppConfig::default());
    let watched = apply_fn_factory(doors, |mut request: Request, doors| {
        let stage = request.conn_data::<Rc<Cell<Stage>>>().cloned();
        let rest = Rest::of(&mut request);
        set(stage.as_ref(), Stage::Asked);
        let answered = doors.call(request);
        async move {
            let answered: ServiceResponse<_> = answered.await?;
            let next = if rest.is_read() {
                Stage::Waiting
            } else {
                Stage::Over
            };
            set(stage.as_ref(), next);
            Ok(answered.map_body(|_, body| rest.kept_with(body)))
        }
    });
    let http = HttpService::build()
        // The line ends idle connections itself; actix counts those as idle to which an answer is still being sent.
        .keep_alive(limits.idle + limits.stalled)
        .client_request_timeout(Duration::ZERO)
        .client_disconnect_timeout(GOODBYE)
        .graceful_shutdown_signal(stopping)
        // A client that closes its side is gone: what it asked for is given up, and lets go of its connection to the store.
        .h1_allow_half_closed(false)
        .on_connect_ext(|line: &Line<TcpStream>, extensions| {
            extensions.insert(line.stage());
            if line.is_one_too_many() {
                extensions.insert(OneTooMany);
            }
        })
        .h1(watched);
    accepting(limits, crowd).and_then(http)
}

/// Takes a socket as a line. One of an address that has far too many already is closed unheard.
fn accepting(
    limits: &Limits,
    crowd: &Arc<Crowd>,
) -> impl ServiceFactory<
    TcpStream,
    Config = (),
    Response = (Line<TcpStream>, Option<std::net::SocketAddr>),
    Error = DispatchError,
    InitError = (),
> + use<> {
    let (bounds, crowd) = (Rc::new(Bounds::of(limits)), Arc::clone(crowd));
    fn_service(move |socket: TcpStream| {
        let (bounds, crowd) = (Rc::clone(&bounds), Arc::clone(&crowd));
        async move {
            let peer = socket.peer_addr().map_err(DispatchError::Io)?;
            let place = crowd.enter(peer.ip()).ok_or_else(turned_away)?;
            // Without it, the last part of an answer waits for an acknowledgement; failing to set it is no reason to refuse.
            let _ = socket.set_nodelay(true);
            Ok((Line::new(socket, bounds, place), Some(peer)))
        }
    })
}

fn turned_away() -> DispatchError {
    DispatchError::Io(io::Error::from(io::ErrorKind::ConnectionRefused))
}

fn set(stage: Option<&Rc<Cell<Stage>>>, next: Stage) {
    if let Some(stage) = stage {
        stage.set(next);
    }
}
