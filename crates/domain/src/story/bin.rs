//! The bin: articles are thrown away, kept and taken back out of it; and earlier revisions are given again.

use super::{Act, Content, Decision, Story};
use crate::{article::Status, error::UserError, ids::AccountId, moment::Moment, text::Label};

impl Story {
    /// Throws the article away. It is kept and can be restored.
    ///
    /// # Errors
    /// It already is deleted.
    pub fn delete(&self, now: Moment) -> Decision {
        if self.status == Status::Deleted {
            return Err(vec![UserError::state("It already is deleted.")]);
        }
        let mut amendment = self.begin(Act::Delete, now);
        amendment.clear(now);
        let was = if self.is_buried(now) {
            Status::Retracted
        } else {
            self.status
        };
        amendment.story.deleted_from = Some(was);
        amendment.story.status = Status::Deleted;
        amendment.story.updated_at = now;
        amendment.story.forget_what_never_was(now);
        Ok(amendment)
    }

    /// As [`Self::delete`], for an author, who may throw away only what never was meant for readers.
    ///
    /// # Errors
    /// It was published or scheduled, or already is deleted.
    pub fn discard(&self, now: Moment) -> Decision {
        let is_a_draft = matches!(self.status, Status::Draft | Status::InReview);
        if self.status != Status::Deleted && (!is_a_draft || self.shown(now).is_some()) {
            return Err(vec![
                UserError::state(
                    "Readers have seen it or were to see it, so only an editor deletes it.",
                )
                .hint("Ask an editor to delete it."),
            ]);
        }
        self.delete(now)
    }

    /// Whether an author may take it out of the bin: only what never was meant for readers, since a tombstone would come back before them.
    ///
    /// # Errors
    /// It was published or scheduled when it was deleted.
    pub fn is_an_authors_to_restore(&self) -> Result<(), Vec<UserError>> {
        let was_a_draft = matches!(
            self.deleted_from,
            None | Some(Status::Draft | Status::InReview)
        );
        if self.status == Status::Deleted && !was_a_draft {
            return Err(vec![
                UserError::state(
                    "Readers had seen it or were to see it, so only an editor restores it.",
                )
                .hint("Ask an editor to restore it."),
            ]);
        }
        Ok(())
    }

    /// Gives the article the content of an earlier revision again, as a new revision that readers do not see until it is published. A deleted
    /// article is taken out of the bin with it.
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
            _ => self.begin(Act::Restore, now),
        };
        amendment.reason.clone_from(&note);
        amendment.revise(content, actor, note);
        if amendment.story.published.is_none() {
            amendment.story.updated_at = now;
        }
        Ok(amendment)
    }

    /// Takes the article back out of the bin: a draft as a draft, what readers saw as unpublished, what was retracted as a tombstone.
    ///
    /// # Errors
    /// Only a deleted article is taken back.
    pub fn restore(&self, note: Option<Label>, now: Moment) -> Decision {
        self.require(&[Status::Deleted], "restored")?;
        let mut amendment = self.begin(Act::Restore, now);
        amendment.reason = note;
        amendment.story.deleted_from = None;
        amendment.story.status = match self.deleted_from {
            Some(Status::Published | Status::Unpublished) => Status::Unpublished,
            Some(Status::Retracted) => Status::Retracted,
            _ => Status::Draft,
        };
        if let (Status::Retracted, Some(revision)) = (amendment.story.status, self.shown(now)) {
            amendment.leave_tombstone(revision, now);
        }
        Ok(amendment)
    }
}
