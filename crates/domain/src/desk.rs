//! Reading at the desk: drafts, what became of every revision, and who did what. None of it is for readers; who may ask is decided by the matrix in
//! [`permission`](crate::permission), and how far by the [`DeskView`] that every read of articles takes.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;

use crate::{
    article::{Draft, Status},
    audit::{AuditLine, AuditListing},
    body::Body,
    contributor::Contributor,
    error::Error,
    ids::{AccountId, ArticleId, ContributorId, RevisionNumber, SectionId, TagId},
    listing::Key,
    moment::Moment,
    page::{Page, Slice},
    section::Section,
    tag::Tag,
    text::Label,
};

/// What of the desk somebody may read. The rest does not exist for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeskView {
    /// All of it.
    All,
    /// What this account filed.
    Own(AccountId),
}

/// Which articles of the desk are listed. Everything given must hold.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct DeskFilter {
    /// In one of these states of their life; empty asks for nothing.
    pub statuses: Vec<Status>,
    /// Filed by this account.
    pub owner: Option<AccountId>,
}

/// A list of the desk's articles, the latest change first, and the part of it that is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DeskListing {
    /// Which.
    pub filter: DeskFilter,
    /// Which part.
    pub page: Page,
}

/// A kept version of an article, as the list of its revisions has it.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptRevision {
    /// The article as this revision has it, without its body. Its dates and its status are the article's of today.
    pub draft: Arc<Draft>,
    /// When it was made.
    pub made_at: Moment,
    /// Who made it; `None` for an import.
    pub actor: Option<AccountId>,
    /// What they are called, while they have an account.
    pub actor_name: Option<String>,
    /// Why it was made.
    pub note: Option<Label>,
    /// Which fields differ from the revision before, by their names in the schema.
    pub changed: Vec<&'static str>,
}

/// The reads of the desk. What is absent or out of view is missing from the answer. Each is one statement, whatever the number of keys, unless it says
/// otherwise.
#[async_trait]
pub trait DeskReads: Send + Sync {
    /// The head revisions of articles by identity or by any slug they ever had, without bodies. One statement for the identities and one for the slugs.
    async fn drafts(
        &self,
        view: DeskView,
        keys: Arc<[Key<ArticleId>]>,
        now: Moment,
    ) -> Result<HashMap<Key<ArticleId>, Arc<Draft>>, Error>;

    /// A list of head revisions, without bodies.
    async fn desk_listing(
        &self,
        view: DeskView,
        listing: DeskListing,
        now: Moment,
    ) -> Result<Slice<Arc<Draft>>, Error>;

    /// How many articles such a list has.
    async fn desk_count(&self, view: DeskView, filter: DeskFilter) -> Result<u64, Error>;

    /// The bodies of revisions. One that does not decode is an error in its own place.
    async fn revision_bodies(
        &self,
        keys: Arc<[(ArticleId, RevisionNumber)]>,
    ) -> Result<RevisionBodies, Error>;

    /// The revisions of each article, the newest first.
    async fn revision_listings(
        &self,
        ids: Arc<[ArticleId]>,
        page: Page,
        now: Moment,
    ) -> Result<HashMap<ArticleId, Slice<Arc<KeptRevision>>>, Error>;

    /// Tags, also those that no reader meets. One that was merged is answered as what it was merged into.
    async fn desk_tags(&self, ids: Arc<[TagId]>) -> Result<HashMap<TagId, Arc<Tag>>, Error>;

    /// Sections, likewise.
    async fn desk_sections(
        &self,
        ids: Arc<[SectionId]>,
    ) -> Result<HashMap<SectionId, Arc<Section>>, Error>;

    /// Contributors, likewise.
    async fn desk_contributors(
        &self,
        ids: Arc<[ContributorId]>,
    ) -> Result<HashMap<ContributorId, Arc<Contributor>>, Error>;

    /// A part of the audit log.
    async fn audit_log(&self, listing: AuditListing) -> Result<Slice<AuditLine>, Error>;
}

/// Bodies of revisions; one that does not decode is an error in its own place.
pub type RevisionBodies = HashMap<(ArticleId, RevisionNumber), Result<Arc<Body>, Arc<Error>>>;
