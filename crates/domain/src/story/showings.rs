//! Showings of a story: the one place where they open and close.
//!
//! A showing puts one revision before readers in two windows, one for the public and one for
//! readers trusted to hold an embargo. [`Amendment::open_showing`] keeps the windows of each kind
//! from overlapping, so at most one revision is visible to a reader at any moment.

use std::sync::Arc;

use super::{amendment::Amendment, revision::Revision};
use crate::{
    article::Status,
    ids::RevisionNumber,
    moment::Moment,
    showing::{Showing, ShowingKind, VisibilityWindow},
};

/// A showing that is to be opened.
struct NewShowing {
    kind: ShowingKind,
    public: VisibilityWindow,
    trusted: VisibilityWindow,
    first_published_at: Moment,
    published_at: Moment,
}

impl Amendment {
    /// Publishes a revision from a moment on. The showing before it ends when this one begins;
    /// pending showings are dropped.
    pub(super) fn publish_revision(&mut self, revision: &Arc<Revision>, from: Moment) {
        let now = self.at;
        let story = &mut self.story;
        // An embargo delays the public window only; trusted readers see the revision at once.
        let public_from = story
            .embargoed_until
            .map_or(from, |embargo| embargo.max(from));
        let until = story.expires_at.unwrap_or(Moment::NEVER);
        let has_passed = |moment: &Moment| *moment <= now;
        // A date that lies ahead belongs to a schedule that this publication replaces.
        let first_published_at = story
            .first_published_at
            .filter(has_passed)
            .unwrap_or(public_from);
        // A new revision of a published article keeps its date; an article that was taken away
        // gets a new one.
        let kept_date = story
            .published_at
            .filter(|moment| story.status == Status::Published && has_passed(moment));
        let published_at = kept_date.unwrap_or(public_from);
        let public = VisibilityWindow {
            from: public_from,
            until,
        };
        if !public.is_empty() {
            story.first_published_at = Some(first_published_at);
            story.published_at = Some(published_at);
        }
        if public_from <= now {
            story.retraction = None;
        }
        story.updated_at = public_from;
        story.status = Status::Published;
        story.deleted_from = None;
        let trusted = VisibilityWindow { from, until };
        if !public.is_empty() || !trusted.is_empty() {
            story.published = Some(revision.number);
        }
        self.open_showing(
            revision,
            NewShowing {
                kind: ShowingKind::Full,
                public,
                trusted,
                first_published_at,
                published_at,
            },
        );
    }

    /// Publishes a tombstone in the place of the article.
    pub(super) fn publish_tombstone(&mut self, revision: &Arc<Revision>, from: Moment) {
        let window = VisibilityWindow {
            from,
            until: Moment::NEVER,
        };
        let published_at = self.story.published_at.unwrap_or(from);
        let first_published_at = self.story.first_published_at.unwrap_or(published_at);
        self.open_showing(
            revision,
            NewShowing {
                kind: ShowingKind::Tombstone,
                public: window,
                trusted: window,
                first_published_at,
                published_at,
            },
        );
    }

    /// Ends every showing at a moment and withdraws the pending ones.
    pub(super) fn end_all_showings(&mut self, at: Moment) {
        self.story.published = self
            .story
            .last_public_revision(at)
            .map(|revision| revision.number);
        self.end_showings(|showing| showing.ended_by(at, at));
    }

    /// Ends showings that were never public, and withdraws those that no reader has seen.
    pub(super) fn withdraw_pending_showings(&mut self) {
        let now = self.at;
        self.end_showings(|showing| {
            if showing.has_been_public(now) {
                Some(showing)
            } else {
                showing.ended_by(now, now)
            }
        });
    }

    /// Applies `end` to every showing. A showing for which `end` returns `None` was never visible
    /// and is withdrawn.
    ///
    /// A showing that had been cut short for a successor gets the successor's end when that
    /// successor will not open after all.
    pub(super) fn end_showings(&mut self, end: impl Fn(Showing) -> Option<Showing>) {
        let now = self.at;
        let lies_ahead = |window: VisibilityWindow| !window.is_empty() && window.from > now;
        // Windows of the successor that was just removed before it opened.
        let (mut unopened_public, mut unopened_trusted) = (None, None);
        let mut remaining = Vec::new();
        // From the latest to the earliest, so that a successor is decided before the showing that
        // was cut short for it.
        for mut showing in std::mem::take(&mut self.story.showings).into_iter().rev() {
            showing.public = showing.public.extended_over(&mut unopened_public);
            showing.trusted = showing.trusted.extended_over(&mut unopened_trusted);
            let (number, public, trusted) = (showing.number, showing.public, showing.trusted);
            let ended = end(showing);
            let still_opens = |window: fn(&Showing) -> VisibilityWindow| {
                ended
                    .as_ref()
                    .is_some_and(|showing| !window(showing).is_empty())
            };
            if lies_ahead(public) && !still_opens(|showing| showing.public) {
                unopened_public = Some(public);
            }
            if lies_ahead(trusted) && !still_opens(|showing| showing.trusted) {
                unopened_trusted = Some(trusted);
            }
            match ended {
                Some(showing) => remaining.push(showing),
                None => {
                    self.cards.remove(&number);
                    self.withdrawn.push(number);
                }
            }
        }
        remaining.reverse();
        self.story.showings = remaining;
    }

    /// Publishes the current and the pending revisions again under changed dates of embargo or
    /// expiry.
    pub(super) fn reapply_dates(&mut self) {
        let now = self.at;
        if self.story.status != Status::Published {
            return;
        }
        if self.story.expires_at.is_some_and(|expiry| expiry <= now) {
            return self.end_all_showings(now);
        }
        let pending = self.pending_revisions();
        let only_dates_change = pending.is_empty();
        // With nothing pending, the published revision itself gets the new dates.
        let current = self
            .story
            .published
            .filter(|_| only_dates_change)
            .map(|published| (published, now));
        self.withdraw_pending_showings();
        self.apply_expiry_to_public_showings();
        let updated_at = self.story.updated_at;
        for (number, from) in pending.into_iter().chain(current) {
            let Some(revision) = self
                .story
                .revisions
                .iter()
                .find(|revision| revision.number == number)
                .cloned()
            else {
                continue;
            };
            self.publish_revision(&revision, from);
        }
        // `publish_revision` set a new date of change, but the text is the same.
        if let (true, Some(showing)) = (only_dates_change, self.story.showings.last_mut()) {
            showing.updated_at = updated_at;
            self.story.updated_at = updated_at;
        }
    }

    /// Sets the end of public showings to the present expiry. A later showing ends them earlier
    /// when it opens.
    pub(super) fn apply_expiry_to_public_showings(&mut self) {
        let now = self.at;
        let until = self.story.expires_at.unwrap_or(Moment::NEVER).max(now);
        let full = self
            .story
            .showings
            .iter_mut()
            .filter(|showing| showing.kind == ShowingKind::Full);
        for showing in full.filter(|showing| showing.public.contains(now)) {
            showing.public.until = until;
            if showing.trusted.contains(now) {
                showing.trusted.until = until;
            }
        }
    }

    /// Revisions with a showing that is not over and was never public, each with the later of now
    /// and the moment at which its trusted window opens.
    fn pending_revisions(&self) -> Vec<(RevisionNumber, Moment)> {
        let now = self.at;
        let is_pending = |showing: &&Showing| {
            let is_over = showing.public.until <= now && showing.trusted.until <= now;
            showing.kind == ShowingKind::Full && !is_over && !showing.has_been_public(now)
        };
        let showings = self.story.showings.iter().filter(is_pending);
        showings
            .map(|showing| (showing.revision, showing.trusted.from.max(now)))
            .collect()
    }

    fn open_showing(&mut self, revision: &Arc<Revision>, new: NewShowing) {
        let now = self.at;
        let NewShowing {
            kind,
            public,
            trusted,
            first_published_at,
            published_at,
        } = new;
        // Showings that this same amendment opened stay, although they have not begun yet.
        let opened_here: Vec<u32> = self.cards.keys().copied().collect();
        self.end_showings(|showing| {
            let stays = opened_here.contains(&showing.number) || showing.has_begun(now);
            if stays {
                showing.ended_by(public.from, trusted.from)
            } else {
                None
            }
        });
        if public.is_empty() && trusted.is_empty() {
            return;
        }
        let story = &mut self.story;
        let number = story.next_showing;
        story.next_showing = number.saturating_add(1);
        story.showings.push(Showing {
            number,
            revision: revision.number,
            kind,
            public,
            trusted,
            owner: story.owner,
            section: revision.content.section,
            first_published_at,
            published_at,
            updated_at: story.updated_at,
        });
        let card = story.card(revision, kind);
        self.cards.insert(number, card);
    }
}
