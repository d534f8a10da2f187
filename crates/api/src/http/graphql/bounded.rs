//! Serialization to JSON up to a limit. A larger value is never built in memory.

use std::io::{self, Write};

use serde::Serialize;

/// Serializes a value; `None` if the JSON has more bytes than the limit.
pub fn to_vec(value: &impl Serialize, limit: usize) -> Option<Vec<u8>> {
    let mut writer = BoundedWriter {
        bytes: Vec::with_capacity(1_024),
        limit,
    };
    serde_json::to_writer(&mut writer, value).ok()?;
    Some(writer.bytes)
}

struct BoundedWriter {
    bytes: Vec<u8>,
    limit: usize,
}

impl Write for BoundedWriter {
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

    /// A list that counts its serialized elements.
    struct LongList<'a>(&'a Cell<u32>);

    impl Serialize for LongList<'_> {
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
    fn serialization_stops_at_the_limit() {
        assert_eq!(
            to_vec(&["a", "b"], 9).as_deref(),
            Some(b"[\"a\",\"b\"]".as_slice())
        );
        assert_eq!(to_vec(&["a", "b"], 8), None);
        let serialized = Cell::new(0);
        assert_eq!(to_vec(&LongList(&serialized), 400), None);
        assert!(serialized.get() < 110, "{}", serialized.get());
    }
}
