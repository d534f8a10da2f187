//! Body framing: finds the end of an incoming request, so that the next request can wait until this
//! one is answered.
//!
//! The HTTP parser remembers only the last head that it read. A second head handed over early would
//! make the parser answer the first request with the method, version and connection type of the
//! second.
//!
//! Only the end of the body is found here (RFC 9112, sections 6 and 7). The HTTP parser validates
//! the message: whatever looks wrong is passed on as [`BodyFraming::Ambiguous`] for it to reject.

use standfirst_domain::error::ErrorCode;

/// Part of a request body that has not arrived yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BodyFraming {
    /// Nothing: the request is complete.
    Complete,
    /// A number of bytes.
    Length(u64),
    /// Chunks.
    Chunked(ChunkState),
    /// Framing that the HTTP parser rejects. All further bytes belong to this request, and no other
    /// request follows on the connection.
    Ambiguous,
}

/// Next part of a chunked body. The size of the current chunk travels with the state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ChunkState {
    /// Digits of the size, with the value read so far.
    Size(u64),
    /// Extension after the size.
    Extension(u64),
    /// Line feed after the size.
    SizeEnd(u64),
    /// Bytes of the chunk that are left.
    Bytes(u64),
    /// Carriage return after the bytes.
    Cr,
    /// Line feed after the bytes.
    Lf,
    /// Carriage return after the last chunk.
    FinalCr,
    /// Line feed after the last chunk.
    FinalLf,
}

impl BodyFraming {
    /// Reads the framing from the headers of a request, which are separated by line feeds.
    ///
    /// # Errors
    /// A body together with an `Upgrade` header: the HTTP parser would read such a body to the end
    /// of the connection.
    pub(super) fn from_headers(headers: &[u8]) -> Result<Self, ErrorCode> {
        let (mut lengths, mut encodings) = (Vec::new(), Vec::new());
        let mut is_upgrade = false;
        for field in headers.split(|byte| *byte == b'\n') {
            // A line without a colon is left for the HTTP parser to reject.
            let Some(colon) = field.iter().position(|byte| *byte == b':') else {
                continue;
            };
            let (name, value) = field.split_at(colon);
            let value = value.get(1..).unwrap_or_default();
            if name.eq_ignore_ascii_case(b"content-length") {
                lengths.push(value.trim_ascii());
            } else if name.eq_ignore_ascii_case(b"transfer-encoding") {
                encodings.push(value.trim_ascii());
            } else if name.eq_ignore_ascii_case(b"upgrade") {
                is_upgrade = true;
            }
        }
        if is_upgrade && !(lengths.is_empty() && encodings.is_empty()) {
            return Err(ErrorCode::BadRequest);
        }
        Ok(match (lengths.as_slice(), encodings.as_slice()) {
            ([], []) => Self::Complete,
            ([length], []) => parse_length(length).map_or(Self::Ambiguous, Self::length),
            ([], [encoding]) if encoding.eq_ignore_ascii_case(b"chunked") => {
                Self::Chunked(ChunkState::Size(0))
            }
            // Two lengths, both headers, or a coding that is not `chunked`: two parsers could read
            // two different requests (request smuggling), so the end is not guessed.
            _ => Self::Ambiguous,
        })
    }

    const fn length(bytes: u64) -> Self {
        match bytes {
            0 => Self::Complete,
            bytes => Self::Length(bytes),
        }
    }

    /// Consumes the bytes that belong to the request and returns their number.
    pub(super) fn consume(&mut self, bytes: &[u8]) -> usize {
        let mut consumed = 0;
        while let Some(unread @ [first, ..]) = bytes.get(consumed..) {
            let step = match self {
                Self::Complete => break,
                Self::Ambiguous => unread.len(),
                Self::Length(left) | Self::Chunked(ChunkState::Bytes(left)) => {
                    usize::try_from(*left).map_or(unread.len(), |left| left.min(unread.len()))
                }
                // Chunk headers are short: one byte at a time keeps the state machine simple.
                Self::Chunked(_) => 1,
            };
            *self = self.next(*first, u64::try_from(step).unwrap_or(u64::MAX));
            consumed += step;
        }
        consumed
    }

    /// Framing after `step` bytes, the first of which is `byte`.
    fn next(self, byte: u8, step: u64) -> Self {
        match self {
            Self::Length(left) => Self::length(left.saturating_sub(step)),
            Self::Chunked(ChunkState::FinalLf) if byte == b'\n' => Self::Complete,
            Self::Chunked(chunk) => chunk
                .next(byte, step)
                .map_or(Self::Ambiguous, Self::Chunked),
            other => other,
        }
    }
}

impl ChunkState {
    /// State after `step` bytes, the first of which is `byte`. `None` when the HTTP parser rejects
    /// the byte.
    fn next(self, byte: u8, step: u64) -> Option<Self> {
        Some(match (self, byte) {
            (Self::Size(size) | Self::Extension(size), b'\r') => Self::SizeEnd(size),
            (Self::Size(size), b';' | b' ' | b'\t') => Self::Extension(size),
            (Self::Size(size), digit) => {
                let digit = char::from(digit).to_digit(16)?;
                Self::Size(size.checked_mul(16)?.checked_add(digit.into())?)
            }
            // A bare line feed ends a chunk header for some parsers and not for others.
            (Self::Extension(_), b'\n') => return None,
            (Self::Extension(size), _) => Self::Extension(size),
            // A chunk of size 0 ends the body. Trailer fields are left for the HTTP parser to
            // reject.
            (Self::SizeEnd(0), b'\n') => Self::FinalCr,
            (Self::SizeEnd(size), b'\n') => Self::Bytes(size),
            (Self::Bytes(left), _) if left > step => Self::Bytes(left - step),
            (Self::Bytes(_), _) => Self::Cr,
            (Self::Cr, b'\r') => Self::Lf,
            (Self::Lf, b'\n') => Self::Size(0),
            (Self::FinalCr, b'\r') => Self::FinalLf,
            _ => return None,
        })
    }
}

/// Parses a content length. A sign is not allowed, although `u64::from_str` accepts `+1`.
fn parse_length(text: &[u8]) -> Option<u64> {
    let text = str::from_utf8(text).ok()?;
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::BodyFraming;

    /// Length of the text's part that belongs to a request with these headers. Reading the text in
    /// one piece and byte by byte must agree.
    fn consumed(headers: &str, text: &str) -> usize {
        let mut framing = BodyFraming::from_headers(headers.as_bytes()).unwrap();
        let at_once = framing.consume(text.as_bytes());
        let mut framing = BodyFraming::from_headers(headers.as_bytes()).unwrap();
        let bytewise: usize = text.bytes().map(|byte| framing.consume(&[byte])).sum();
        assert_eq!(at_once, bytewise, "{headers:?} {text:?}");
        at_once
    }

    #[test]
    fn a_request_ends_where_its_headers_announce() {
        assert_eq!(consumed("Host: a\r\n", "GET /"), 0);
        assert_eq!(consumed("content-LENGTH: 3\r\n", "abcGET /"), 3);
        assert_eq!(consumed("Content-Length:0\r\n", "GET /"), 0);
        let chunks = "5\r\nabcde\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n";
        assert_eq!(
            consumed("Transfer-Encoding: chunked\r\n", &format!("{chunks}GET /")),
            chunks.len()
        );
        for ambiguous in [
            "Content-Length: 1\r\nContent-Length: 1\r\n",
            "Content-Length: +1\r\n",
            "Transfer-Encoding: gzip, chunked\r\n",
            "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
        ] {
            assert_eq!(consumed(ambiguous, "GET /"), 5, "{ambiguous:?}");
        }
        assert!(BodyFraming::from_headers(b"Upgrade: websocket\r\nContent-Length: 5\r\n").is_err());
    }
}
