//! The keeping of related lists: what of the change log they hang on, and what is asked of whoever keeps them.
//!
//! Lists are kept under a generation of weights. A consumer of the change log refreshes them article by article, in the lists of the article and of the
//! neighbours that it enters or leaves; a rebuild reads the whole archive, writes a generation beside the one in force and puts it in its place.

use std::{collections::BTreeSet, sync::Arc};

use async_trait::async_trait;

use crate::{
    change_log::{Change, ChangeRecord, LogPosition, NameChange, View},
    error::Error,
    ids::{ArticleId, CollectionId, TagId},
    moment::Moment,
    ports::{Clock, FencingToken},
};

/// The consumer that keeps related lists: the name under which its place is kept.
pub const CONSUMER: &str = "related";

/// What changes in the change log touch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Touched {
    /// Articles that came, changed or left.
    pub articles: BTreeSet<ArticleId>,
    /// Tags whose carriers may be others by now, or are filed otherwise.
    pub tags: BTreeSet<TagId>,
    /// Collections whose members may be others by now.
    pub collections: BTreeSet<CollectionId>,
    /// How many records of the change log wait behind these.
    pub waiting: u64,
}

impl Touched {
    /// What records touch of that which everybody sees. Several of one article are one.
    pub fn by<'e>(records: impl IntoIterator<Item = &'e ChangeRecord>) -> Self {
        let mut touched = Self::default();
        for record in records {
            match &record.change {
                Change::Article {
                    article,
                    view: View::Public,
                    ..
                } => {
                    touched.articles.insert(*article);
                }
                // A change may be one of its kind: the carriers of a series are filed under it.
                Change::Tag(tag, NameChange::Changed | NameChange::Retired) => {
                    touched.tags.insert(*tag);
                }
                Change::Tag(tag, NameChange::Merged { into }) => {
                    touched.tags.extend([*tag, *into]);
                }
                Change::Collection(collection) => {
                    touched.collections.insert(*collection);
                }
                Change::Article { .. }
                | Change::Section(..)
                | Change::Contributor(..)
                | Change::Publication => {}
            }
        }
        touched
    }

    /// Whether nothing is touched.
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty() && self.tags.is_empty() && self.collections.is_empty()
    }
}

/// How related lists stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Whether a generation is in force. Without one no list is kept.
    pub is_there: bool,
    /// Of how many articles its weights were reckoned.
    pub articles: u64,
    /// How many articles came, changed or left since.
    pub changed: u64,
    /// How many of them were too many at once to be looked at one by one, so that only a rebuild brings their lists up to date.
    pub passed_over: u64,
    /// When its weights were reckoned.
    pub computed_at: Moment,
    /// Up to which record of the change log all was there when it was made: whoever follows the change log need not look at those.
    pub position: LogPosition,
    /// Until when a rebuild under way has the tables to itself, unless it goes on.
    pub building_until: Option<Moment>,
}

impl Standing {
    /// Whether the weights are to be renewed: there are none, a tenth of what they were reckoned of has changed, or articles were passed over.
    pub const fn is_due(&self) -> bool {
        !self.is_there
            || self.passed_over > 0
            || (self.changed > 0 && self.changed >= self.articles / 10)
    }

    /// Whether so many articles are too many to be looked at one by one, those with them that wait: a fiftieth of all and more than [`Self::FEW`]. All lists are
    /// made anew in less time than so many are looked at.
    pub const fn is_flooded_by(&self, articles: u64) -> bool {
        articles > Self::FEW && articles >= self.articles / 50
    }

    /// So many articles are always looked at one by one.
    pub const FEW: u64 = 200;
}

/// With which weights a rebuild works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weighing {
    /// With those of the archive as it is.
    Anew,
    /// With those that are in force.
    AsKept,
}

/// How far a rebuild is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub stage: Stage,
    /// How much of it is done.
    pub done: u64,
    /// How much there is to do, as far as that is known.
    pub total: u64,
}

/// The stages of a rebuild, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Articles are read, and their terms counted.
    Reading,
    /// Lists are made.
    Listing,
    /// What was made is written.
    Writing,
}

/// What a rebuild came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rebuilt {
    /// How many articles have a portrait.
    pub articles: u64,
    /// How many terms have a weight.
    pub terms: u64,
    /// How many articles have a list that is not empty.
    pub lists: u64,
}

/// Who is told how far a rebuild is.
pub type Watch = Arc<dyn Fn(Progress) + Send + Sync>;

/// The keeping of related lists.
#[async_trait]
pub trait Keeping: Send + Sync {
    /// Brings the lists up to date with what is touched, as anonymous readers see it at a moment; doing it twice does no harm. Answers how many
    /// articles had changed.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the fencing token of the consumer was raised since.
    async fn refresh(
        &self,
        touched: Touched,
        fencing_token: FencingToken,
        now: Moment,
    ) -> Result<u64, Error>;

    /// Makes all lists anew from what anonymous readers see, beside those in force, and puts them in their place. `None` when another rebuild is under
    /// way.
    async fn rebuild(
        &self,
        weighing: Weighing,
        clock: Arc<dyn Clock>,
        watch: Watch,
    ) -> Result<Option<Rebuilt>, Error>;

    /// How the lists stand.
    async fn standing(&self) -> Result<Standing, Error>;
}
