//! Connections: what stands between the socket and the doors.
//!
//! actix-web parses HTTP/1.1 and is strict about framing. It has no deadline for the headers of a second request on a connection, none for a client that
//! takes nothing of its answer, answers pipelined requests in the manner of the last one, reads the rest of a refused body for as long as it comes, and answers an address that is too long with 400. All of
//! that is mended here, below it and around it, by a [`Line`] for each connection and a [`Rest`] for each request.

mod crowd;
mod frame;
mod head;
mod last_words;
mod line;
mod rest;

use std::{cell::Cell, io, rc::Rc, sync::Arc, time::Duration};

use actix_http::{ConnectionType, HttpService, Request, error::DispatchError};
use actix_service::{
    IntoServiceFactory, ServiceFactory, ServiceFactoryExt, apply_fn_factory, fn_service, map_config,
};
use actix_web::{
    dev::{AppConfig, Service, ServiceResponse},
    rt::net::TcpStream,
};
use socket2::SockRef;
use standfirst_api::{AppState, Settings, TooManyConnections};

pub use self::crowd::Crowd;
use self::{
    line::{Bounds, Line, Stage},
    rest::Rest,
};

/// How much of an answer the system takes before the client does. It takes more only when a third of that is free again: with the megabytes that it
/// takes by itself, a client that is slow and goes on looks like one that has stopped.
const UNDER_WAY: usize = 262_144;

/// How long a connection that is to end may be waited for.
const GOODBYE: Duration = Duration::from_secs(1);

/// The service of one worker: from a socket to the answers of the doors.
pub fn service<F, S>(
    app_state: &AppState,
    crowd: &Arc<Crowd>,
    stopping: F,
) -> impl ServiceFactory<TcpStream, Config = (), Response = (), Error = DispatchError, InitError = ()>
+ use<F, S>
where
    F: Fn() -> S + 'static,
    S: Future<Output = ()> + 'static,
{
    let limits = &app_state.settings.limits;
    let doors = standfirst_api::app(app_state)
        .into_factory()
        .map_err(|error| error.error_response());
    let doors = map_config(doors, |()| AppConfig::default());
    let watched = apply_fn_factory(doors, |mut request: Request, doors| {
        let stage = request.conn_data::<Rc<Cell<Stage>>>().cloned();
        let is_last = request.head().connection_type() != ConnectionType::KeepAlive;
        let rest = Rest::of(&mut request);
        set(stage.as_ref(), Stage::Asked);
        let answered = doors.call(request);
        async move {
            let mut answered: ServiceResponse<_> = match answered.await {
                Ok(answered) => answered,
                // What failed below the doors ends the connection with its answer.
                Err(mut failed) => {
                    failed.head_mut().set_connection_type(ConnectionType::Close);
                    set(stage.as_ref(), Stage::Over);
                    return Err(failed);
                }
            };
            let head = answered.response_mut().head_mut();
            if is_last || !rest.is_read() || head.connection_type() == ConnectionType::Close {
                head.set_connection_type(ConnectionType::Close);
                set(stage.as_ref(), Stage::Over);
            }
            Ok(answered.map_body(|_, body| rest.kept_with(body, stage)))
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
                extensions.insert(TooManyConnections);
            }
        })
        .h1(watched);
    accepting(&app_state.settings, crowd).and_then(http)
}

/// Takes a socket as a line. One of an address that has far too many already is closed unheard.
fn accepting(
    settings: &Settings,
    crowd: &Arc<Crowd>,
) -> impl ServiceFactory<
    TcpStream,
    Config = (),
    Response = (Line<TcpStream>, Option<std::net::SocketAddr>),
    Error = DispatchError,
    InitError = (),
> + use<> {
    let (bounds, crowd) = (Rc::new(Bounds::of(settings)), Arc::clone(crowd));
    fn_service(move |socket: TcpStream| {
        let (bounds, crowd) = (Rc::clone(&bounds), Arc::clone(&crowd));
        async move {
            let peer = socket.peer_addr().map_err(DispatchError::Io)?;
            let place = crowd.enter(peer.ip()).ok_or_else(turned_away)?;
            // Without it, the last part of an answer waits for an acknowledgement; failing to set it is no reason to refuse.
            let _ = socket.set_nodelay(true);
            let _ = SockRef::from(&socket).set_send_buffer_size(UNDER_WAY);
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
