//! Lists of names in a record: authors, tags, credited sources.

use standfirst_domain::{
    contributor::{ContributorKind, CreditRole},
    import::{ImportedCredit, ImportedTag},
    tag::TagKind,
};

use super::{
    field::enum_value,
    record::{CreditRecord, NamedEntry},
};
use crate::{
    invalid_record::Reasons,
    name_lists::{Byline, MAX_CREDITS, MAX_TAGS, TagList},
};

pub(super) fn byline(entries: Vec<NamedEntry>, reasons: &mut Reasons) -> Vec<ImportedCredit> {
    let mut byline = Byline::default();
    let entries = check_count(MAX_CREDITS, "authors", "authors", entries, reasons);
    for entry in entries {
        let (name, role, kind, bio) = match entry {
            NamedEntry::Name(name) => (
                name,
                CreditRole::default(),
                ContributorKind::default(),
                None,
            ),
            NamedEntry::Detailed {
                name,
                kind,
                role,
                bio,
            } => (
                name,
                enum_value(reasons, "authors.role", role.as_deref()),
                enum_value(reasons, "authors.kind", kind.as_deref()),
                bio,
            ),
        };
        reasons.check("authors", byline.add(&name, role, kind, bio));
    }
    byline.into_vec()
}

pub(super) fn tags(entries: Vec<NamedEntry>, reasons: &mut Reasons) -> Vec<ImportedTag> {
    let mut tags = TagList::default();
    let entries = check_count(MAX_TAGS, "tags", "tags", entries, reasons);
    for entry in entries {
        let (name, kind): (_, TagKind) = match entry {
            NamedEntry::Name(name) => (name, TagKind::default()),
            NamedEntry::Detailed { name, kind, .. } => {
                (name, enum_value(reasons, "tags.kind", kind.as_deref()))
            }
        };
        reasons.check("tags", tags.add(&name, kind));
    }
    tags.into_vec()
}

/// The credited sources.
pub(super) fn sources(credits: Vec<CreditRecord>, reasons: &mut Reasons) -> Vec<CreditRecord> {
    check_count(MAX_CREDITS, "credits", "sources", credits, reasons)
}

/// The entries of a list. A list that is too long is not read: it gives no entries and a reason.
fn check_count<T>(
    max: usize,
    field: &str,
    nouns: &str,
    entries: Vec<T>,
    reasons: &mut Reasons,
) -> Vec<T> {
    if entries.len() <= max {
        return entries;
    }
    reasons.add(format!(
        "The field {field} names {} {nouns}; at most {max} are allowed. Remove some.",
        entries.len()
    ));
    Vec::new()
}
