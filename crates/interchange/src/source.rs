//! The source of an article: the name of a system and an id in it, both short enough for an index
//! of either database.

use sha2::{Digest, Sha256};
use standfirst_domain::text::{InvalidText, Label};

use crate::invalid_record::Reasons;

/// Largest number of bytes of an id or of a system's name. PostgreSQL indexes the two together and
/// allows about 2,700 bytes.
const MAX_BYTES: usize = 1_000;

/// Parses an id from a field of the record.
pub(crate) fn parse_source_id(field: &str, text: &str, reasons: &mut Reasons) -> Option<Label> {
    match check_length(field, text) {
        Err(reason) => {
            reasons.add(reason);
            None
        }
        Ok(()) => reasons.check(field, Label::parse(text)),
    }
}

/// Checks the length of an id. The error is the reason as a sentence.
pub(crate) fn check_length(field: &str, id: &str) -> Result<(), String> {
    if id.len() <= MAX_BYTES {
        return Ok(());
    }
    Err(format!(
        "The field {field} has {} bytes; at most {MAX_BYTES} are allowed. Shorten it.",
        id.len()
    ))
}

/// Name of a system. A name that is too long is cut and ends in a digest of the whole, so that no
/// two names become one.
pub(crate) fn source_system(name: &str) -> Result<Label, InvalidText> {
    if name.len() <= MAX_BYTES {
        return Label::parse(name);
    }
    let digest: String = Sha256::digest(name)
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let end = name.floor_char_boundary(MAX_BYTES - digest.len() - 1);
    Label::parse(&format!("{}-{digest}", name.get(..end).unwrap_or_default()))
}
