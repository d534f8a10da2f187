//! Tags: subjects of articles, in an order chosen for each article.

use serde::{Deserialize, Serialize};

use crate::{
    command::{VersionedChange, WithSlug, changed, renamed},
    ids::TagId,
    slug::Slug,
    text::Name,
};

/// Kind of a tag.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum TagKind {
    /// General subject.
    #[default]
    Keyword,
    /// Person.
    Person,
    /// Company, authority, club or other body.
    Organisation,
    /// Place.
    Place,
    /// Series of articles published in instalments.
    Series,
    /// Form of an article, such as analysis, obituary or opinion.
    Tone,
}

/// Tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Identity of the tag.
    pub id: TagId,
    /// Human part of its page's address, unique among tags.
    pub slug: Slug,
    /// Name as printed.
    pub name: Name,
    /// Kind of the tag.
    pub kind: TagKind,
    /// Short description.
    pub description: Option<String>,
    /// Version for optimistic locking: 1 after creation, one more with each change.
    pub version: u32,
}

/// Change of a tag. `None` keeps a field as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TagChange {
    /// New name.
    pub name: Option<Name>,
    /// New slug; `Some(None)` generates one from the name.
    pub slug: Option<Option<Slug>>,
    /// New kind.
    pub kind: Option<TagKind>,
    /// New description; `Some(None)` removes it.
    pub description: Option<Option<String>>,
}

impl TagChange {
    /// The tag after the change.
    pub fn applied_to(&self, before: &Tag) -> WithSlug<Tag> {
        let change = (&self.name, &self.slug);
        renamed(change, (&before.name, &before.slug), |name, slug| Tag {
            slug,
            name,
            kind: changed(&self.kind, &before.kind),
            description: changed(&self.description, &before.description),
            ..*before
        })
    }
}

/// A command on a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TagCommand {
    /// Creates the tag, or brings back a retired tag of that name.
    Create(WithSlug<Tag>),
    /// Creates the tag. A retired tag of that name stays retired: the actor may not change existing
    /// tags.
    CreateNew(WithSlug<Tag>),
    /// Changes the tag.
    Update(VersionedChange<TagId, TagChange>),
    /// Merges the tag into another one, which every article that carries it carries from then on.
    Merge(VersionedChange<TagId, TagId>),
    /// Retires the tag: articles can no longer get it, and readers do not see it.
    Retire(VersionedChange<TagId, ()>),
}
