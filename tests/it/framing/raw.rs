//! A client that knows nothing of HTTP: it sends bytes as they are told and reads what comes until the other side is done.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::timeout,
};

use crate::support::TestApp;

/// How long a test waits for what has to come.
const PATIENCE: Duration = Duration::from_secs(10);

/// A connection.
pub(super) struct Raw(TcpStream);

/// What came, and whether the server closed the connection by then.
#[derive(Debug)]
pub(super) struct Heard {
    pub(super) text: String,
    pub(super) is_closed: bool,
}

impl Heard {
    /// The statuses of all answers, in order.
    pub(super) fn statuses(&self) -> Vec<&str> {
        self.text
            .match_indices("HTTP/1.1 ")
            .filter_map(|(at, start)| self.text.get(at + start.len()..at + start.len() + 3))
            .collect()
    }

    /// That one answer of a status came, naming a code if there is one, and the connection ended.
    pub(super) fn is_refusal(&self, status: &str, code: &str) -> bool {
        self.statuses() == [status] && self.is_closed && self.text.contains(code)
    }
}

impl Raw {
    pub(super) async fn to(app: &TestApp) -> Self {
        Self(TcpStream::connect(address(app)).await.unwrap())
    }

    /// One for which little of an answer is under way that it has not read.
    pub(super) async fn narrow(app: &TestApp) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(8_192).unwrap();
        Self(socket.connect(address(app).parse().unwrap()).await.unwrap())
    }

    /// Sends what the server still takes of it.
    pub(super) async fn send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        self.0.write_all(bytes.as_ref()).await.is_ok()
    }

    /// Everything that comes until the server closes, or until nothing more has come for so long.
    pub(super) async fn heard_within(&mut self, quiet: Duration) -> Heard {
        let mut heard = Vec::new();
        let mut part = vec![0; 65_536];
        let is_closed = loop {
            match timeout(quiet, self.0.read(&mut part)).await {
                Err(_) => break false,
                Ok(Ok(0) | Err(_)) => break true,
                Ok(Ok(count)) => heard.extend_from_slice(&part[..count]),
            }
        };
        Heard {
            text: String::from_utf8_lossy(&heard).into_owned(),
            is_closed,
        }
    }

    /// Everything that comes until the server closes.
    pub(super) async fn heard(&mut self) -> Heard {
        self.heard_within(PATIENCE).await
    }

    /// Reads so many bytes, or fewer if the server closes.
    pub(super) async fn taken(&mut self, most: usize) -> usize {
        let mut part = vec![0; most];
        let mut taken = 0;
        while taken < most {
            match timeout(PATIENCE, self.0.read(&mut part[taken..]))
                .await
                .unwrap()
            {
                Ok(0) | Err(_) => break,
                Ok(count) => taken += count,
            }
        }
        taken
    }
}

fn address(app: &TestApp) -> &str {
    app.url.strip_prefix("http://").unwrap()
}

/// Sends bytes on a connection of their own and listens to the end.
pub(super) async fn told(app: &TestApp, bytes: impl AsRef<[u8]>) -> Heard {
    let mut raw = Raw::to(app).await;
    raw.send(bytes).await;
    raw.heard().await
}

/// A POST to `/graphql` up to its body.
pub(super) fn post(more: &str) -> String {
    format!(
        "POST /graphql HTTP/1.1\r\nHost: courier\r\nContent-Type: application/json\r\n{more}\r\n"
    )
}

/// A question that is always answered with 200.
pub(super) const HEALTH: &str = "GET /healthz HTTP/1.1\r\nHost: courier\r\n\r\n";
