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
mod names;
mod parts;
mod record;
mod text;

use std::borrow::Cow;

use serde::Deserialize;
use sha2::{Digest, Sha256};
use standfirst_domain::intake::NewArticle;

use self::record::Record;
use crate::{Context, Problem, source};

/// What must be known of every record before any is read, so that links between them can be told.
#[derive(Debug, PartialEq, Eq)]
pub struct Glance<'l> {
    /// What the source calls it.
    pub id: Cow<'l, str>,
    /// Where it lives there.
    pub source_url: Option<Cow<'l, str>>,
}

#[derive(Deserialize)]
struct Glimpse<'l> {
    #[serde(borrow)]
    id: Option<Cow<'l, str>>,
    #[serde(borrow)]
    source_url: Option<Cow<'l, str>>,
}

/// Whether a file that begins with this line can be newline-delimited JSON: an object, whole on its line.
pub fn looks_like_ndjson(first_line: &str) -> bool {
    let line = trimmed(first_line);
    line.strip_prefix('{')
        .is_some_and(|rest| rest.trim_start().starts_with('"'))
        && line.ends_with('}')
}

/// Reads no more than the name and address of a record.
///
/// # Errors
/// A line that is no JSON object, or one without an `id` that can be taken.
pub fn glance(line: &str) -> Result<Glance<'_>, Problem> {
    let glimpse: Glimpse<'_> =
        serde_json::from_str(trimmed(line)).map_err(|error| not_a_record(&error))?;
    match glimpse.id.filter(|id| !id.trim().is_empty()) {
        Some(id) => match source::too_long("id", &id) {
            Some(reason) => Err(Problem::of(reason)),
            None => Ok(Glance {
                id,
                source_url: glimpse.source_url.filter(|url| !url.is_empty()),
            }),
        },
        None => Err(Problem::of(
            "The field id is missing or empty. Give every record an id of its own.",
        )),
    }
}

/// Reads a record.
///
/// # Errors
/// Every reason against it at once: a missing id or title, a text that is too long, a date without an offset, a word out of no list.
pub fn read(line: &str, context: &Context<'_>) -> Result<NewArticle, Problem> {
    let line = trimmed(line);
    let record: Record<'_> = serde_json::from_str(line).map_err(|error| not_a_record(&error))?;
    article::article(record, Sha256::digest(line.as_bytes()).into(), context)
}

fn trimmed(line: &str) -> &str {
    line.trim_start_matches('\u{feff}').trim()
}

fn not_a_record(error: &serde_json::Error) -> Problem {
    // The parser was given one line, so that the line it counts would mislead whoever looks it up in the file.
    let words = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let words = words.strip_suffix(place.as_str()).unwrap_or(&words);
    Problem::of(format!(
        "The line is not a record: {words}. Write one JSON object on each line, as the documentation of this form shows."
    ))
}

#[cfg(test)]
mod tests;
