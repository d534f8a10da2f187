//! Tags: their type and mutations.

pub mod acts;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use async_graphql::{Enum, ID, Object, Result};
use standfirst_domain::{ids::TagId, tag as newsroom};

pub use self::acts::TagMutation;
pub use super::objects::Tag;
use super::{
    ids::GlobalId, objects::TagFields, read_context::ReadContext, scalars::Url, taxonomy::find_many,
};

/// Type of a tag.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "newsroom::TagKind")]
pub enum TagKind {
    /// A subject.
    Keyword,
    /// A person.
    Person,
    /// A company, authority, club or other organisation.
    Organisation,
    /// A place.
    Place,
    /// A series of articles.
    Series,
    /// The form of an article, such as analysis, obituary or opinion.
    Tone,
}

impl Tag {
    /// The tag as the domain has it.
    pub fn entity(&self) -> &newsroom::Tag {
        &self.1.0
    }
}

#[Object]
impl TagFields {
    /// Globally unique, stable identifier.
    async fn id(&self) -> ID {
        GlobalId::Tag(self.0.id).encode()
    }

    /// URL-friendly identifier, unique among tags. Former slugs still resolve.
    async fn slug(&self) -> &str {
        self.0.slug.as_str()
    }

    /// Display name.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// Type of the tag.
    async fn kind(&self) -> TagKind {
        self.0.kind.into()
    }

    /// Short description.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// URL of the tag's page in this publication.
    async fn url(&self) -> Url {
        Url(self.0.read_context.publication.tag_url(&self.0.slug))
    }

    /// Version number, starting at 1 and increased by every change. Pass it as `expectedVersion`.
    async fn version(&self) -> u32 {
        self.0.version
    }
}

/// Finds tags by their ids, in the order of the ids.
pub async fn many(read_context: &Arc<ReadContext>, ids: &[TagId]) -> Result<Vec<Tag>> {
    let found = find_many(read_context, ids.iter().copied()).await?;
    Ok(in_order(ids, &found))
}

/// Tags in the order of their ids, without duplicates. Tags that do not exist are left out, and a
/// merged tag is replaced by the tag it was merged into.
pub fn in_order(ids: &[TagId], found: &HashMap<TagId, Tag>) -> Vec<Tag> {
    let shown = ids.iter().filter_map(|id| found.get(id));
    // Two ids name the same tag after a merge.
    let mut met = HashSet::new();
    let once = shown.filter(|tag| met.insert(tag.entity().id));
    once.cloned().collect()
}
