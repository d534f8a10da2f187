//! Tags: subjects, ordered on an article.

use serde::{Deserialize, Serialize};

use crate::{ids::TagId, slug::Slug, text::Name};

/// What a tag names.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum TagKind {
    /// A subject.
    #[default]
    Keyword,
    /// A person.
    Person,
    /// A company, authority, club or other body.
    Organisation,
    /// A place.
    Place,
    /// Articles that belong together and are told in instalments.
    Series,
    /// The manner of an article: analysis, obituary, opinion.
    Tone,
}

/// A subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Its identity.
    pub id: TagId,
    /// The human part of its page's address, unique among tags.
    pub slug: Slug,
    /// As printed.
    pub name: Name,
    /// What it names.
    pub kind: TagKind,
    /// A sentence about it.
    pub description: Option<String>,
}
