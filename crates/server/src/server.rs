//! The server: a house behind a listener, from the first request it answers until the last one is done.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
};

use actix_web::dev::{Server, ServerHandle};
use standfirst_api::{AppState, ClientAddress};
use tokio::task::{JoinError, JoinHandle};

use crate::{
    connection::{self, Crowd},
    following::Stopper,
};

/// How long requests that were begun may take to end once the server is told to stop, in seconds.
const LAST_ANSWERS_SECONDS: u64 = 25;

/// A server that answers.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    handle: ServerHandle,
    ended: JoinHandle<io::Result<()>>,
    /// What works beside the server is told to stop when this goes.
    beside: Option<Stopper>,
}

/// Serves a house behind a listener. It answers when this returns.
///
/// # Errors
/// A listener that cannot be used.
pub fn run(app_state: AppState, listener: TcpListener, workers: usize) -> io::Result<Running> {
    let address = listener.local_addr()?;
    let limits = &app_state.settings.limits;
    let settings = &app_state.settings;
    let of_many = [
        settings.trusted_proxies.clone(),
        settings.front_ends.clone(),
    ];
    let speaks_for_many = move |address| {
        of_many
            .iter()
            .any(|networks| networks.contains(ClientAddress::new(address)))
    };
    let crowd = Arc::new(Crowd::new(limits.connections_of_one, speaks_for_many));
    let builder = Server::build()
        .workers(workers)
        .max_concurrent_connections(limits.connections.div_ceil(workers))
        .shutdown_timeout(LAST_ANSWERS_SECONDS)
        .disable_signals();
    let stopping = builder.graceful_shutdown_signal();
    let server = builder
        .listen("standfirst", listener, move || {
            let stopping = stopping.clone();
            connection::service(&app_state, &crowd, move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
        })?
        .run();
    Ok(Running {
        address,
        handle: server.handle(),
        ended: tokio::spawn(server),
        beside: None,
    })
}

impl Running {
    /// The server with what works beside it, which stops when the server does.
    pub(crate) fn keeping(mut self, beside: Stopper) -> Self {
        self.beside = Some(beside);
        self
    }

    /// Where it answers.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it answers, as a browser writes it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Takes no more requests and ends when those begun are answered.
    ///
    /// # Errors
    /// The server had broken off before.
    pub async fn stop(self) -> io::Result<()> {
        self.handle.stop(true).await;
        self.ended.await.unwrap_or_else(broken_off)
    }

    /// Serves until told to stop: once asks to end gracefully, twice to end at once.
    ///
    /// # Errors
    /// The server broke off, or signals cannot be heard.
    pub async fn serve_until<S: Future<Output = ()>>(
        self,
        told_to_stop: impl Fn() -> io::Result<S>,
    ) -> io::Result<()> {
        let mut ended = self.ended;
        let first = told_to_stop()?;
        tokio::select! {
            result = &mut ended => return result.unwrap_or_else(broken_off),
            () = first => {}
        }
        tracing::info!("the server stops when the requests begun are answered");
        let second = told_to_stop()?;
        tokio::select! {
            () = self.handle.stop(true) => {}
            () = second => self.handle.stop(false).await,
        }
        ended.await.unwrap_or_else(broken_off)
    }
}

fn broken_off(error: JoinError) -> io::Result<()> {
    Err(io::Error::other(error))
}
