//! HTTP requests over a kept-alive connection.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::output::Failure;

/// Timeout for a response, after which the connection is closed.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(20);

/// The bytes of a request, with the address of the server.
#[derive(Clone)]
pub struct Request {
    address: String,
    bytes: std::rc::Rc<[u8]>,
}

impl Request {
    pub fn new(address: &str, credential: &str, body: &str) -> Self {
        let authorization = if credential.is_empty() {
            String::new()
        } else {
            format!("Authorization: Bearer {credential}\r\n")
        };
        let text = format!(
            "POST /graphql HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nAccept: application/graphql-response+json\r\n{authorization}Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        Self {
            address: address.to_owned(),
            bytes: text.into_bytes().into(),
        }
    }
}

/// A response.
pub struct Response {
    pub status: u16,
    /// True if the response has the header `Retry-After`.
    pub has_retry_after: bool,
    pub body: Vec<u8>,
}

/// A connection that is opened when it is needed.
#[derive(Default)]
pub struct Connection(Option<TcpStream>);

impl Connection {
    /// Sends a request and reads the response. A broken connection is opened again the next time.
    pub async fn send(&mut self, request: &Request) -> Result<Response, Failure> {
        let mut stream = match self.0.take() {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect(&request.address).await?;
                stream.set_nodelay(true)?;
                stream
            }
        };
        let (response, is_kept_alive) =
            tokio::time::timeout(RESPONSE_TIMEOUT, exchange(&mut stream, request)).await??;
        if is_kept_alive {
            self.0 = Some(stream);
        }
        Ok(response)
    }
}

/// Returns the response, and whether the server keeps the connection open.
async fn exchange(stream: &mut TcpStream, request: &Request) -> Result<(Response, bool), Failure> {
    stream.write_all(&request.bytes).await?;
    let mut read = Vec::with_capacity(16 * 1_024);
    let head_end = loop {
        if let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(&mut read).await? == 0 {
            return Err("the server closed the connection before a response".into());
        }
    };
    let head =
        String::from_utf8_lossy(read.get(..head_end).unwrap_or_default()).to_ascii_lowercase();
    let status = head
        .get(9..12)
        .and_then(|status| status.parse::<u16>().ok());
    let length = header(&head, "content-length").and_then(|length| length.parse::<usize>().ok());
    let (Some(status), Some(length)) = (status, length) else {
        return Err("the response has no status or no length".into());
    };
    while read.len() < head_end + length {
        if stream.read_buf(&mut read).await? == 0 {
            return Err("the server closed the connection within a response".into());
        }
    }
    let response = Response {
        status,
        has_retry_after: header(&head, "retry-after").is_some(),
        body: read.split_off(head_end),
    };
    Ok((response, header(&head, "connection") != Some("close")))
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value.trim())
}
