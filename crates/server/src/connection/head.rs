//! The head of a request as it comes in: how long its address is, and how much of its headers there is. Nothing is parsed; the parser behind it is.

use standfirst_domain::error::ErrorCode;

/// How much of a head has come.
#[derive(Debug, Default)]
pub(super) struct Head {
    spaces: u8,
    target: usize,
    /// Bytes behind the request line.
    headers: usize,
    line: Line,
    is_whole: bool,
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
    /// Reads on; what comes behind the head is not looked at.
    pub(super) fn read(
        &mut self,
        bytes: &[u8],
        target: usize,
        headers: usize,
    ) -> Result<(), ErrorCode> {
        for byte in bytes {
            if self.is_whole {
                return Ok(());
            }
            self.take(*byte);
            if self.target > target {
                return Err(ErrorCode::UriTooLong);
            }
            if self.headers > headers {
                return Err(ErrorCode::HeadersTooLarge);
            }
        }
        Ok(())
    }

    fn take(&mut self, byte: u8) {
        match (&self.line, byte) {
            (Line::None, b'\r' | b'\n') => {}
            (Line::None, _) => self.line = Line::Request,
            (Line::Request, b'\n') => self.line = Line::Start,
            (Line::Request, b' ') => self.spaces = self.spaces.saturating_add(1),
            (Line::Request, _) if self.spaces == 1 => self.target += 1,
            (Line::Request, _) => {}
            (Line::Start, b'\n') => self.is_whole = true,
            (Line::Start, b'\r') => self.headers += 1,
            (Line::Start, _) => {
                self.headers += 1;
                self.line = Line::Header;
            }
            (Line::Header, _) => {
                self.headers += 1;
                if byte == b'\n' {
                    self.line = Line::Start;
                }
            }
        }
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
            .try_for_each(|part| head.read(part.as_bytes(), 10, 20))
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
