//! Acts that change what readers see: publish, unpublish, embargo, expire, correct and retract.

use std::sync::Arc;

use super::{
    aggregate::{NOT_DELETED, Story},
    amendment::{Act, Decision},
    revision::Content,
};
use crate::{
    article::{Correction, Retraction, Status},
    error::UserError,
    ids::AccountId,
    moment::Moment,
    text::Label,
};

/// Every status in which embargo and expiry may be set.
const DATES_MAY_BE_SET: [Status; 4] = [
    Status::Draft,
    Status::InReview,
    Status::Published,
    Status::Unpublished,
];

impl Story {
    /// Publishes the head revision, now or at a time. A retracted article is published again only
    /// with a reason.
    ///
    /// # Errors
    /// - The article is deleted.
    /// - `at` lies in the past, or the article would expire before it becomes public.
    /// - The article is retracted and there is no reason.
    pub fn publish(&self, at: Option<Moment>, reason: Option<&Label>, now: Moment) -> Decision {
        self.require(&NOT_DELETED, "published")?;
        let at = at.unwrap_or(now);
        let mut errors = Vec::new();
        if at < now {
            errors.push(
                UserError::input("at", format!("The time {at} has passed."))
                    .hint("Omit the time to publish now."),
            );
        }
        if self.status == Status::Retracted && reason.is_none() {
            errors.push(
                UserError::input(
                    "reason",
                    "A retracted article can be published again only with a reason.",
                )
                .hint("Give the reason for publishing it again."),
            );
        }
        let public_from = self.embargoed_until.map_or(at, |embargo| embargo.max(at));
        if self.expires_at.is_some_and(|expiry| expiry <= public_from) {
            errors.push(
                UserError::input("at", "The article would expire before it becomes public.")
                    .hint("Change or remove its expiry first."),
            );
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut amendment = self.start_amendment(Act::Publish, now);
        let scheduled_at = Some(at).filter(|at| *at > now);
        amendment.reason = reason.cloned().or_else(|| set_note("at", scheduled_at?));
        let head = Arc::clone(&amendment.story.head);
        amendment.publish_revision(&head, at);
        Ok(amendment)
    }

    /// Withdraws the article, or its schedule, until it is published again.
    ///
    /// A retracted article whose return is only scheduled becomes retracted again: its tombstone
    /// stays, also for trusted readers who already saw the new revision.
    ///
    /// # Errors
    /// The article is not published.
    pub fn unpublish(&self, now: Moment) -> Decision {
        self.require(&[Status::Published], "unpublished")?;
        let mut amendment = self.start_amendment(Act::Unpublish, now);
        amendment.end_all_showings(now);
        if let (true, Some(revision)) = (
            self.has_public_tombstone(now),
            self.last_public_revision(now),
        ) {
            amendment.story.status = Status::Retracted;
            amendment.publish_tombstone(revision, now);
            return Ok(amendment);
        }
        amendment.story.status = Status::Unpublished;
        amendment.story.updated_at = now;
        amendment.story.clear_future_publication_dates(now);
        Ok(amendment)
    }

    /// Sets an embargo: until that moment only readers trusted to hold it see the article. `None`
    /// removes the embargo.
    ///
    /// # Errors
    /// - The article is public, retracted or deleted.
    /// - `until` does not lie in the future, or the article expires by then.
    pub fn embargo(&self, until: Option<Moment>, now: Moment) -> Decision {
        self.require(&DATES_MAY_BE_SET, "put under embargo")?;
        let mut errors = Vec::new();
        if self.is_public(now) {
            errors.push(
                UserError::invalid_state(
                    "The article is public, so it cannot be put under embargo.",
                )
                .hint("Unpublish it first, or publish the change at a later time."),
            );
        }
        if until.is_some_and(|until| until <= now) {
            errors.push(
                UserError::input("until", "The end of the embargo has passed.")
                    .hint("Choose a later time, or omit it to remove the embargo."),
            );
        }
        if until
            .zip(self.expires_at)
            .is_some_and(|(until, expiry)| expiry <= until)
        {
            errors.push(
                UserError::input("until", "The article would expire before the embargo ends.")
                    .hint("Change or remove its expiry first."),
            );
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut amendment = self.start_amendment(Act::Embargo, now);
        amendment.reason = until.map_or_else(lifted_note, |until| set_note("until", until));
        amendment.story.embargoed_until = until;
        amendment.reapply_dates();
        Ok(amendment)
    }

    /// Sets the moment at which the article stops being visible; `None` removes the expiry.
    ///
    /// # Errors
    /// - The article is retracted or deleted.
    /// - `at` lies in the past, or the article would expire before it becomes public.
    pub fn expire(&self, at: Option<Moment>, now: Moment) -> Decision {
        self.require(&DATES_MAY_BE_SET, "given an expiry")?;
        // The last moment at which a public window is still to open.
        let opens_at = self
            .showings
            .iter()
            .map(|showing| showing.public.from)
            .filter(|from| *from > now)
            .max()
            .max(self.embargoed_until);
        if at.is_some_and(|at| at < now) {
            return Err(vec![
                UserError::input("at", "The time of expiry has passed.")
                    .hint("Unpublish the article to withdraw it now."),
            ]);
        }
        if at
            .zip(opens_at)
            .is_some_and(|(at, opens_at)| at <= opens_at && opens_at > now)
        {
            return Err(vec![
                UserError::input("at", "The article would expire before it becomes public.")
                    .hint("Choose a later time, or unpublish the article."),
            ]);
        }
        let mut amendment = self.start_amendment(Act::Expire, now);
        amendment.reason = at.map_or_else(lifted_note, |at| set_note("at", at));
        amendment.story.expires_at = at;
        amendment.reapply_dates();
        Ok(amendment)
    }

    /// Publishes a changed article at once, with a public and dated correction.
    ///
    /// # Errors
    /// - The article is not public.
    /// - The head revision is not the public one, so correcting would publish other changes too.
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
                UserError::invalid_state("The article is not public, so it cannot be corrected.")
                    .hint("Update it instead."),
            ]);
        }
        if self
            .last_public_revision(now)
            .is_none_or(|public| public.number != self.head.number)
        {
            return Err(vec![
                UserError::invalid_state(
                    "The article has unpublished changes, which a correction would publish.",
                )
                .hint("Publish them first, or restore the public revision."),
            ]);
        }
        let mut amendment = self.start_amendment(Act::Correct, now);
        amendment.reason = Some(text.clone());
        amendment.add_revision(content, actor, Some(text.clone()));
        amendment
            .story
            .corrections
            .push(Correction { at: now, text });
        let head = Arc::clone(&amendment.story.head);
        amendment.publish_revision(&head, now);
        Ok(amendment)
    }

    /// Withdraws an article for good and publishes a tombstone with the reason in its place.
    ///
    /// # Errors
    /// The article is not published, or was never public.
    pub fn retract(&self, reason: Label, now: Moment) -> Decision {
        self.require(&[Status::Published], "retracted")?;
        let Some(revision) = self.last_public_revision(now) else {
            return Err(vec![
                UserError::invalid_state(
                    "The article was never public, so it cannot be retracted.",
                )
                .hint("Unpublish it instead."),
            ]);
        };
        let mut amendment = self.start_amendment(Act::Retract, now);
        amendment.story.status = Status::Retracted;
        amendment.story.updated_at = now;
        amendment.reason = Some(reason.clone());
        amendment.story.retraction = Some(Retraction { at: now, reason });
        amendment.end_all_showings(now);
        amendment.publish_tombstone(revision, now);
        Ok(amendment)
    }
}

/// The audit log's text for a moment that was set.
fn set_note(word: &str, moment: Moment) -> Option<Label> {
    Label::parse(&format!("{word} {moment}")).ok()
}

/// The audit log's text for a moment that was removed.
fn lifted_note() -> Option<Label> {
    Label::parse("lifted").ok()
}
