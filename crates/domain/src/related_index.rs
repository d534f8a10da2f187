//! Port of the related index: the stored term vectors and related lists, and their maintenance.
//!
//! The index has one active generation, built with one idf table. It is maintained in two ways:
//!
//! - A consumer of the change log refreshes it article by article: the list of each changed
//!   article, and the lists of the neighbours that the article enters or leaves.
//! - A rebuild reads the whole archive, writes a new generation while the active one stays in use,
//!   and then activates the new one.

use std::{collections::BTreeSet, sync::Arc};

use async_trait::async_trait;

use crate::{
    change_log::{self, Change, NameChange, View},
    error::Error,
    ids::{ArticleId, CollectionId, TagId},
    moment::Moment,
    ports::{Clock, FencingToken},
};

/// Name of the consumer that refreshes related lists, under which its checkpoint is stored.
pub const CONSUMER: &str = "related";

/// Entities named by change records, whose related lists may be out of date.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangedEntities {
    /// Articles that were published, changed or withdrawn.
    pub articles: BTreeSet<ArticleId>,
    /// Tags that other articles may carry now, or whose kind may have changed.
    pub tags: BTreeSet<TagId>,
    /// Collections that may have other members now.
    pub collections: BTreeSet<CollectionId>,
    /// Number of change records behind these that the consumer has not read yet.
    pub backlog: u64,
}

impl ChangedEntities {
    /// Collects the entities of publicly visible changes. Several changes of one entity are one.
    pub fn from_records<'r>(
        records: impl IntoIterator<Item = &'r change_log::ChangeRecord>,
    ) -> Self {
        let mut changed = Self::default();
        for record in records {
            match &record.change {
                Change::Article {
                    article,
                    view: View::Public,
                    ..
                } => {
                    changed.articles.insert(*article);
                }
                // The kind may have changed: a series groups its articles.
                Change::Tag(tag, NameChange::Changed | NameChange::Retired) => {
                    changed.tags.insert(*tag);
                }
                Change::Tag(tag, NameChange::Merged { into }) => {
                    changed.tags.extend([*tag, *into]);
                }
                Change::Collection(collection) => {
                    changed.collections.insert(*collection);
                }
                Change::Article { .. }
                | Change::Section(..)
                | Change::Contributor(..)
                | Change::Publication => {}
            }
        }
        changed
    }

    /// Returns whether no entity changed.
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty() && self.tags.is_empty() && self.collections.is_empty()
    }
}

/// Status of the related index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RelatedIndexStatus {
    /// True if a generation is active. Without one, no list is stored.
    pub is_built: bool,
    /// Number of articles from which the idf table was computed.
    pub articles: u64,
    /// Number of articles that were published, changed or withdrawn since.
    pub changed: u64,
    /// Number of changed articles that were left to the next rebuild, because too many changed at
    /// once to refresh them one by one.
    pub passed_over: u64,
    /// Moment at which the idf table was computed.
    pub computed_at: Moment,
    /// Change-log position at which the active generation was built; earlier records are already
    /// included.
    pub position: change_log::LogPosition,
    /// End of the lease of a running rebuild, unless the rebuild extends it.
    pub building_until: Option<Moment>,
}

impl RelatedIndexStatus {
    /// Number of articles up to which changes are always refreshed one by one.
    pub const MAX_SINGLE_REFRESHES: u64 = 200;

    /// Returns whether the index needs a rebuild: it has no generation, articles were passed over,
    /// or a tenth of the articles in the idf table changed.
    pub const fn needs_rebuild(&self) -> bool {
        !self.is_built
            || self.passed_over > 0
            || (self.changed > 0 && self.changed >= self.articles / 10)
    }

    /// Returns whether a number of changed articles, backlog included, is left to a rebuild: more
    /// than [`Self::MAX_SINGLE_REFRESHES`], and at least a fiftieth of all articles. A rebuild then
    /// takes less time than the refreshes.
    pub const fn is_bulk_change(&self, articles: u64) -> bool {
        articles > Self::MAX_SINGLE_REFRESHES && articles >= self.articles / 50
    }
}

/// Source of the idf table of a rebuild.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdfSource {
    /// Computed from the archive as it is now.
    Recomputed,
    /// Taken from the active generation.
    Active,
}

/// Progress of a rebuild.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Current stage.
    pub stage: Stage,
    /// Number of finished items of the stage.
    pub done: u64,
    /// Number of items of the stage, as far as it is known.
    pub total: u64,
}

/// Stage of a rebuild, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Reading articles and counting their terms.
    Reading,
    /// Writing the idf table.
    Writing,
    /// Computing and writing the lists.
    Listing,
}

/// Result of a rebuild.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RebuildSummary {
    /// Number of articles with a term vector.
    pub articles: u64,
    /// Number of terms in the idf table.
    pub terms: u64,
    /// Number of articles whose list is not empty.
    pub lists: u64,
}

/// Receiver of the progress of a rebuild.
pub type ProgressListener = Arc<dyn Fn(Progress) + Send + Sync>;

/// Storage and maintenance of the related index.
#[async_trait]
pub trait RelatedIndex: Send + Sync {
    /// Refreshes the lists affected by changed entities, as anonymous readers see the articles at
    /// `now`. Returns the number of articles that had changed. A repeated call has no effect.
    ///
    /// # Errors
    /// [`Error::LeaseLost`] if another node took the lease.
    async fn refresh(
        &self,
        changed: ChangedEntities,
        fencing_token: FencingToken,
        now: Moment,
    ) -> Result<u64, Error>;

    /// Builds and activates a new generation from what anonymous readers see. Returns `None` if
    /// another rebuild is running.
    async fn rebuild(
        &self,
        idf_source: IdfSource,
        clock: Arc<dyn Clock>,
        listener: ProgressListener,
    ) -> Result<Option<RebuildSummary>, Error>;

    /// Status of the index.
    async fn status(&self) -> Result<RelatedIndexStatus, Error>;
}
