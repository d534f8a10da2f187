//! The form of credentials: length of passwords, and syntax of API keys. Secrets are random and
//! made elsewhere.
//!
//! A key reads `sf_live_<id>_<secret><checksum>`. The prefix lets scanners find a leaked key, the
//! id finds its row, and the checksum tells a typing error from a wrong key without a database
//! query. Letters and digits are those of Crockford's base 32, in lower case.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Smallest number of characters of a password.
pub const MIN_PASSWORD_LENGTH: usize = 12;
/// Largest number of characters of a password. Longer ones would only cost hashing time.
pub const MAX_PASSWORD_LENGTH: usize = 128;

const PREFIX: &str = "sf_live_";
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const ID: usize = 8;
const SECRET: usize = 32;
const CHECKSUM: usize = 7;

/// Checks the length and characters of a password.
///
/// # Errors
/// The password is too short, too long or contains a control character. The error is a sentence for
/// the person who chose it.
pub fn check_password(password: &str) -> Result<(), &'static str> {
    let characters = password.chars().take(MAX_PASSWORD_LENGTH + 1).count();
    if characters < MIN_PASSWORD_LENGTH {
        Err("A password must have at least 12 characters.")
    } else if characters > MAX_PASSWORD_LENGTH {
        Err("A password must have at most 128 characters.")
    } else if password.chars().any(char::is_control) {
        Err("A password must not contain control characters.")
    } else {
        Ok(())
    }
}

/// Public part of an API key: eight letters and digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeyId(String);

impl KeyId {
    /// Parses an id.
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == ID && text.bytes().all(|byte| DIGITS.contains(&byte)))
            .then(|| Self(text.to_owned()))
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Scope of an API key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum KeyScope {
    /// Reading only.
    Read,
    /// Reading, and every act that the account's role may do.
    Write,
    /// Reporting reads of articles, and reading what is public.
    Report,
}

/// Complete API key, as a client sends it. Its debug form hides the secret.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyText {
    /// Public part.
    pub id: KeyId,
    secret: String,
}

impl fmt::Debug for KeyText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyText({}, hidden)", self.id.as_str())
    }
}

impl KeyText {
    /// Builds a key from random bytes.
    pub fn new(id: [u8; 5], secret: [u8; 20]) -> Self {
        Self {
            id: KeyId(encode(&id)),
            secret: encode(&secret),
        }
    }

    /// Returns `true` if a text is meant to be a key, valid or not.
    pub fn is_key_like(text: &str) -> bool {
        text.starts_with("sf_")
    }

    /// Parses a key; `None` if the syntax or the checksum is wrong.
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix(PREFIX)?;
        let (id, rest) = rest.split_once('_')?;
        let id = KeyId::parse(id)?;
        if rest.len() != SECRET + CHECKSUM || !rest.bytes().all(|byte| DIGITS.contains(&byte)) {
            return None;
        }
        let (secret, check) = rest.split_at(SECRET);
        let key = Self {
            id,
            secret: secret.to_owned(),
        };
        (key.checksum() == check).then_some(key)
    }

    /// Secret part. It is never stored.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// The complete key, secret included.
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}_{}{}", self.id.0, self.secret, self.checksum())
    }

    /// CRC-32 (IEEE 802.3) of id and secret, in base 32.
    fn checksum(&self) -> String {
        let bytes = self.id.0.bytes().chain(self.secret.bytes());
        let sum = bytes.fold(u32::MAX, |sum, byte| {
            (0..8).fold(sum ^ u32::from(byte), |sum, _| {
                if sum & 1 == 1 {
                    (sum >> 1) ^ 0xedb8_8320
                } else {
                    sum >> 1
                }
            })
        });
        let mut check = encode(&(!sum).to_be_bytes());
        check.truncate(CHECKSUM);
        check
    }
}

/// Encodes bytes in base 32, five bits a letter.
fn encode(bytes: &[u8]) -> String {
    let bit = |at: usize| {
        bytes
            .get(at / 8)
            .map_or(0, |byte| (byte >> (7 - at % 8)) & 1)
    };
    let letters = (bytes.len() * 8).div_ceil(5);
    (0..letters)
        .map(|letter| {
            (0..5).fold(0_usize, |value, at| {
                value * 2 + usize::from(bit(letter * 5 + at))
            })
        })
        .filter_map(|value| DIGITS.get(value).copied().map(char::from))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{KeyText, check_password};

    #[test]
    fn a_key_is_parsed_as_it_was_made() {
        let key = KeyText::new([1, 2, 3, 4, 255], [7; 20]);
        assert_eq!(KeyText::parse(&key.reveal()), Some(key.clone()));
        assert!(!format!("{key:?}").contains(key.secret()));
    }

    #[test]
    fn a_key_with_a_typing_error_is_rejected() {
        let text = KeyText::new([9; 5], [1; 20]).reveal();
        let mut turned = text.clone();
        let last = turned.pop().unwrap();
        turned.push(if last == '0' { '1' } else { '0' });
        for wrong in [
            &text[1..],
            &text[..text.len() - 1],
            &turned,
            &text.replace("live", "test"),
            &text.to_uppercase(),
            "",
            "sf_live_",
            "sf_live__",
        ] {
            assert_eq!(KeyText::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn passwords_have_a_length() {
        assert!(check_password("short").is_err() && check_password(&"x".repeat(129)).is_err());
        assert!(
            check_password("correct horse battery").is_ok()
                && check_password("correct horse\0battery").is_err()
        );
    }
}
