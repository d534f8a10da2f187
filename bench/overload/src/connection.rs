//! A connection that is kept, and what comes back over it.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::Failure;

/// How long an answer may take before the connection is given up.
const PATIENCE: Duration = Duration::from_secs(20);

/// A request as it goes over the change log, and where to.
#[derive(Clone)]
pub struct Asked {
    address: String,
    bytes: std::rc::Rc<[u8]>,
}

impl Asked {
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

/// What came back.
pub struct Answer {
    pub status: u16,
    /// Whether it says when to come back.
    pub says_when: bool,
    pub body: Vec<u8>,
}

/// A connection, opened when it is needed.
#[derive(Default)]
pub struct Connection(Option<TcpStream>);

impl Connection {
    /// Asks and reads the answer. A connection that broke is opened anew the next time.
    pub async fn ask(&mut self, asked: &Asked) -> Result<Answer, Failure> {
        let mut stream = match self.0.take() {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect(&asked.address).await?;
                stream.set_nodelay(true)?;
                stream
            }
        };
        let (answer, is_kept) =
            tokio::time::timeout(PATIENCE, exchange(&mut stream, asked)).await??;
        if is_kept {
            self.0 = Some(stream);
        }
        Ok(answer)
    }
}

async fn exchange(stream: &mut TcpStream, asked: &Asked) -> Result<(Answer, bool), Failure> {
    stream.write_all(&asked.bytes).await?;
    let mut read = Vec::with_capacity(16 * 1_024);
    let head_end = loop {
        if let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(&mut read).await? == 0 {
            return Err("the connection was closed before an answer".into());
        }
    };
    let head =
        String::from_utf8_lossy(read.get(..head_end).unwrap_or_default()).to_ascii_lowercase();
    let status = head
        .get(9..12)
        .and_then(|status| status.parse::<u16>().ok());
    let length = header(&head, "content-length").and_then(|length| length.parse::<usize>().ok());
    let (Some(status), Some(length)) = (status, length) else {
        return Err("the answer has no status or no length".into());
    };
    while read.len() < head_end + length {
        if stream.read_buf(&mut read).await? == 0 {
            return Err("the connection was closed within an answer".into());
        }
    }
    let answer = Answer {
        status,
        says_when: header(&head, "retry-after").is_some(),
        body: read.split_off(head_end),
    };
    Ok((answer, header(&head, "connection") != Some("close")))
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(found, _)| *found == name)
        .map(|(_, value)| value.trim())
}
