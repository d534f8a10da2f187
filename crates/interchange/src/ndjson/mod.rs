//! Newline-delimited JSON: one article on each line.
//!
//! A record has at least `id` and `title`. All other fields may be missing:
//!
//! - `slug`, `standfirst`, `kicker`, `section`, `lang`, `source_url`, `canonical_url`
//! - `body` and its `format`: `markdown`, `html` or `text` (the default)
//! - `status`: `draft`, `in_review`, `published` (the default) or `unpublished`
//! - `published_at`, `updated_at`, `embargoed_until`, `expires_at`: RFC 3339
//! - `dateline {place, date}`, `seo {title, description}`
//! - `authors`: names, or `{name, role, kind, bio}`
//! - `tags`: names, or `{name, kind}`
//! - `related`: ids of the same file
//! - `image {url, alt, caption, credit, width, height}`
//! - `corrections [{at, text}]`, `retraction {at, reason}`, `credits [{name, url}]`
//!
//! Other fields are ignored.
//!
//! Sources in `credits` become a last paragraph, "Sources: ..", unless the body links to them or,
//! for a source without an address, names them. Relative addresses in the body are joined to
//! `source_url`. Control characters are removed from a body, whose text is also stored as received;
//! in every other field they are an error. A retraction may not lie before `published_at`, nor an
//! expiry before `published_at` or `embargoed_until`. A correction may be older, since the text may
//! have been public elsewhere. Lines are split at `\n` only, since a body may contain other line
//! separators.

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
use standfirst_domain::import::ImportedArticle;

use self::record::Record;
use crate::{ImportContext, InvalidRecord, source};

/// Fields of a record that must be known of all records before any is read, so that links between
/// them can be resolved.
#[derive(Debug, PartialEq, Eq)]
pub struct RecordKey<'l> {
    /// Id of the record in the source.
    pub id: Cow<'l, str>,
    /// Address of the article in the source.
    pub source_url: Option<Cow<'l, str>>,
}

#[derive(Deserialize)]
struct KeyFields<'l> {
    #[serde(borrow)]
    id: Option<Cow<'l, str>>,
    #[serde(borrow)]
    source_url: Option<Cow<'l, str>>,
}

/// Returns `true` if a file that begins with this line can be newline-delimited JSON: a whole
/// object on one line.
pub fn looks_like_ndjson(first_line: &str) -> bool {
    let line = trim_line(first_line);
    line.strip_prefix('{')
        .is_some_and(|rest| rest.trim_start().starts_with('"'))
        && line.ends_with('}')
}

/// Reads only the id and the address of a record.
///
/// # Errors
/// The line is not a JSON object, or has no usable `id`.
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
/// All reasons at once: a missing id or title, a text that is too long, a date without an offset,
/// an unknown value.
pub fn read(line: &str, context: &ImportContext<'_>) -> Result<ImportedArticle, InvalidRecord> {
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
