//! Acts at the desk that readers do not see: update, choose related articles, submit and return.

use super::{
    aggregate::{NOT_DELETED, Story},
    amendment::{Act, Decision},
    revision::{Content, Picks},
};
use crate::{article::Status, error::UserError, ids::AccountId, moment::Moment, text::Label};

impl Story {
    /// Adds a head revision, which readers do not see until it is published.
    ///
    /// # Errors
    /// The article is deleted.
    pub fn update(
        &self,
        content: Content,
        actor: Option<AccountId>,
        note: Option<Label>,
        now: Moment,
    ) -> Decision {
        self.require(&NOT_DELETED, "updated")?;
        let mut amendment = self.start_amendment(Act::Update, now);
        amendment.reason.clone_from(&note);
        amendment.add_revision(content, actor, note);
        if amendment.story.published.is_none() {
            amendment.story.updated_at = now;
        }
        Ok(amendment)
    }

    /// Sets the related articles that an editor pinned and excluded, in a new head revision.
    ///
    /// # Errors
    /// The article is deleted, or one article is both pinned and excluded.
    pub fn set_related(&self, picks: Picks, actor: Option<AccountId>, now: Moment) -> Decision {
        if picks.pinned.iter().any(|pin| picks.excluded.contains(pin)) {
            return Err(vec![
                UserError::input("excluded", "An article is both pinned and excluded.")
                    .hint("List it in one of the two only."),
            ]);
        }
        let content = Content {
            picks,
            ..self.head.content.clone()
        };
        self.update(content, actor, None, now)
    }

    /// Submits a draft for review.
    ///
    /// # Errors
    /// The article is not a draft.
    pub fn submit(&self, now: Moment) -> Decision {
        self.require(&[Status::Draft], "submitted")?;
        let mut amendment = self.start_amendment(Act::Submit, now);
        amendment.story.status = Status::InReview;
        Ok(amendment)
    }

    /// Returns an article in review to its author, with a note.
    ///
    /// # Errors
    /// The article is not in review.
    pub fn return_to_author(&self, note: Label, now: Moment) -> Decision {
        self.require(&[Status::InReview], "returned")?;
        let mut amendment = self.start_amendment(Act::Return, now);
        amendment.reason = Some(note);
        amendment.story.status = Status::Draft;
        Ok(amendment)
    }
}
