//! What is written and handed over at the desk, before anything of it is before readers.

use super::{Act, Content, Decision, Picks, Story, life::NOT_DELETED};
use crate::{article::Status, error::UserError, ids::AccountId, moment::Moment, text::Label};

impl Story {
    /// Makes a new head revision, which readers do not see until it is published.
    ///
    /// # Errors
    /// A deleted article is not amended.
    pub fn amend(
        &self,
        content: Content,
        actor: Option<AccountId>,
        note: Option<Label>,
        now: Moment,
    ) -> Decision {
        self.require(&NOT_DELETED, "amended")?;
        let mut amendment = self.begin(Act::Amend, now);
        amendment.reason.clone_from(&note);
        amendment.revise(content, actor, note);
        if amendment.story.published.is_none() {
            amendment.story.updated_at = now;
        }
        Ok(amendment)
    }

    /// Chooses what stands beside the article first, and what never: a new revision, which readers see when it is published.
    ///
    /// # Errors
    /// A deleted article, or one article both pinned and excluded.
    pub fn pick(&self, picks: Picks, actor: Option<AccountId>, now: Moment) -> Decision {
        if picks.pinned.iter().any(|pin| picks.excluded.contains(pin)) {
            return Err(vec![
                UserError::input("excluded", "An article is both pinned and excluded.")
                    .hint("Name it in one of the two lists."),
            ]);
        }
        let content = Content {
            picks,
            ..self.head.content.clone()
        };
        self.amend(content, actor, None, now)
    }

    /// Gives a draft to an editor.
    ///
    /// # Errors
    /// Only a draft is submitted.
    pub fn submit(&self, now: Moment) -> Decision {
        self.require(&[Status::Draft], "submitted")?;
        let mut amendment = self.begin(Act::Submit, now);
        amendment.story.status = Status::InReview;
        Ok(amendment)
    }

    /// Gives an article in review back to its author, with a note on what is to be done.
    ///
    /// # Errors
    /// Only an article in review is returned.
    pub fn return_to_author(&self, note: Label, now: Moment) -> Decision {
        self.require(&[Status::InReview], "returned")?;
        let mut amendment = self.begin(Act::Return, now);
        amendment.reason = Some(note);
        amendment.story.status = Status::Draft;
        Ok(amendment)
    }
}
