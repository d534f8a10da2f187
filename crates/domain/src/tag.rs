//! Tags: subjects, ordered on an article.

use serde::{Deserialize, Serialize};

use crate::{
    ids::TagId,
    slug::Slug,
    taxonomy::{WithSlug, slug_after},
    text::Name,
};

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
    /// How often it was changed: 1 when it was made.
    pub version: u32,
}

/// A change of a tag. `None` keeps what there is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TagChange {
    /// What it is called.
    pub name: Option<Name>,
    /// Its slug; none makes it anew from the name.
    pub slug: Option<Option<Slug>>,
    /// What it names.
    pub kind: Option<TagKind>,
    /// A sentence about it.
    pub description: Option<Option<String>>,
}

impl TagChange {
    /// The tag so changed.
    pub fn applied_to(&self, before: &Tag) -> WithSlug<Tag> {
        let name = self.name.as_ref().unwrap_or(&before.name).clone();
        let (slug, slug_is_chosen) = slug_after(self.slug.as_ref(), &before.slug, &name);
        let description = self.description.as_ref();
        let entry = Tag {
            slug,
            name,
            kind: self.kind.unwrap_or(before.kind),
            description: description.unwrap_or(&before.description).clone(),
            ..*before
        };
        WithSlug {
            entry,
            slug_is_chosen,
        }
    }
}
