//! The server: a house behind a listener, from the first request it answers until the last one is done.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    time::Duration,
};

use actix_web::{HttpServer, dev::ServerHandle};
use standfirst_api::House;
use tokio::task::{JoinError, JoinHandle};

use crate::following::Stopper;

/// How long the headers of a request may take to arrive.
const HEADERS_WITHIN: Duration = Duration::from_secs(5);
/// How long a connection may stay open with nothing asked on it.
const IDLE_WITHIN: Duration = Duration::from_secs(15);
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
pub fn run(house: House, listener: TcpListener, workers: usize) -> io::Result<Running> {
    let address = listener.local_addr()?;
    let server = HttpServer::new(move || standfirst_api::app(&house))
        .client_request_timeout(HEADERS_WITHIN)
        .keep_alive(IDLE_WITHIN)
        .shutdown_timeout(LAST_ANSWERS_SECONDS)
        // A client that closes its side is gone: what it asked for is given up, and lets go of its connection to the store.
        .h1_allow_half_closed(false)
        .workers(workers)
        .disable_signals()
        .listen(listener)?
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
