//! Newline-delimited JSON: one article on each line.
//!
//! A record names at least `id` and `title`. Further fields, all of which may be missing: `slug`, `standfirst`, `kicker`, `body` with its `format`
//! (`markdown`, `html` or `text`, the last when it is missing), `status` (`draft`, `in_review`, `published`, which is meant when it is missing,
//! or `unpublished`), the moments `published_at`, `updated_at`, `embargoed_until` and `expires_at` (RFC 3339), `dateline {place, date}`,
//! `authors` (names, or `{name, role, kind, bio}`), `tags` (names, or `{name, kind}`), `section`, `lang`, `source_url`, `canonical_url`,
//! `related` (ids of the same file), `image {url, alt, caption, credit, width, height}`, `seo {title, description}`,
//! `corrections [{at, text}]`, `retraction {at, reason}` and `credits [{name, url}]`. Fields not named here are passed over.
//!
//! Sources in `credits` that the body does not link to (or, without an address, does not name) are kept as a last paragraph, "Sources: ..".
//! Relative addresses in the body are joined to `source_url`. Control characters in a body are left out, since the text as received is kept beside it;
//! in every other field they are refused. Nothing may be retracted before `published_at`, nor expire by `published_at` or `embargoed_until`; a correction
//! may be older, since the text may have been public elsewhere. Lines are split at `\n` alone, since a body may hold other line separators.

mod article;
mod dates;
mod field;
mod image;
mod metadata;
mod names;
mod record;
mod text;

use std::borrow::Cow;

use serde::Deserialize;
use sha2::{Digest, Sha256};
use standfirst_domain::intake::NewArticle;

use self::record::Record;
use crate::{ImportContext, InvalidRecord, source};

/// What must be known of every record before any is read, so that links between them can be told.
#[derive(Debug, PartialEq, Eq)]
pub struct RecordKey<'l> {
    /// What the source calls it.
    pub id: Cow<'l, str>,
    /// Where it lives there.
    pub source_url: Option<Cow<'l, str>>,
}

#[derive(Deserialize)]
struct KeyFields<'l> {
    #[serde(borrow)]
    id: Option<Cow<'l, str>>,
    #[serde(borrow)]
    source_url: Option<Cow<'l, str>>,
}

/// Whether a file that begins with this line can be newline-delimited JSON: an object, whole on its line.
pub fn looks_like_ndjson(first_line: &str) -> bool {
    let line = trim_line(first_line);
    line.strip_prefix('{')
        .is_some_and(|rest| rest.trim_start().starts_with('"'))
        && line.ends_with('}')
}

/// Reads no more than the name and address of a record.
///
/// # Errors
/// A line that is no JSON object, or one without an `id` that can be taken.
pub fn read_key(line: &str) -> Result<RecordKey<'_>, InvalidRecord> {
    let fields: KeyFields<'_> =
        serde_json::from_str(trim_line(line)).map_err(|error| not_a_record(&error))?;
    let Some(id) = fields.id.filter(|id| !id.trim().is_empty()) else {
        return Err(InvalidRecord::new(
            "The field id is missing or empty. Give every record an id of its own.",
        ));
    };
    source::check_length("id", &id).map_err(InvalidRecord::new)?;
    Ok(RecordKey {
        id,
        source_url: fields.source_url.filter(|url| !url.is_empty()),
    })
}

/// Reads a record.
///
/// # Errors
/// Every reason against it at once: a missing id or title, a text that is too long, a date without an offset, a word out of no list.
pub fn read(line: &str, context: &ImportContext<'_>) -> Result<NewArticle, InvalidRecord> {
    let line = trim_line(line);
    let record: Record<'_> = serde_json::from_str(line).map_err(|error| not_a_record(&error))?;
    article::read_article(record, Sha256::digest(line.as_bytes()).into(), context)
}

fn trim_line(line: &str) -> &str {
    line.trim_start_matches('\u{feff}').trim()
}

fn not_a_record(error: &serde_json::Error) -> InvalidRecord {
    // The parser saw one line, so its line number is always 1, which is wrong for the file.
    let message = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    let message = message.strip_suffix(position.as_str()).unwrap_or(&message);
    InvalidRecord::new(format!(
        "The line is not a record: {message}. Write one JSON object on each line, as the documentation of NDJSON imports shows."
    ))
}

#[cfg(test)]
mod tests;
