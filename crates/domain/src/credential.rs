//! Credentials by their form: how long a password is, and how an API key is written. What is secret in them is random and made elsewhere.
//!
//! A key reads `sf_live_<id>_<secret><checksum>`: the prefix lets scanners find one that leaked, the id finds its row, the checksum tells a slip of
//! copying from a wrong key without asking anybody. Letters and digits are those of Crockford's base 32, in small letters.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The fewest characters of a password.
pub const PASSWORD_FEWEST: usize = 12;
/// The most characters of a password: more would only cost time.
pub const PASSWORD_MOST: usize = 128;

const PREFIX: &str = "sf_live_";
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const ID: usize = 8;
const SECRET: usize = 32;
const CHECKSUM: usize = 7;

/// Why a password was refused, in a sentence for whoever chose it.
///
/// # Errors
/// A password that is too short, too long or holds a control character.
pub fn check_password(password: &str) -> Result<(), &'static str> {
    let characters = password.chars().take(PASSWORD_MOST + 1).count();
    if characters < PASSWORD_FEWEST {
        Err("A password has at least 12 characters.")
    } else if characters > PASSWORD_MOST {
        Err("A password has at most 128 characters.")
    } else if password.chars().any(char::is_control) {
        Err("A password holds no control characters.")
    } else {
        Ok(())
    }
}

/// The public part of an API key: eight letters and digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeyId(String);

impl KeyId {
    /// Reads an id.
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == ID && text.bytes().all(|byte| DIGITS.contains(&byte)))
            .then(|| Self(text.to_owned()))
    }

    /// The id as it is kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a key may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum KeyScope {
    /// Reading alone.
    Read,
    /// Reading, and every act that the account's role may do.
    Write,
    /// Reporting what was read, and reading what everybody may read.
    Report,
}

/// An API key in full, as its holder presents it.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyText {
    /// The public part.
    pub id: KeyId,
    secret: String,
}

impl fmt::Debug for KeyText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyText({}, hidden)", self.id.as_str())
    }
}

impl KeyText {
    /// Makes a key from randomness.
    pub fn mint(id: [u8; 5], secret: [u8; 20]) -> Self {
        Self {
            id: KeyId(written(&id)),
            secret: written(&secret),
        }
    }

    /// Whether a text claims to be a key, good or not.
    pub fn claims(text: &str) -> bool {
        text.starts_with("sf_")
    }

    /// Reads a key. `None` of a text that no key can be.
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

    /// The part that nobody keeps.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// The key as it is shown once and then presented.
    pub fn reveal(&self) -> String {
        format!("{PREFIX}{}_{}{}", self.id.0, self.secret, self.checksum())
    }

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
        let mut check = written(&(!sum).to_be_bytes());
        check.truncate(CHECKSUM);
        check
    }
}

/// Bytes in base 32, five bits a letter.
fn written(bytes: &[u8]) -> String {
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
    fn a_key_comes_back_as_it_was_made() {
        let key = KeyText::mint([1, 2, 3, 4, 255], [7; 20]);
        assert_eq!(KeyText::parse(&key.reveal()), Some(key.clone()));
        assert!(!format!("{key:?}").contains(key.secret()));
    }

    #[test]
    fn a_slip_of_copying_makes_no_key() {
        let text = KeyText::mint([9; 5], [1; 20]).reveal();
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
