//! How stories begin: filed at the desk, or taken in from another system and again when that system changed them.

use std::{collections::BTreeMap, sync::Arc};

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
        let head = Arc::new(Revision {
            number: RevisionNumber::FIRST,
            made_at: now,
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
        let mut amendment = Amendment {
            act: Act::File,
            story,
            cards: BTreeMap::new(),
            withdrawn: Vec::new(),
        };
        amendment.follow(
            filing.intent,
            None,
            filing.updated_at,
            filing.retraction,
            now,
        );
        amendment
    }

    /// Takes in what another system made of its article since. The change is before readers from now on.
    pub fn take_in(&self, filing: Filing, now: Moment) -> Amendment {
        let mut amendment = self.begin(Act::Amend, now);
        amendment.revise(filing.content, None, None, now);
        let story = &mut amendment.story;
        story.source = filing.source;
        story.embargoed_until = filing.embargoed_until;
        story.expires_at = filing.expires_at;
        story.corrections = filing.corrections;
        let kept_date = story.published_at;
        amendment.follow(
            filing.intent,
            kept_date,
            filing.updated_at,
            filing.retraction,
            now,
        );
        amendment
    }
}

impl Amendment {
    fn follow(
        &mut self,
        intent: Intent,
        kept_date: Option<Moment>,
        updated_at: Option<Moment>,
        retraction: Option<Retraction>,
        now: Moment,
    ) {
        let status = match intent {
            Intent::Published(at) => {
                self.follow_into_print(at.or(kept_date).unwrap_or(now), updated_at, now);
                if let Some(retraction) = retraction {
                    self.follow_into_retraction(retraction, now);
                }
                return;
            }
            Intent::Draft => Status::Draft,
            Intent::InReview => Status::InReview,
            Intent::Unpublished => Status::Unpublished,
            Intent::Deleted => Status::Deleted,
        };
        self.clear(now);
        if status == Status::Deleted {
            self.story.deleted_from = Some(self.story.status);
        }
        let was_met = self
            .story
            .first_published_at
            .is_some_and(|first| first < now);
        self.story.status = if was_met && matches!(status, Status::Draft | Status::InReview) {
            Status::Unpublished
        } else {
            status
        };
        self.story.updated_at = now;
    }

    fn follow_into_print(&mut self, at: Moment, updated_at: Option<Moment>, now: Moment) {
        let head = Arc::clone(&self.story.head);
        let is_new = self.act == Act::File;
        if !is_new {
            self.story.status = Status::Published;
            self.story.published_at = Some(at);
        }
        self.place(&head, if is_new { at } else { at.max(now) }, now);
        let said = updated_at.filter(|updated| {
            *updated <= now
                && self
                    .story
                    .published_at
                    .is_some_and(|published| *updated >= published)
        });
        let (Some(updated_at), Some(showing)) = (said, self.story.showings.last_mut()) else {
            return;
        };
        showing.updated_at = updated_at;
        self.story.updated_at = updated_at;
    }

    fn follow_into_retraction(&mut self, retraction: Retraction, now: Moment) {
        let at = if self.act == Act::File {
            retraction.at.min(now)
        } else {
            now
        };
        let Some(revision) = self.story.shown(at).cloned() else {
            return self.clear(at);
        };
        self.clear(at);
        self.story.status = Status::Retracted;
        self.story.retraction = Some(retraction);
        self.story.updated_at = at;
        self.leave_tombstone(&revision, at);
    }
}
