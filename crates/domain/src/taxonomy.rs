//! The taxonomy: what the newsroom calls its tags, sections and contributors, which articles its editors put together by hand, and what the
//! publication says of itself.

use async_trait::async_trait;

use crate::{
    collection::{Collection, CollectionCommand},
    command_context::CommandContext,
    contributor::{Contributor, ContributorChange},
    error::Error,
    ids::{ContributorId, SectionId, TagId},
    publication::{PublicationSettings, PublicationSettingsUpdate},
    section::{Section, SectionChange},
    slug::Slug,
    tag::{Tag, TagChange},
    text::Name,
};

/// Something that is to be kept under a slug of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithSlug<T> {
    /// It, with the slug that is wanted.
    pub entry: T,
    /// Whether another's having that slug stands against it; if not, a number is put behind it.
    pub slug_is_chosen: bool,
}

/// A change of something that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionedChange<I, C> {
    /// What is changed.
    pub id: I,
    /// The version that whoever changes it has seen.
    pub expected_version: u32,
    /// How.
    pub change: C,
}

/// An act on something that has a name: it is made, or changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaxonomyCommand<T, I, C> {
    /// It is made.
    Create(WithSlug<T>),
    /// It is changed.
    Update(VersionedChange<I, C>),
}

/// An act on a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TagCommand {
    /// It is made, or brought back if it was retired.
    Create(WithSlug<Tag>),
    /// It is made; one that was retired stays so, since whoever acts may not change what tags are called.
    CreateNew(WithSlug<Tag>),
    /// It is changed.
    Rename(VersionedChange<TagId, TagChange>),
    /// All that carries it carries another from now on.
    Merge(VersionedChange<TagId, TagId>),
    /// It is not given to articles any more, and readers do not meet it.
    Retire(VersionedChange<TagId, ()>),
}

/// An act on a section.
pub type SectionCommand = TaxonomyCommand<Section, SectionId, SectionChange>;
/// An act on a contributor.
pub type ContributorCommand = TaxonomyCommand<Contributor, ContributorId, ContributorChange>;

/// The taxonomy as it is kept. One act is one transaction, with its line in the audit log and its entry in the change log. An act that is sent again with
/// its key is not done again: it answers what it was done to as that is by then.
///
/// Every act fails with [`Error::Invalid`] and every reason that its caller can mend, [`Error::Conflict`] at another version,
/// [`Error::KeyReused`] and [`Error::InProgress`].
#[async_trait]
pub trait Taxonomy: Send + Sync {
    /// Carries out an act on a tag. A merge answers the tag into which another was merged.
    async fn tag(&self, context: CommandContext, act: TagCommand) -> Result<Tag, Error>;

    /// Carries out an act on a section.
    async fn section(&self, context: CommandContext, act: SectionCommand)
    -> Result<Section, Error>;

    /// Carries out an act on a contributor.
    async fn contributor(
        &self,
        context: CommandContext,
        act: ContributorCommand,
    ) -> Result<Contributor, Error>;

    /// Carries out an act on a collection.
    async fn collection(
        &self,
        context: CommandContext,
        act: CollectionCommand,
    ) -> Result<Collection, Error>;

    /// Changes what the publication says of itself.
    async fn update_publication_settings(
        &self,
        context: CommandContext,
        act: PublicationSettingsUpdate,
    ) -> Result<PublicationSettings, Error>;

    /// What the publication says of itself, if that was ever changed here.
    async fn publication_settings(&self) -> Result<Option<PublicationSettings>, Error>;
}

/// The slug after a change, and whether it was chosen: one that is left alone was, one that is cleared is made anew from the name.
pub(crate) fn slug_after(
    change: Option<&Option<Slug>>,
    before: &Slug,
    name: &Name,
) -> (Slug, bool) {
    match change {
        None => (before.clone(), true),
        Some(Some(chosen)) => (chosen.clone(), true),
        Some(None) => (Slug::of(name.as_str()), false),
    }
}
