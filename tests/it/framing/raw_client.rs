//! TCP client that sends bytes unchanged and reads until the server closes the connection.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

use crate::support::TestApp;

/// Time that a test waits for a response.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Connection to the server.
pub(super) struct RawClient(TcpStream);

/// Received bytes, and whether the server closed the connection.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) text: String,
    pub(super) is_closed: bool,
}

impl Received {
    /// Status lines of all responses in order.
    pub(super) fn statuses(&self) -> Vec<&str> {
        self.text
            .match_indices("HTTP/1.1 ")
            .filter_map(|(at, start)| self.text.get(at + start.len()..at + start.len() + 3))
            .collect()
    }

    /// Tells if exactly one response with a status and an error code arrived and the connection was
    /// closed.
    pub(super) fn is_rejection(&self, status: &str, code: &str) -> bool {
        self.statuses() == [status] && self.is_closed && self.text.contains(code)
    }
}

impl RawClient {
    pub(super) async fn to(app: &TestApp) -> Self {
        Self(TcpStream::connect(address(app)).await.unwrap())
    }

    /// Connects with a small receive buffer, so that little of a response is in flight.
    pub(super) async fn with_small_buffer(app: &TestApp) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(8_192).unwrap();
        Self(socket.connect(address(app).parse().unwrap()).await.unwrap())
    }

    /// Sends bytes; false if the server no longer reads.
    pub(super) async fn send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        self.0.write_all(bytes.as_ref()).await.is_ok()
    }

    /// Reads until the server closes the connection or sends nothing for the given time.
    pub(super) async fn receive_until_quiet(&mut self, quiet: Duration) -> Received {
        let mut receive = Vec::new();
        let mut part = vec![0; 65_536];
        let is_closed = loop {
            match timeout(quiet, self.0.read(&mut part)).await {
                Err(_) => break false,
                Ok(Ok(0) | Err(_)) => break true,
                Ok(Ok(count)) => receive.extend_from_slice(&part[..count]),
            }
        };
        Received {
            text: String::from_utf8_lossy(&receive).into_owned(),
            is_closed,
        }
    }

    /// Reads until the server closes the connection.
    pub(super) async fn receive(&mut self) -> Received {
        self.receive_until_quiet(TIMEOUT).await
    }

    /// Reads up to `most` bytes, or fewer if the server closes the connection.
    pub(super) async fn read_up_to(&mut self, most: usize) -> usize {
        let mut part = vec![0; most];
        let mut read_up_to = 0;
        while read_up_to < most {
            match timeout(TIMEOUT, self.0.read(&mut part[read_up_to..]))
                .await
                .unwrap()
            {
                Ok(0) | Err(_) => break,
                Ok(count) => read_up_to += count,
            }
        }
        read_up_to
    }
}

fn address(app: &TestApp) -> &str {
    app.url.strip_prefix("http://").unwrap()
}

/// Sends bytes on a new connection and reads to the end.
pub(super) async fn exchange(app: &TestApp, bytes: impl AsRef<[u8]>) -> Received {
    let mut raw = RawClient::to(app).await;
    raw.send(bytes).await;
    raw.receive().await
}

/// Head of a POST to `/graphql`.
pub(super) fn post(more: &str) -> String {
    format!(
        "POST /graphql HTTP/1.1\r\nHost: courier\r\nContent-Type: application/json\r\n{more}\r\n"
    )
}

/// Request with the response 200.
pub(super) const HEALTH: &str = "GET /healthz HTTP/1.1\r\nHost: courier\r\n\r\n";
