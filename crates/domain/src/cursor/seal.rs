//! Checksum of cursors.
//!
//! The checksum detects cursors that are cut, mistyped or made up. It keeps nothing secret.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// Version of the byte format.
pub const VERSION: u8 = 1;
const CHECKSUM_BYTES: usize = 16;
const MAX_CHARACTERS: usize = 1_024;

/// Appends the checksum and encodes the bytes.
pub fn sealed(mut bytes: Vec<u8>) -> String {
    let checksum = checksum(&bytes);
    bytes.extend_from_slice(&checksum);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Decodes a text and removes its checksum; `None` if the checksum is wrong.
pub fn unsealed(text: &str) -> Option<Vec<u8>> {
    if text.len() > MAX_CHARACTERS {
        return None;
    }
    let mut bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let found = bytes.split_off(bytes.len().checked_sub(CHECKSUM_BYTES)?);
    (checksum(&bytes) == found).then_some(bytes)
}

/// Checksum of the bytes. A secret key, if cursors ever needed one, would go in here.
pub fn checksum(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes)
        .into_iter()
        .take(CHECKSUM_BYTES)
        .collect()
}
