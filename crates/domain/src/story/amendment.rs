//! Amendments: what an act makes of a story.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{
    aggregate::Story,
    revision::{Content, Revision},
};
use crate::{article::Card, error::UserError, ids::AccountId, moment::Moment, text::Label};

/// Act on a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Creates the article, at the desk or by an import.
    Create,
    /// Imports the article again after its source changed.
    Reimport,
    /// Adds a revision that readers do not see yet.
    Update,
    /// Submits a draft for review.
    Submit,
    /// Returns an article in review to its author.
    Return,
    /// Publishes the head revision, now or at a time.
    Publish,
    /// Withdraws the article until it is published again.
    Unpublish,
    /// Sets or removes the embargo.
    Embargo,
    /// Sets or removes the expiry.
    Expire,
    /// Publishes a changed article with a public correction.
    Correct,
    /// Withdraws the article for good and publishes a tombstone.
    Retract,
    /// Deletes the article; it is kept and can be restored.
    Delete,
    /// Restores a deleted article or an earlier revision.
    Restore,
}

/// The story as it would be after an act, with what the store must write for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Amendment {
    /// Act that was done.
    pub act: Act,
    /// Moment of the act.
    pub at: Moment,
    /// Reason for the audit log, where the act has one.
    pub reason: Option<Label>,
    /// The story after the act, one version on.
    pub story: Story,
    /// Cards of the showings that the act opened, by the showing's number.
    pub cards: BTreeMap<u32, Card>,
    /// Numbers of showings that were never visible and that the act removed.
    pub withdrawn: Vec<u32>,
    /// True if the slug was generated from the headline. A generated slug gets a number when
    /// another article has it; a chosen one is refused.
    pub slug_is_generated: bool,
}

/// An amendment, or every reason against the act.
pub type Decision = Result<Amendment, Vec<UserError>>;

impl Story {
    /// Starts an amendment: a copy of the story, one version on.
    pub(super) fn start_amendment(&self, act: Act, now: Moment) -> Amendment {
        let mut story = self.clone();
        story.version = story.version.saturating_add(1);
        // A scheduled publication after a retraction took effect since the last act.
        if story.is_public(now) {
            story.retraction = None;
        }
        Amendment::new(act, story, now)
    }
}

impl Amendment {
    /// Starts an amendment without a reason, cards or withdrawn showings.
    pub(super) fn new(act: Act, story: Story, at: Moment) -> Self {
        Self {
            act,
            at,
            reason: None,
            story,
            cards: BTreeMap::new(),
            withdrawn: Vec::new(),
            slug_is_generated: false,
        }
    }

    /// Adds a revision and makes it the head.
    pub(super) fn add_revision(
        &mut self,
        content: Content,
        actor: Option<AccountId>,
        note: Option<Label>,
    ) {
        let number = self.story.head.number.next();
        let revision = Arc::new(Revision {
            number,
            created_at: self.at,
            actor,
            note,
            content,
        });
        self.story.revisions.push(Arc::clone(&revision));
        self.story.head = revision;
    }
}
