//! Head of an incoming request: measures the request target and the headers against their limits.
//!
//! Only the framing of the body is interpreted. The HTTP parser interprets the rest.

use standfirst_domain::error::ErrorCode;

use super::body_framing::BodyFraming;

/// Part of a request's head that has arrived, and the framing of its body.
#[derive(Debug, Default)]
pub(super) struct RequestHead {
    /// Spaces in the request line. The target stands between the first and the second.
    spaces: u8,
    /// Bytes of the request target.
    target_bytes: usize,
    /// Bytes after the request line. Emptied once the framing is known.
    headers: Vec<u8>,
    position: HeadPosition,
    /// Framing of the body, once the head is complete.
    body: Option<BodyFraming>,
}

/// Position of the next byte within a head.
#[derive(Debug, Default, PartialEq, Eq)]
enum HeadPosition {
    /// Before the request line, where empty lines are skipped (RFC 9112, section 2.2).
    #[default]
    BeforeRequest,
    /// In the request line.
    Request,
    /// At the start of a header line.
    FieldStart,
    /// In a header line.
    Field,
}

impl RequestHead {
    /// Reads bytes and returns the number of them that belong to the request.
    ///
    /// # Errors
    /// A target longer than `max_target_bytes`, headers longer than `max_header_bytes`, or a body
    /// together with `Upgrade`.
    pub(super) fn read(
        &mut self,
        bytes: &[u8],
        max_target_bytes: usize,
        max_header_bytes: usize,
    ) -> Result<usize, ErrorCode> {
        let mut consumed = 0;
        // Byte by byte, so that a limit holds however the head is split into reads.
        for byte in bytes {
            if self.body.is_some() {
                break;
            }
            consumed += 1;
            if self.push(*byte) {
                self.body = Some(BodyFraming::from_headers(&self.headers)?);
                // The memory is freed: the body may take minutes.
                self.headers = Vec::new();
            }
            if self.target_bytes > max_target_bytes {
                return Err(ErrorCode::UriTooLong);
            }
            if self.headers.len() > max_header_bytes {
                return Err(ErrorCode::HeadersTooLarge);
            }
        }
        if let (Some(body), Some(unread)) = (&mut self.body, bytes.get(consumed..)) {
            consumed += body.consume(unread);
        }
        Ok(consumed)
    }

    /// Returns `true` when the head and the body have arrived.
    pub(super) fn is_request_complete(&self) -> bool {
        self.body == Some(BodyFraming::Complete)
    }

    /// Returns `true` when the end of the request cannot be determined.
    pub(super) fn is_ambiguous(&self) -> bool {
        self.body == Some(BodyFraming::Ambiguous)
    }

    /// Adds a byte and returns `true` if the head ends with it. A line may end with a bare line
    /// feed (RFC 9112, section 2.2).
    fn push(&mut self, byte: u8) -> bool {
        match (&self.position, byte) {
            (HeadPosition::BeforeRequest, b'\r' | b'\n') => {}
            (HeadPosition::BeforeRequest, _) => self.position = HeadPosition::Request,
            (HeadPosition::Request, b'\n') => self.position = HeadPosition::FieldStart,
            (HeadPosition::Request, b' ') => self.spaces = self.spaces.saturating_add(1),
            (HeadPosition::Request, _) if self.spaces == 1 => self.target_bytes += 1,
            (HeadPosition::Request, _) => {}
            (HeadPosition::FieldStart, b'\n') => return true,
            (HeadPosition::FieldStart, b'\r') => self.headers.push(byte),
            (HeadPosition::FieldStart, _) => {
                self.headers.push(byte);
                self.position = HeadPosition::Field;
            }
            (HeadPosition::Field, _) => {
                self.headers.push(byte);
                if byte == b'\n' {
                    self.position = HeadPosition::FieldStart;
                }
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use standfirst_domain::error::ErrorCode;

    use super::RequestHead;

    fn read(parts: &[&str]) -> Result<(), ErrorCode> {
        let mut head = RequestHead::default();
        parts
            .iter()
            .try_for_each(|part| head.read(part.as_bytes(), 10, 20).map(|_| ()))
    }

    #[test]
    fn target_and_headers_have_limits_of_their_own() {
        let long = "b".repeat(99);
        for whole in [
            vec!["GET /123456789 HTTP/1.1\r\nHost: a\r\n\r\n", &long],
            vec![
                "\r\n\r\nGET",
                " /123456789",
                " HTTP/1.1\nHost: a\n",
                "\n",
                &long,
            ],
            vec!["GET / HTTP/1.1\r\nHost: 123\r\nA: 45\r\n\r", "\n", &long],
        ] {
            assert_eq!(read(&whole), Ok(()), "{whole:?}");
        }
        assert_eq!(read(&["GET /1234", "567890"]), Err(ErrorCode::UriTooLong));
        assert_eq!(
            read(&["GET / HTTP/1.1\r\n", "Host: 123\r\n", "A: 456789\r\n"]),
            Err(ErrorCode::HeadersTooLarge)
        );
    }
}
