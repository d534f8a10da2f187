//! The acts of an article's life after it was filed.

use std::sync::Arc;

use super::{Act, Amendment, Content, Decision, Picks, Revision, Story};
use crate::{
    article::{Correction, Retraction, Status},
    error::Refusal,
    ids::AccountId,
    moment::Moment,
    text::Label,
};

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
        self.require(
            &[
                Status::Draft,
                Status::InReview,
                Status::Published,
                Status::Unpublished,
                Status::Retracted,
            ],
            "amended",
        )?;
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
                Refusal::input("excluded", "An article is both pinned and excluded.")
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

    /// Puts the head revision before readers, now or at a time. A retracted article needs a reason to come back.
    ///
    /// # Errors
    /// A deleted article; a moment in the past, or at or after the expiry; a retracted article without a reason.
    pub fn publish(&self, at: Option<Moment>, reason: Option<&Label>, now: Moment) -> Decision {
        self.require(
            &[
                Status::Draft,
                Status::InReview,
                Status::Published,
                Status::Unpublished,
                Status::Retracted,
            ],
            "published",
        )?;
        let at = at.unwrap_or(now);
        let mut against = Vec::new();
        if at < now {
            against.push(
                Refusal::input("at", format!("{at} has passed."))
                    .hint("Leave the time out to publish now."),
            );
        }
        if self.status == Status::Retracted && reason.is_none() {
            against.push(
                Refusal::input("reason", "A retracted article returns only with a reason.")
                    .hint("Say why it is published again."),
            );
        }
        let public_from = self.embargoed_until.map_or(at, |embargo| embargo.max(at));
        if self.expires_at.is_some_and(|expiry| expiry <= public_from) {
            against.push(
                Refusal::input(
                    "at",
                    "The article would have expired before readers could see it.",
                )
                .hint("Move or lift its expiry first."),
            );
        }
        if !against.is_empty() {
            return Err(against);
        }
        let mut amendment = self.begin(Act::Publish, now);
        let scheduled = Some(at).filter(|at| *at > now);
        amendment.reason = reason.cloned().or_else(|| noted("at", scheduled?));
        let head = Arc::clone(&amendment.story.head);
        amendment.place(&head, at);
        Ok(amendment)
    }

    /// Takes the article from readers for now, also where it was only scheduled. Where a tombstone still stands, it stays, also
    /// before those who saw more already.
    ///
    /// # Errors
    /// Only a published article is unpublished.
    pub fn unpublish(&self, now: Moment) -> Decision {
        self.require(&[Status::Published], "unpublished")?;
        let mut amendment = self.begin(Act::Unpublish, now);
        amendment.clear(now);
        if let (true, Some(revision)) = (self.is_buried(now), self.shown(now)) {
            amendment.story.status = Status::Retracted;
            amendment.leave_tombstone(revision, now);
            return Ok(amendment);
        }
        amendment.story.status = Status::Unpublished;
        amendment.story.updated_at = now;
        amendment.story.forget_what_never_was(now);
        Ok(amendment)
    }

    /// Holds the article back until a time, save from those trusted to hold it; `None` lifts the embargo.
    ///
    /// # Errors
    /// An article that readers already saw, a moment in the past, or one at or after the expiry.
    pub fn embargo(&self, until: Option<Moment>, now: Moment) -> Decision {
        self.require(
            &[
                Status::Draft,
                Status::InReview,
                Status::Published,
                Status::Unpublished,
            ],
            "put under embargo",
        )?;
        let mut against = Vec::new();
        if self.is_public(now) {
            against.push(
                Refusal::state("It is before readers, so it cannot be held back.")
                    .hint("Unpublish it, or publish the change at a later time."),
            );
        }
        if until.is_some_and(|until| until <= now) {
            against.push(
                Refusal::input("until", "The moment has passed.")
                    .hint("Leave it out to lift the embargo."),
            );
        }
        if until
            .zip(self.expires_at)
            .is_some_and(|(until, expiry)| expiry <= until)
        {
            against.push(
                Refusal::input(
                    "until",
                    "The article would have expired before the embargo ends.",
                )
                .hint("Move or lift its expiry first."),
            );
        }
        if !against.is_empty() {
            return Err(against);
        }
        let mut amendment = self.begin(Act::Embargo, now);
        amendment.reason = until.map_or_else(lifted, |until| noted("until", until));
        amendment.story.embargoed_until = until;
        amendment.place_again();
        Ok(amendment)
    }

    /// Ends the article's time before readers at a moment; `None` lets it stay.
    ///
    /// # Errors
    /// A retracted or deleted article, a moment in the past, or one that is not after the embargo.
    pub fn expire(&self, at: Option<Moment>, now: Moment) -> Decision {
        self.require(
            &[
                Status::Draft,
                Status::InReview,
                Status::Published,
                Status::Unpublished,
            ],
            "given an expiry",
        )?;
        let opens = self
            .showings
            .iter()
            .map(|showing| showing.public.from)
            .filter(|from| *from > now)
            .max()
            .max(self.embargoed_until);
        if at.is_some_and(|at| at < now) {
            return Err(vec![
                Refusal::input("at", "The moment has passed.")
                    .hint("Unpublish it to take it from readers now."),
            ]);
        }
        if at
            .zip(opens)
            .is_some_and(|(at, opens)| at <= opens && opens > now)
        {
            return Err(vec![
                Refusal::input("at", "It would expire before readers could see it.")
                    .hint("Choose a later moment, or unpublish it."),
            ]);
        }
        let mut amendment = self.begin(Act::Expire, now);
        amendment.reason = at.map_or_else(lifted, |at| noted("at", at));
        amendment.story.expires_at = at;
        amendment.place_again();
        Ok(amendment)
    }

    /// Changes the article before readers at once, with an admission of the error, public and dated.
    ///
    /// # Errors
    /// Only an article that is before readers is corrected, and only while its head revision is what they see.
    pub fn correct(
        &self,
        content: Content,
        text: Label,
        actor: Option<AccountId>,
        now: Moment,
    ) -> Decision {
        self.require(&[Status::Published], "corrected")?;
        if !self.is_public(now) {
            return Err(vec![
                Refusal::state(
                    "Readers do not see it at present, so there is nothing to correct before them.",
                )
                .hint("Amend it instead."),
            ]);
        }
        if self
            .shown(now)
            .is_none_or(|shown| shown.number != self.head.number)
        {
            return Err(vec![
                Refusal::state("There are amendments that readers have not seen, and a correction would show them.")
                    .hint("Publish them first, or restore the revision that readers see."),
            ]);
        }
        let mut amendment = self.begin(Act::Correct, now);
        amendment.reason = Some(text.clone());
        amendment.revise(content, actor, Some(text.clone()));
        amendment
            .story
            .corrections
            .push(Correction { at: now, text });
        let head = Arc::clone(&amendment.story.head);
        amendment.place(&head, now);
        Ok(amendment)
    }

    /// Withdraws an article, leaving a tombstone with the reason.
    ///
    /// # Errors
    /// Only a published article that everybody could see is retracted.
    pub fn retract(&self, reason: Label, now: Moment) -> Decision {
        self.require(&[Status::Published], "retracted")?;
        let Some(revision) = self.shown(now) else {
            return Err(vec![
                Refusal::state("Readers never saw it, so there is nothing to withdraw.")
                    .hint("Unpublish it instead."),
            ]);
        };
        let mut amendment = self.begin(Act::Retract, now);
        amendment.story.status = Status::Retracted;
        amendment.story.updated_at = now;
        amendment.reason = Some(reason.clone());
        amendment.story.retraction = Some(Retraction { at: now, reason });
        amendment.clear(now);
        amendment.leave_tombstone(revision, now);
        Ok(amendment)
    }

    /// Throws the article away. It is kept and can be restored.
    ///
    /// # Errors
    /// It already is deleted.
    pub fn delete(&self, now: Moment) -> Decision {
        if self.status == Status::Deleted {
            return Err(vec![Refusal::state("It already is deleted.")]);
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
                Refusal::state(
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
    pub fn is_an_authors_to_restore(&self) -> Result<(), Vec<Refusal>> {
        let was_a_draft = matches!(
            self.deleted_from,
            None | Some(Status::Draft | Status::InReview)
        );
        if self.status == Status::Deleted && !was_a_draft {
            return Err(vec![
                Refusal::state(
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

    fn require(&self, statuses: &[Status], done: &str) -> Result<(), Vec<Refusal>> {
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
        Err(vec![Refusal::state(format!(
            "An article that is {status} cannot be {done}."
        ))])
    }
}

/// What the audit log says of a moment that was set.
fn noted(word: &str, moment: Moment) -> Option<Label> {
    Label::parse(&format!("{word} {moment}")).ok()
}

/// What the audit log says of a moment that was taken back.
fn lifted() -> Option<Label> {
    Label::parse("lifted").ok()
}

impl Amendment {
    pub(super) fn revise(
        &mut self,
        content: Content,
        actor: Option<AccountId>,
        note: Option<Label>,
    ) {
        let number = self.story.head.number.next();
        let revision = Arc::new(Revision {
            number,
            made_at: self.at,
            actor,
            note,
            content,
        });
        self.story.kept.push(Arc::clone(&revision));
        self.story.head = revision;
    }
}
