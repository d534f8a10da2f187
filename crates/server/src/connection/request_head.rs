//! The head of a request as it comes in: how long its address is, and how much of its headers there is. Of what they say, only the frame
//! of the body is understood; the parser behind it understands the rest.

use standfirst_domain::error::ErrorCode;

use super::frame::Frame;

/// How much of a head has come.
#[derive(Debug, Default)]
pub(super) struct Head {
    spaces: u8,
    target: usize,
    /// What came behind the request line.
    headers: Vec<u8>,
    line: Line,
    /// What follows it, once it is whole.
    frame: Option<Frame>,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum Line {
    /// Before the request line, where empty lines are passed over.
    #[default]
    None,
    /// In the request line.
    Request,
    /// At the beginning of a header.
    Start,
    /// In a header.
    Header,
}

impl Head {
    /// Reads on, and answers how many of the bytes belong to the request.
    pub(super) fn read(
        &mut self,
        bytes: &[u8],
        target: usize,
        headers: usize,
    ) -> Result<usize, ErrorCode> {
        let mut taken = 0;
        for byte in bytes {
            if self.frame.is_some() {
                break;
            }
            taken += 1;
            if self.take(*byte) {
                self.frame = Some(Frame::of(&self.headers)?);
                self.headers = Vec::new();
            }
            if self.target > target {
                return Err(ErrorCode::UriTooLong);
            }
            if self.headers.len() > headers {
                return Err(ErrorCode::HeadersTooLarge);
            }
        }
        if let (Some(frame), Some(rest)) = (&mut self.frame, bytes.get(taken..)) {
            taken += frame.take(rest);
        }
        Ok(taken)
    }

    /// Whether the request has come to its end.
    pub(super) fn ends_request(&self) -> bool {
        self.frame == Some(Frame::Whole)
    }

    /// Whether nobody can say where the request ends.
    pub(super) fn is_unclear(&self) -> bool {
        self.frame == Some(Frame::Unclear)
    }

    /// Takes a byte, and answers whether it was the last one of the head.
    fn take(&mut self, byte: u8) -> bool {
        match (&self.line, byte) {
            (Line::None, b'\r' | b'\n') => {}
            (Line::None, _) => self.line = Line::Request,
            (Line::Request, b'\n') => self.line = Line::Start,
            (Line::Request, b' ') => self.spaces = self.spaces.saturating_add(1),
            (Line::Request, _) if self.spaces == 1 => self.target += 1,
            (Line::Request, _) => {}
            (Line::Start, b'\n') => return true,
            (Line::Start, b'\r') => self.headers.push(byte),
            (Line::Start, _) => {
                self.headers.push(byte);
                self.line = Line::Header;
            }
            (Line::Header, _) => {
                self.headers.push(byte);
                if byte == b'\n' {
                    self.line = Line::Start;
                }
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use standfirst_domain::error::ErrorCode;

    use super::Head;

    fn read(parts: &[&str]) -> Result<(), ErrorCode> {
        let mut head = Head::default();
        parts
            .iter()
            .try_for_each(|part| head.read(part.as_bytes(), 10, 20).map(|_| ()))
    }

    #[test]
    fn the_address_and_the_headers_are_bounded_each_for_itself() {
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
