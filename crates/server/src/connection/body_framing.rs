//! Where a request ends that is coming in, so that what follows it can wait until it is answered.
//!
//! The parser behind remembers only the last head that it read: were a second one given to it early, the first would be answered in the manner of the second.

use standfirst_domain::error::ErrorCode;

/// What of a request is still to come behind its head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Frame {
    /// Nothing.
    Whole,
    /// So many bytes.
    Length(u64),
    /// Chunks.
    Chunked(Chunk),
    /// What the parser refuses; all that comes is left to it, and no other request follows.
    Unclear,
}

/// How far a chunk has come. Its size goes with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chunk {
    Size(u64),
    Extension(u64),
    SizeEnd(u64),
    Bytes(u64),
    Return,
    LineFeed,
    LastReturn,
    LastLineFeed,
}

impl Frame {
    /// The frame that the headers of a request announce.
    ///
    /// # Errors
    /// A body together with the wish to speak something else than HTTP: the parser would read to the end of the connection.
    pub(super) fn of(headers: &[u8]) -> Result<Self, ErrorCode> {
        let (mut lengths, mut encodings) = (Vec::new(), Vec::new());
        let mut is_upgrade = false;
        for line in headers.split(|byte| *byte == b'\n') {
            let Some(colon) = line.iter().position(|byte| *byte == b':') else {
                continue;
            };
            let (name, value) = line.split_at(colon);
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
            ([], []) => Self::Whole,
            ([length], []) => number(length).map_or(Self::Unclear, Self::length),
            ([], [encoding]) if encoding.eq_ignore_ascii_case(b"chunked") => {
                Self::Chunked(Chunk::Size(0))
            }
            _ => Self::Unclear,
        })
    }

    const fn length(bytes: u64) -> Self {
        match bytes {
            0 => Self::Whole,
            bytes => Self::Length(bytes),
        }
    }

    /// How many of the bytes belong to the request.
    pub(super) fn take(&mut self, bytes: &[u8]) -> usize {
        let mut taken = 0;
        while let Some(rest @ [first, ..]) = bytes.get(taken..) {
            let step = match self {
                Self::Whole => break,
                Self::Unclear => rest.len(),
                Self::Length(left) | Self::Chunked(Chunk::Bytes(left)) => {
                    usize::try_from(*left).map_or(rest.len(), |left| left.min(rest.len()))
                }
                Self::Chunked(_) => 1,
            };
            *self = self.after(*first, u64::try_from(step).unwrap_or(u64::MAX));
            taken += step;
        }
        taken
    }

    fn after(self, byte: u8, step: u64) -> Self {
        match self {
            Self::Length(left) => Self::length(left.saturating_sub(step)),
            Self::Chunked(Chunk::LastLineFeed) if byte == b'\n' => Self::Whole,
            Self::Chunked(chunk) => chunk.after(byte, step).map_or(Self::Unclear, Self::Chunked),
            other => other,
        }
    }
}

impl Chunk {
    fn after(self, byte: u8, step: u64) -> Option<Self> {
        Some(match (self, byte) {
            (Self::Size(size) | Self::Extension(size), b'\r') => Self::SizeEnd(size),
            (Self::Size(size), b';' | b' ' | b'\t') => Self::Extension(size),
            (Self::Size(size), digit) => {
                let digit = char::from(digit).to_digit(16)?;
                Self::Size(size.checked_mul(16)?.checked_add(digit.into())?)
            }
            (Self::Extension(_), b'\n') => return None,
            (Self::Extension(size), _) => Self::Extension(size),
            (Self::SizeEnd(0), b'\n') => Self::LastReturn,
            (Self::SizeEnd(size), b'\n') => Self::Bytes(size),
            (Self::Bytes(left), _) if left > step => Self::Bytes(left - step),
            (Self::Bytes(_), _) => Self::Return,
            (Self::Return, b'\r') => Self::LineFeed,
            (Self::LineFeed, b'\n') => Self::Size(0),
            (Self::LastReturn, b'\r') => Self::LastLineFeed,
            _ => return None,
        })
    }
}

fn number(text: &[u8]) -> Option<u64> {
    let text = str::from_utf8(text).ok()?;
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::Frame;

    /// How much of a text belongs to a request with such headers, however it is cut.
    fn taken(headers: &str, text: &str) -> usize {
        let mut frame = Frame::of(headers.as_bytes()).unwrap();
        let whole = frame.take(text.as_bytes());
        let mut frame = Frame::of(headers.as_bytes()).unwrap();
        let cut: usize = text.bytes().map(|byte| frame.take(&[byte])).sum();
        assert_eq!(whole, cut, "{headers:?} {text:?}");
        whole
    }

    #[test]
    fn a_request_ends_where_its_headers_say() {
        assert_eq!(taken("Host: a\r\n", "GET /"), 0);
        assert_eq!(taken("content-LENGTH: 3\r\n", "abcGET /"), 3);
        assert_eq!(taken("Content-Length:0\r\n", "GET /"), 0);
        let chunks = "5\r\nabcde\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n";
        assert_eq!(
            taken("Transfer-Encoding: chunked\r\n", &format!("{chunks}GET /")),
            chunks.len()
        );
        for unclear in [
            "Content-Length: 1\r\nContent-Length: 1\r\n",
            "Content-Length: +1\r\n",
            "Transfer-Encoding: gzip, chunked\r\n",
            "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n",
        ] {
            assert_eq!(taken(unclear, "GET /"), 5, "{unclear:?}");
        }
        assert!(Frame::of(b"Upgrade: websocket\r\nContent-Length: 5\r\n").is_err());
    }
}
