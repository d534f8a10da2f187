//! The story aggregate: one article with its life, its revisions and its showings.

use std::sync::Arc;

use super::revision::Revision;
use crate::{
    article::{ArticleSource, Correction, Retraction, Status},
    error::UserError,
    ids::{AccountId, ArticleId, RevisionNumber},
    moment::Moment,
    showing::{Showing, ShowingKind},
};

/// An article as the desk holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// Identity of the article.
    pub id: ArticleId,
    /// Number of acts so far: 1 after creation, one more with each act. Optimistic locking compares
    /// it.
    pub version: u32,
    /// Status in the article's life.
    pub status: Status,
    /// Account that created the article; `None` for an import.
    pub owner: Option<AccountId>,
    /// Record in another system that the article was imported from.
    pub source: Option<ArticleSource>,
    /// Moment at which the article was created here.
    pub created_at: Moment,
    /// First moment at which the article was public, or will be.
    pub first_published_at: Option<Moment>,
    /// Date that the article bears. It changes when an article is published again after it was
    /// withdrawn.
    pub published_at: Option<Moment>,
    /// Last change of what readers see, or of the draft while the article was never published.
    pub updated_at: Moment,
    /// End of the embargo: until then only readers trusted to hold it see the article.
    pub embargoed_until: Option<Moment>,
    /// Expiry: from this moment the article is no longer visible.
    pub expires_at: Option<Moment>,
    /// Public corrections, in order.
    pub corrections: Vec<Correction>,
    /// Retraction; kept until the article is public again.
    pub retraction: Option<Retraction>,
    /// Status before the article was deleted; `None` unless it is deleted.
    pub deleted_from: Option<Status>,
    /// Latest revision, whether published or not.
    pub head: Arc<Revision>,
    /// Revision that was published last or is scheduled; `None` if there is none.
    pub published: Option<RevisionNumber>,
    /// Revisions that acts may need: the head, the published one, and every revision that is, will
    /// be or last was visible. The store keeps further ones.
    pub revisions: Vec<Arc<Revision>>,
    /// All showings, in order of their numbers.
    pub showings: Vec<Showing>,
    /// Number of the next showing.
    pub next_showing: u32,
}

/// Every status of an article that is not deleted.
pub(super) const NOT_DELETED: [Status; 5] = [
    Status::Draft,
    Status::InReview,
    Status::Published,
    Status::Unpublished,
    Status::Retracted,
];

impl Story {
    /// Checks that the article has one of these statuses. `done` completes the sentence "An article
    /// that is a draft cannot be ...".
    pub(super) fn require(&self, statuses: &[Status], done: &str) -> Result<(), Vec<UserError>> {
        if statuses.contains(&self.status) {
            return Ok(());
        }
        let status = match self.status {
            Status::Draft => "a draft",
            Status::InReview => "in review",
            Status::Published => "published",
            Status::Unpublished => "unpublished",
            Status::Retracted => "retracted",
            Status::Deleted => "deleted",
        };
        Err(vec![UserError::invalid_state(format!(
            "An article that is {status} cannot be {done}."
        ))])
    }

    /// The latest revision that was ever public; `None` if none was.
    pub(super) fn last_public_revision(&self, now: Moment) -> Option<&Arc<Revision>> {
        let number = self
            .showings
            .iter()
            .rfind(|showing| showing.has_been_public(now))?
            .revision;
        self.revisions
            .iter()
            .find(|revision| revision.number == number)
    }

    /// Returns `true` if the article itself, and not only a tombstone, is public at a moment.
    pub fn is_public(&self, now: Moment) -> bool {
        let open =
            |showing: &Showing| showing.kind == ShowingKind::Full && showing.public.contains(now);
        self.showings.iter().any(open)
    }

    /// Returns `true` if a tombstone is public at a moment.
    pub(super) fn has_public_tombstone(&self, now: Moment) -> bool {
        let open = |showing: &Showing| {
            showing.kind == ShowingKind::Tombstone && showing.public.contains(now)
        };
        self.showings.iter().any(open)
    }

    /// Clears publication dates that lie ahead, after the showings that would have made them true
    /// were withdrawn.
    pub(super) fn clear_future_publication_dates(&mut self, now: Moment) {
        let is_past = |moment: &Moment| *moment < now;
        self.first_published_at = self.first_published_at.filter(is_past);
        self.published_at = self.published_at.filter(is_past);
    }
}
