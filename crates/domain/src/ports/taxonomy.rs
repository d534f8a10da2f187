//! Tags, sections and contributors: reading them as readers may see them, and changing them.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;

use crate::{
    command_context::CommandContext,
    contributor::Contributor,
    contributor::ContributorCommand,
    error::Error,
    ids::{ContributorId, SectionId, TagId},
    listing::{Key, TaxonomyListing},
    page::Slice,
    section::Section,
    section::SectionCommand,
    tag::TagCommand,
    tag::{Tag, TagKind},
    visibility::Reader,
};

/// Kind of the items that a taxonomy list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TaxonomyKind {
    /// Tags, of one kind or of every kind.
    Tags(Option<TagKind>),
    /// Sections.
    Sections,
    /// Contributors.
    Contributors,
}

/// Reads of tags, sections and contributors for readers.
///
/// A reader sees an item while at least one visible article carries it. The desk sees every item
/// that was neither merged nor retired. Lookups take one statement for the identifiers among the
/// keys and one for the slugs; a list and a count take one.
#[async_trait]
pub trait TaxonomyReads: Send + Sync {
    /// Tags by identifier or slug. A former slug finds its tag, and a merged tag is answered as the
    /// tag that replaced it.
    async fn tags(
        &self,
        reader: Reader,
        keys: Arc<[Key<TagId>]>,
    ) -> Result<HashMap<Key<TagId>, Arc<Tag>>, Error>;

    /// Sections by identifier or by present or former slug.
    async fn sections(
        &self,
        reader: Reader,
        keys: Arc<[Key<SectionId>]>,
    ) -> Result<HashMap<Key<SectionId>, Arc<Section>>, Error>;

    /// Contributors by identifier or by present or former slug.
    async fn contributors(
        &self,
        reader: Reader,
        keys: Arc<[Key<ContributorId>]>,
    ) -> Result<HashMap<Key<ContributorId>, Arc<Contributor>>, Error>;

    /// A page of the tags, ordered by slug.
    async fn tag_list(
        &self,
        reader: Reader,
        list: TaxonomyListing,
    ) -> Result<Slice<Arc<Tag>>, Error>;

    /// A page of the sections, ordered by slug.
    async fn section_list(
        &self,
        reader: Reader,
        list: TaxonomyListing,
    ) -> Result<Slice<Arc<Section>>, Error>;

    /// A page of the contributors, ordered by slug.
    async fn contributor_list(
        &self,
        reader: Reader,
        list: TaxonomyListing,
    ) -> Result<Slice<Arc<Contributor>>, Error>;

    /// Number of items that such a list holds on all pages.
    async fn taxonomy_count(&self, reader: Reader, of: TaxonomyKind) -> Result<u64, Error>;
}

/// Commands on tags, sections and contributors.
///
/// One command is one transaction, which also writes the audit log and the change log. A command
/// that is sent again with its idempotency key is not carried out again: the answer is the item as
/// it is by then.
///
/// Every command fails with [`Error::Invalid`] and every reason that the caller can correct, with
/// [`Error::Conflict`] at another version, [`Error::KeyReused`] and [`Error::InProgress`].
#[async_trait]
pub trait Taxonomy: Send + Sync {
    /// Carries out a command on a tag. A merge answers the tag that remains.
    async fn tag(&self, context: CommandContext, act: TagCommand) -> Result<Tag, Error>;

    /// Carries out a command on a section.
    async fn section(&self, context: CommandContext, act: SectionCommand)
    -> Result<Section, Error>;

    /// Carries out a command on a contributor.
    async fn contributor(
        &self,
        context: CommandContext,
        act: ContributorCommand,
    ) -> Result<Contributor, Error>;
}
