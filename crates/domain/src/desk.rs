//! Reads at the desk: drafts, revisions and the audit log, none of which readers may see.
//!
//! The matrix in [`permission`](crate::permission) decides which role may read, and the
//! [`DeskView`] that every read of articles takes decides which articles.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;

use crate::{
    article::{Draft, Status},
    audit::{AuditEntry, AuditListing},
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

/// Articles of the desk that an account may read. Other articles do not exist for the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeskView {
    /// Every article.
    All,
    /// Articles that this account owns.
    Own(AccountId),
}

/// Filter of a list of articles at the desk. An article must meet every condition.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct DeskFilter {
    /// The article is in one of these states; empty matches every state.
    pub statuses: Vec<Status>,
    /// This account owns the article.
    pub owner: Option<AccountId>,
}

/// A page of the desk's articles, ordered by the last change, latest first.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DeskListing {
    /// Articles that the list holds.
    pub filter: DeskFilter,
    /// Page of the list.
    pub page: Page,
}

/// One revision of an article, as the list of revisions has it.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedRevision {
    /// The article with the content of this revision and without its body. Dates and status are
    /// those of the article today.
    pub draft: Arc<Draft>,
    /// Moment at which the revision was created.
    pub created_at: Moment,
    /// Account that created the revision; `None` for an import.
    pub actor: Option<AccountId>,
    /// Present name of that account, if the account still exists.
    pub actor_name: Option<String>,
    /// Note on the reason for the revision.
    pub note: Option<Label>,
    /// Fields that differ from the revision before, by their names in the schema.
    pub changed: Vec<&'static str>,
}

/// Reads of head revisions at the desk. An article outside the view is missing from the answer.
#[async_trait]
pub trait DeskArticleReads: Send + Sync {
    /// Head revisions of articles by identifier or by any present or former slug, without bodies.
    /// One statement for the identifiers among the keys and one for the slugs.
    async fn drafts(
        &self,
        view: DeskView,
        keys: Arc<[Key<ArticleId>]>,
        now: Moment,
    ) -> Result<HashMap<Key<ArticleId>, Arc<Draft>>, Error>;

    /// A page of head revisions, without bodies. One statement.
    async fn desk_listing(
        &self,
        view: DeskView,
        listing: DeskListing,
        now: Moment,
    ) -> Result<Slice<Arc<Draft>>, Error>;

    /// Number of articles that such a list holds on all pages. One statement.
    async fn desk_count(&self, view: DeskView, filter: DeskFilter) -> Result<u64, Error>;
}

/// Reads of revisions at the desk.
#[async_trait]
pub trait RevisionReads: Send + Sync {
    /// Bodies of revisions. One statement.
    async fn revision_bodies(
        &self,
        keys: Arc<[(ArticleId, RevisionNumber)]>,
    ) -> Result<RevisionBodies, Error>;

    /// One page of the revisions of each article, newest first. One statement.
    async fn revision_listings(
        &self,
        ids: Arc<[ArticleId]>,
        page: Page,
        now: Moment,
    ) -> Result<HashMap<ArticleId, Slice<Arc<ListedRevision>>>, Error>;
}

/// Reads of tags, sections and contributors at the desk, whether or not readers see them. Each is
/// one statement.
#[async_trait]
pub trait DeskTaxonomyReads: Send + Sync {
    /// Tags by identifier. A merged tag is answered as the tag that replaced it.
    async fn desk_tags(&self, ids: Arc<[TagId]>) -> Result<HashMap<TagId, Arc<Tag>>, Error>;

    /// Sections by identifier.
    async fn desk_sections(
        &self,
        ids: Arc<[SectionId]>,
    ) -> Result<HashMap<SectionId, Arc<Section>>, Error>;

    /// Contributors by identifier.
    async fn desk_contributors(
        &self,
        ids: Arc<[ContributorId]>,
    ) -> Result<HashMap<ContributorId, Arc<Contributor>>, Error>;
}

/// Reads of the audit log.
#[async_trait]
pub trait AuditLogReads: Send + Sync {
    /// A page of the audit log, latest first. One statement.
    async fn audit_log(&self, listing: AuditListing) -> Result<Slice<AuditEntry>, Error>;
}

/// Bodies of revisions. A body that does not decode is an error in its own place of the map.
pub type RevisionBodies = HashMap<(ArticleId, RevisionNumber), Result<Arc<Body>, Arc<Error>>>;
