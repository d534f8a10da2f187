//! SHA-256 of a document, by which clients name it.

use std::fmt;

use sha2::{Digest, Sha256};

/// SHA-256 of a document's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentHash([u8; 32]);

impl DocumentHash {
    /// Hashes a document.
    pub(crate) fn from_text(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }

    /// Parses 64 hexadecimal digits, in upper or lower case.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits: &[u8; 64] = text.as_bytes().try_into().ok()?;
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.as_chunks::<2>().0) {
            let [high, low] = pair.map(|digit| char::from(digit).to_digit(16));
            *byte = u8::try_from(high? * 16 + low?).ok()?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for DocumentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::DocumentHash;

    #[test]
    fn a_hash_is_parsed_in_either_case() {
        // Example of Apollo's documentation.
        let written = "ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38";
        let hash = DocumentHash::from_text("{__typename}");
        assert_eq!(hash.to_string(), written);
        assert_eq!(DocumentHash::parse(written), Some(hash));
        assert_eq!(DocumentHash::parse(&written.to_uppercase()), Some(hash));
        for wrong in [
            "",
            "ecf4",
            &written[1..],
            &format!("{written}0"),
            &written.replace('e', "g"),
            &written.replace('e', "+"),
            &"é".repeat(32),
        ] {
            assert_eq!(DocumentHash::parse(wrong), None, "{wrong}");
        }
    }
}
