//! Writing JSON up to a limit: what would be larger is not built.

use std::io::{self, Write};

use serde::Serialize;

/// The value as JSON; none if it has more bytes than the limit.
pub fn to_vec(value: &impl Serialize, limit: usize) -> Option<Vec<u8>> {
    let mut bounded = Bounded {
        bytes: Vec::with_capacity(1_024),
        limit,
    };
    serde_json::to_writer(&mut bounded, value).ok()?;
    Some(bounded.bytes)
}

struct Bounded {
    bytes: Vec<u8>,
    limit: usize,
}

impl Write for Bounded {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        if self.bytes.len().saturating_add(part.len()) > self.limit {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(part);
        Ok(part.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use serde::{Serialize, Serializer, ser::SerializeSeq};

    use super::to_vec;

    /// A list that counts how much of it was asked for.
    struct Long<'a>(&'a Cell<u32>);

    impl Serialize for Long<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut list = serializer.serialize_seq(None)?;
            for _ in 0..1_000_000 {
                self.0.set(self.0.get() + 1);
                list.serialize_element("a")?;
            }
            list.end()
        }
    }

    #[test]
    fn what_is_too_large_is_not_written_to_its_end() {
        assert_eq!(
            to_vec(&["a", "b"], 9).as_deref(),
            Some(b"[\"a\",\"b\"]".as_slice())
        );
        assert_eq!(to_vec(&["a", "b"], 8), None);
        let asked = Cell::new(0);
        assert_eq!(to_vec(&Long(&asked), 400), None);
        assert!(asked.get() < 110, "{}", asked.get());
    }
}
