//! What an article's source is called: an id, and the name of the system, either short enough for an index of any database.

use sha2::{Digest, Sha256};
use standfirst_domain::text::{Label, InvalidText};

use crate::problem::Reasons;

/// The most bytes of an id or of a system's name. PostgreSQL indexes the two together and takes some 2,700 bytes.
const LONGEST: usize = 1_000;

/// Reads an id, which `field` of the record gives.
pub(crate) fn id(field: &str, text: &str, why: &mut Reasons) -> Option<Label> {
    match too_long(field, text) {
        Some(reason) => {
            why.add(reason);
            None
        }
        None => why.take(field, Label::parse(text)),
    }
}

/// The reason against an id that is too long.
pub(crate) fn too_long(field: &str, id: &str) -> Option<String> {
    (id.len() > LONGEST).then(|| {
        format!(
            "The field {field} has {} bytes, and {LONGEST} are the most it may have. Shorten it.",
            id.len()
        )
    })
}

/// The name of a system; one that is too long is cut and ends in a digest of the whole, so that no two become one.
pub(crate) fn system(name: &str) -> Result<Label, InvalidText> {
    if name.len() <= LONGEST {
        return Label::parse(name);
    }
    let digest: String = Sha256::digest(name)
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let end = name.floor_char_boundary(LONGEST - digest.len() - 1);
    Label::parse(&format!("{}-{digest}", name.get(..end).unwrap_or_default()))
}
