//! Lists of names in a record: authors, tags, credited sources.

use standfirst_domain::{
    contributor::{ContributorKind, CreditRole},
    intake::{NamedCredit, NamedTag},
    tag::TagKind,
};

use super::{
    field::word,
    record::{CreditRecord, Entry},
};
use crate::{
    kept::{Byline, MOST_CREDITS, MOST_TAGS, Tags},
    problem::Reasons,
};

pub(super) fn byline(entries: Vec<Entry>, why: &mut Reasons) -> Vec<NamedCredit> {
    let mut byline = Byline::default();
    let entries = within(MOST_CREDITS, "authors", "authors", entries, why);
    for entry in entries {
        let (name, role, kind, bio) = match entry {
            Entry::Name(name) => (name, CreditRole::default(), ContributorKind::default(), None),
            Entry::Told {
                name,
                kind,
                role,
                bio,
            } => (
                name,
                word(why, "authors.role", role.as_deref()),
                word(why, "authors.kind", kind.as_deref()),
                bio,
            ),
        };
        why.take("authors", byline.keep(&name, role, kind, bio));
    }
    byline.finish()
}

pub(super) fn tags(entries: Vec<Entry>, why: &mut Reasons) -> Vec<NamedTag> {
    let mut tags = Tags::default();
    let entries = within(MOST_TAGS, "tags", "tags", entries, why);
    for entry in entries {
        let (name, kind): (_, TagKind) = match entry {
            Entry::Name(name) => (name, TagKind::default()),
            Entry::Told { name, kind, .. } => (name, word(why, "tags.kind", kind.as_deref())),
        };
        why.take("tags", tags.keep(&name, kind));
    }
    tags.finish()
}

/// The sources that are credited.
pub(super) fn sources(credits: Vec<CreditRecord>, why: &mut Reasons) -> Vec<CreditRecord> {
    within(MOST_CREDITS, "credits", "sources", credits, why)
}

/// The entries of a list; none, with the reason noted, when there are too many to be worth reading.
fn within<T>(most: usize, field: &str, nouns: &str, entries: Vec<T>, why: &mut Reasons) -> Vec<T> {
    if entries.len() <= most {
        return entries;
    }
    why.add(format!(
        "The field {field} names {} {nouns}, and {most} are the most an article may have. Remove some.",
        entries.len()
    ));
    Vec::new()
}
