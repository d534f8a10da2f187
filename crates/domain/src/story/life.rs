//! The acts of an article's life before readers.

use std::sync::Arc;

use super::{Act, Amendment, Content, Decision, Revision, Story};
use crate::{
    article::{Correction, Retraction, Status},
    error::UserError,
    ids::AccountId,
    moment::Moment,
    text::Label,
};

/// Where an article is until it is thrown away.
pub(super) const NOT_DELETED: [Status; 5] = [
    Status::Draft,
    Status::InReview,
    Status::Published,
    Status::Unpublished,
    Status::Retracted,
];
/// Where an article is whose dates may be set.
const NOT_WITHDRAWN: [Status; 4] = [
    Status::Draft,
    Status::InReview,
    Status::Published,
    Status::Unpublished,
];

impl Story {
    /// Puts the head revision before readers, now or at a time. A retracted article needs a reason to come back.
    ///
    /// # Errors
    /// A deleted article; a moment in the past, or at or after the expiry; a retracted article without a reason.
    pub fn publish(&self, at: Option<Moment>, reason: Option<&Label>, now: Moment) -> Decision {
        self.require(&NOT_DELETED, "published")?;
        let at = at.unwrap_or(now);
        let mut against = Vec::new();
        if at < now {
            against.push(
                UserError::input("at", format!("{at} has passed."))
                    .hint("Leave the time out to publish now."),
            );
        }
        if self.status == Status::Retracted && reason.is_none() {
            against.push(
                UserError::input("reason", "A retracted article returns only with a reason.")
                    .hint("Say why it is published again."),
            );
        }
        let public_from = self.embargoed_until.map_or(at, |embargo| embargo.max(at));
        if self.expires_at.is_some_and(|expiry| expiry <= public_from) {
            against.push(
                UserError::input(
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
        self.require(&NOT_WITHDRAWN, "put under embargo")?;
        let mut against = Vec::new();
        if self.is_public(now) {
            against.push(
                UserError::state("It is before readers, so it cannot be held back.")
                    .hint("Unpublish it, or publish the change at a later time."),
            );
        }
        if until.is_some_and(|until| until <= now) {
            against.push(
                UserError::input("until", "The moment has passed.")
                    .hint("Leave it out to lift the embargo."),
            );
        }
        if until
            .zip(self.expires_at)
            .is_some_and(|(until, expiry)| expiry <= until)
        {
            against.push(
                UserError::input(
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
        self.require(&NOT_WITHDRAWN, "given an expiry")?;
        let opens = self
            .showings
            .iter()
            .map(|showing| showing.public.from)
            .filter(|from| *from > now)
            .max()
            .max(self.embargoed_until);
        if at.is_some_and(|at| at < now) {
            return Err(vec![
                UserError::input("at", "The moment has passed.")
                    .hint("Unpublish it to take it from readers now."),
            ]);
        }
        if at
            .zip(opens)
            .is_some_and(|(at, opens)| at <= opens && opens > now)
        {
            return Err(vec![
                UserError::input("at", "It would expire before readers could see it.")
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
                UserError::state(
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
                UserError::state("There are amendments that readers have not seen, and a correction would show them.")
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
                UserError::state("Readers never saw it, so there is nothing to withdraw.")
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

    /// That the article is where an act may be done to it.
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
        Err(vec![UserError::state(format!(
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
