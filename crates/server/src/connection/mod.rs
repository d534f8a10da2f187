//! Connection layer: everything between a socket and the HTTP service. The only entry point is
//! [`serve`].
//!
//! The layer exists because actix-web, which parses HTTP/1.1 and is strict about framing, leaves
//! gaps that let slow or greedy clients hold resources:
//!
//! - It has no deadline for the head of a second request on a connection.
//! - It has no write deadline: a client that reads nothing holds its response in memory for ever.
//! - It answers pipelined requests with the method, version and connection type of the last one.
//! - It reads the remainder of a rejected body for as long as the client sends.
//! - It has no limit of connections per client address.
//! - It answers a request target that is too long with 400 instead of 414.
//!
//! Below the parser, a [`DeadlineStream`] wraps each socket: deadlines, limits of the head, framing
//! and early errors. Around the service, a [`TrackedRequest`] keeps the remainder of each body and
//! decides whether the connection closes. A [`ConnectionLimiter`] counts connections. The deadlines
//! of the body and of the response belong to the HTTP service, which knows the request.

mod body_framing;
mod body_remainder;
mod deadline_stream;
mod deadlines;
mod early_error;
mod exchange;
mod limiter;
mod request_head;
mod stream_limits;
mod tracked_request;

use std::{
    io,
    net::{SocketAddr, TcpListener},
    rc::Rc,
    sync::Arc,
    time::Duration,
};

use actix_http::{HttpService, Request, error::DispatchError};
use actix_service::{
    IntoServiceFactory, ServiceFactory, ServiceFactoryExt, apply_fn_factory, fn_service, map_config,
};
use actix_web::{
    dev::{AppConfig, Server, Service},
    rt::net::TcpStream,
};
use socket2::SockRef;
use standfirst_api::{AppState, ClientAddress, Settings, TooManyConnections};

use self::{
    deadline_stream::{DeadlineStream, LINGER},
    limiter::ConnectionLimiter,
    stream_limits::StreamLimits,
    tracked_request::TrackedRequest,
};

/// Size of the system's send buffer for a connection. The system accepts more bytes only once a
/// third of the buffer is free again. With the default of several megabytes, a slow client that
/// still reads would look like one that has stalled.
const SEND_BUFFER_BYTES: usize = 262_144;

/// Time for which open requests may finish after the server is told to stop.
const SHUTDOWN_SECONDS: u64 = 25;

/// Serves HTTP on a listener, with worker threads and limits of connections. Signals are left to
/// the caller.
///
/// # Errors
/// The listener cannot be used.
pub(crate) fn serve(
    app_state: AppState,
    listener: TcpListener,
    workers: usize,
) -> io::Result<Server> {
    let limiter = Arc::new(connection_limiter(&app_state.settings));
    let builder = Server::build()
        .workers(workers)
        // The limit is for the process, and actix-server counts for each worker.
        .max_concurrent_connections(app_state.settings.limits.connections.div_ceil(workers))
        .shutdown_timeout(SHUTDOWN_SECONDS)
        .disable_signals();
    let shutdown = builder.graceful_shutdown_signal();
    let builder = builder.listen("standfirst", listener, move || {
        let shutdown = shutdown.clone();
        worker_service(&app_state, &limiter, move || {
            let shutdown = shutdown.clone();
            async move { shutdown.notified().await }
        })
    })?;
    Ok(builder.run())
}

/// Limiter that exempts proxies and front ends: each connects for many clients.
fn connection_limiter(settings: &Settings) -> ConnectionLimiter {
    let exempt = [
        settings.trusted_proxies.clone(),
        settings.front_ends.clone(),
    ];
    ConnectionLimiter::new(settings.limits.connections_per_address, move |address| {
        exempt
            .iter()
            .any(|networks| networks.contains(ClientAddress::new(address)))
    })
}

/// Service of one worker, from a socket to responses.
fn worker_service<F, S>(
    app_state: &AppState,
    limiter: &Arc<ConnectionLimiter>,
    shutdown: F,
) -> impl ServiceFactory<TcpStream, Config = (), Response = (), Error = DispatchError, InitError = ()>
+ use<F, S>
where
    F: Fn() -> S + 'static,
    S: Future<Output = ()> + 'static,
{
    let limits = &app_state.settings.limits;
    let app = standfirst_api::app(app_state)
        .into_factory()
        .map_err(|error| error.error_response());
    let app = map_config(app, |()| AppConfig::default());
    let app = apply_fn_factory(app, |mut request: Request, app| {
        let tracked = TrackedRequest::start(&mut request);
        let response = app.call(request);
        async move { tracked.finish(response.await) }
    });
    let http = HttpService::build()
        // The stream ends idle connections. actix-http would count a connection as idle although a
        // response is still being sent on it.
        .keep_alive(limits.idle + limits.stalled)
        .client_request_timeout(Duration::ZERO)
        .client_disconnect_timeout(LINGER)
        .graceful_shutdown_signal(shutdown)
        // A client that closes its side is gone. Its request is cancelled, which frees its
        // connection to the database.
        .h1_allow_half_closed(false)
        .on_connect_ext(|stream: &DeadlineStream<TcpStream>, extensions| {
            extensions.insert(stream.exchange());
            if stream.is_over_limit() {
                extensions.insert(TooManyConnections);
            }
        })
        .h1(app);
    accept(&app_state.settings, limiter).and_then(http)
}

/// Wraps accepted sockets. A socket from an address with far too many connections is closed.
fn accept(
    settings: &Settings,
    limiter: &Arc<ConnectionLimiter>,
) -> impl ServiceFactory<
    TcpStream,
    Config = (),
    Response = (DeadlineStream<TcpStream>, Option<SocketAddr>),
    Error = DispatchError,
    InitError = (),
> + use<> {
    let limits = Rc::new(StreamLimits::from_settings(settings));
    let limiter = Arc::clone(limiter);
    fn_service(move |socket: TcpStream| {
        let (limits, limiter) = (Rc::clone(&limits), Arc::clone(&limiter));
        async move {
            let peer = socket.peer_addr().map_err(DispatchError::Io)?;
            let counted = limiter.admit(peer.ip()).ok_or_else(too_many_connections)?;
            // Without TCP_NODELAY the last part of a response waits for an acknowledgement. A
            // failure costs speed and is no reason to reject the client.
            let _ = socket.set_nodelay(true);
            let _ = SockRef::from(&socket).set_send_buffer_size(SEND_BUFFER_BYTES);
            Ok((DeadlineStream::new(socket, limits, counted), Some(peer)))
        }
    })
}

fn too_many_connections() -> DispatchError {
    DispatchError::Io(io::Error::from(io::ErrorKind::ConnectionRefused))
}
