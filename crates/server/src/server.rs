//! Running server: from the first request until shutdown.

use std::{
    io,
    net::{SocketAddr, TcpListener},
};

use actix_web::dev::ServerHandle;
use standfirst_api::House;
use tokio::task::{JoinError, JoinHandle};

use crate::{connection, tasks::ShutdownTrigger};

/// A server that accepts requests.
#[derive(Debug)]
pub struct Running {
    address: SocketAddr,
    handle: ServerHandle,
    ended: JoinHandle<io::Result<()>>,
    /// Stops the background tasks when it is dropped with the server.
    tasks: Option<ShutdownTrigger>,
}

/// Serves HTTP on a listener. Requests are accepted when this function returns.
///
/// # Errors
/// The listener cannot be used.
pub fn run(state: House, listener: TcpListener, workers: usize) -> io::Result<Running> {
    let address = listener.local_addr()?;
    let server = connection::serve(state, listener, workers)?;
    Ok(Running {
        address,
        handle: server.handle(),
        ended: tokio::spawn(server),
        tasks: None,
    })
}

impl Running {
    /// Ties background tasks to the server: they stop when the server does.
    pub(crate) fn with_tasks(mut self, tasks: ShutdownTrigger) -> Self {
        self.tasks = Some(tasks);
        self
    }

    /// Address on which the server listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// HTTP address of the server, for a browser.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Accepts no more requests and waits until open requests are answered.
    ///
    /// # Errors
    /// The server had stopped before because of an error.
    pub async fn stop(self) -> io::Result<()> {
        self.handle.stop(true).await;
        self.ended.await.unwrap_or_else(server_panicked)
    }

    /// Serves until a stop signal: the first one starts a graceful shutdown, the second one ends
    /// the server at once.
    ///
    /// # Errors
    /// The server stopped because of an error, or the signals cannot be received.
    pub async fn serve_until<S: Future<Output = ()>>(
        self,
        stop_signal: impl Fn() -> io::Result<S>,
    ) -> io::Result<()> {
        let mut ended = self.ended;
        let first = stop_signal()?;
        tokio::select! {
            result = &mut ended => return result.unwrap_or_else(server_panicked),
            () = first => {}
        }
        tracing::info!("shutting down: waiting for open requests");
        let second = stop_signal()?;
        tokio::select! {
            () = self.handle.stop(true) => {}
            () = second => self.handle.stop(false).await,
        }
        ended.await.unwrap_or_else(server_panicked)
    }
}

fn server_panicked(error: JoinError) -> io::Result<()> {
    Err(io::Error::other(error))
}
