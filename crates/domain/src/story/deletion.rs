//! Deletion and restoring. A deleted article is kept, so both it and every earlier revision can be
//! restored.

use super::{
    aggregate::Story,
    amendment::{Act, Decision},
    revision::Content,
};
use crate::{article::Status, error::UserError, ids::AccountId, moment::Moment, text::Label};

impl Story {
    /// Deletes the article and withdraws it from readers. It is kept and can be restored.
    ///
    /// # Errors
    /// The article is already deleted.
    pub fn delete(&self, now: Moment) -> Decision {
        if self.status == Status::Deleted {
            return Err(vec![UserError::invalid_state(
                "The article is already deleted.",
            )]);
        }
        let mut amendment = self.start_amendment(Act::Delete, now);
        amendment.end_all_showings(now);
        // An article whose return is scheduled has the status `Published`, but its tombstone is
        // what readers see; restoring must bring that back.
        let status_before = if self.has_public_tombstone(now) {
            Status::Retracted
        } else {
            self.status
        };
        amendment.story.deleted_from = Some(status_before);
        amendment.story.status = Status::Deleted;
        amendment.story.updated_at = now;
        amendment.story.clear_future_publication_dates(now);
        Ok(amendment)
    }

    /// Deletes the article like [`Self::delete`], within the rights of an author: only what was
    /// never published or scheduled.
    ///
    /// # Errors
    /// The article was published or scheduled, or is already deleted.
    pub fn delete_as_author(&self, now: Moment) -> Decision {
        let is_a_draft = matches!(self.status, Status::Draft | Status::InReview);
        if self.status != Status::Deleted
            && (!is_a_draft || self.last_public_revision(now).is_some())
        {
            return Err(vec![
                UserError::invalid_state(
                    "The article was published or scheduled, so only an editor can delete it.",
                )
                .hint("Ask an editor to delete it."),
            ]);
        }
        self.delete(now)
    }

    /// Checks that an author may restore the deleted article: only what was never published or
    /// scheduled, since restoring a retracted article makes its tombstone public again.
    ///
    /// # Errors
    /// The article was published or scheduled when it was deleted.
    pub fn check_author_may_restore(&self) -> Result<(), Vec<UserError>> {
        let was_a_draft = matches!(
            self.deleted_from,
            None | Some(Status::Draft | Status::InReview)
        );
        if self.status == Status::Deleted && !was_a_draft {
            return Err(vec![
                UserError::invalid_state(
                    "The article was published or scheduled, so only an editor can restore it.",
                )
                .hint("Ask an editor to restore it."),
            ]);
        }
        Ok(())
    }

    /// Restores the content of an earlier revision as a new head revision, which readers do not
    /// see until it is published. A deleted article is restored too.
    ///
    /// # Errors
    /// None at present.
    pub fn restore_revision(
        &self,
        content: Content,
        actor: Option<AccountId>,
        note: Option<Label>,
        now: Moment,
    ) -> Decision {
        let mut amendment = match self.status {
            Status::Deleted => self.restore(None, now)?,
            _ => self.start_amendment(Act::Restore, now),
        };
        amendment.reason.clone_from(&note);
        amendment.add_revision(content, actor, note);
        if amendment.story.published.is_none() {
            amendment.story.updated_at = now;
        }
        Ok(amendment)
    }

    /// Restores a deleted article: a draft as a draft, a published article as unpublished, a
    /// retracted one with its tombstone.
    ///
    /// # Errors
    /// The article is not deleted.
    pub fn restore(&self, note: Option<Label>, now: Moment) -> Decision {
        self.require(&[Status::Deleted], "restored")?;
        let mut amendment = self.start_amendment(Act::Restore, now);
        amendment.reason = note;
        amendment.story.deleted_from = None;
        amendment.story.status = match self.deleted_from {
            Some(Status::Published | Status::Unpublished) => Status::Unpublished,
            Some(Status::Retracted) => Status::Retracted,
            _ => Status::Draft,
        };
        if let (Status::Retracted, Some(revision)) =
            (amendment.story.status, self.last_public_revision(now))
        {
            amendment.publish_tombstone(revision, now);
        }
        Ok(amendment)
    }
}
