//! How stories begin: filed at the desk, or taken in from another system and again when that system changed them.

use std::sync::Arc;

use super::{Act, Amendment, Content, Revision, Story};
use crate::{
    article::{Correction, Retraction, Source, Status},
    ids::{AccountId, ArticleId, RevisionNumber},
    intake::Intent,
    moment::Moment,
};

/// What is filed: a content and what is to become of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Filing {
    /// What the revision says.
    pub content: Content,
    /// Where it came from.
    pub source: Option<Source>,
    /// Whether and when it is to be before readers.
    pub intent: Intent,
    /// When its source last changed it.
    pub updated_at: Option<Moment>,
    /// Not before this moment, save for those trusted to hold it.
    pub embargoed_until: Option<Moment>,
    /// Not after this moment.
    pub expires_at: Option<Moment>,
    /// Admitted errors, in order.
    pub corrections: Vec<Correction>,
    /// That it was withdrawn.
    pub retraction: Option<Retraction>,
}

impl Story {
    /// Begins a story. What comes from another system may have been published in the past: its showing then begins in the past.
    pub fn file(id: ArticleId, filing: Filing, owner: Option<AccountId>, now: Moment) -> Amendment {
        let filing = filing.not_after(now);
        let head = Arc::new(Revision {
            number: RevisionNumber::FIRST,
            created_at: now,
            actor: owner,
            note: None,
            content: filing.content,
        });
        let story = Self {
            id,
            version: 1,
            status: Status::Draft,
            owner,
            source: filing.source,
            filed_at: now,
            first_published_at: None,
            published_at: None,
            updated_at: now,
            embargoed_until: filing.embargoed_until,
            expires_at: filing.expires_at,
            corrections: filing.corrections,
            retraction: None,
            deleted_from: None,
            kept: vec![Arc::clone(&head)],
            head,
            published: None,
            showings: Vec::new(),
            next_showing: 1,
        };
        let mut amendment = Amendment::of(Act::File, story, now);
        match filing.intent {
            Intent::Published(at) => {
                amendment.print(at.unwrap_or(now), filing.updated_at);
                if let Some(retraction) = filing.retraction {
                    let at = retraction.at;
                    amendment.withdraw(retraction, at);
                }
            }
            other => amendment.keep_at_the_desk(other),
        }
        amendment
    }

    /// Takes in what another system made of its article since. The change is before readers from now on.
    pub fn take_in(&self, filing: Filing, now: Moment) -> Amendment {
        let filing = filing.not_after(now);
        let mut amendment = self.begin(Act::TakeIn, now);
        amendment.revise(filing.content, None, None);
        let story = &mut amendment.story;
        story.source = filing.source;
        story.embargoed_until = filing.embargoed_until;
        story.expires_at = filing.expires_at;
        story.corrections = filing.corrections;
        match (filing.intent, filing.retraction) {
            (Intent::Published(_), Some(retraction)) => amendment.withdraw(retraction, now),
            (Intent::Published(at), None) => amendment.print_anew(at, filing.updated_at),
            (other, _) => amendment.keep_at_the_desk(other),
        }
        amendment
    }
}

impl Filing {
    /// An admission or a withdrawal that bears a date to come was made by now.
    fn not_after(mut self, now: Moment) -> Self {
        for correction in &mut self.corrections {
            correction.at = correction.at.min(now);
        }
        if let Some(retraction) = &mut self.retraction {
            retraction.at = retraction.at.min(now);
        }
        self
    }
}

impl Amendment {
    /// Puts the head revision before readers as the source had it.
    fn print(&mut self, at: Moment, updated_at: Option<Moment>) {
        let head = Arc::clone(&self.story.head);
        self.place(&head, at);
        let now = self.at;
        let published_at = self.story.published_at;
        let said = updated_at.filter(|updated| {
            *updated <= now && published_at.is_some_and(|published| *updated >= published)
        });
        let (Some(updated_at), Some(showing)) = (said, self.story.showings.last_mut()) else {
            return;
        };
        showing.updated_at = updated_at;
        self.story.updated_at = updated_at;
    }

    /// As [`Self::print`], where the source changed what it had said before: what was to come is no more, and what is public ends by the new dates.
    fn print_anew(&mut self, at: Option<Moment>, updated_at: Option<Moment>) {
        let now = self.at;
        self.withdraw_what_is_to_come();
        self.story.forget_what_never_was(now);
        let met = self.story.first_published_at.is_some();
        let at = at.or(self.story.published_at).unwrap_or(now);
        if met {
            self.story.status = Status::Published;
            self.story.published_at = Some(at);
        }
        self.date_what_is_public();
        self.print(at.max(now), updated_at);
    }

    /// Withdraws what everybody saw. What nobody saw leaves no tombstone: it is unpublished.
    fn withdraw(&mut self, retraction: Retraction, at: Moment) {
        let shown = self.story.shown(at).cloned();
        self.clear(at);
        self.story.updated_at = at;
        let Some(revision) = shown else {
            self.story.status = Status::Unpublished;
            self.story.forget_what_never_was(at);
            return;
        };
        self.story.status = Status::Retracted;
        self.story.retraction = Some(retraction);
        self.leave_tombstone(&revision, at);
    }

    fn keep_at_the_desk(&mut self, intent: Intent) {
        let now = self.at;
        self.clear(now);
        let story = &mut self.story;
        story.retraction = None;
        story.forget_what_never_was(now);
        let was_met = story.first_published_at.is_some();
        let was = story.status;
        story.status = match intent {
            Intent::Deleted => Status::Deleted,
            Intent::Draft if !was_met => Status::Draft,
            Intent::InReview if !was_met => Status::InReview,
            _ => Status::Unpublished,
        };
        if story.status == Status::Deleted && was != Status::Deleted {
            story.deleted_from = Some(was);
        }
        story.updated_at = now;
    }
}
