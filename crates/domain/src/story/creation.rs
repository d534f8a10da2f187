//! Creation and import: a story begins at the desk or in another system, and an import updates it
//! when that system changed it.

use std::sync::Arc;

use super::{
    aggregate::Story,
    amendment::{Act, Amendment},
    revision::{Content, Revision},
};
use crate::{
    article::{ArticleSource, Correction, Retraction, Status},
    ids::{AccountId, ArticleId, RevisionNumber},
    import::InitialStatus,
    moment::Moment,
};

/// Content and dates of a story that is created or imported again.
#[derive(Debug, Clone, PartialEq)]
pub struct StoryInput {
    /// Content of the new revision.
    pub content: Content,
    /// Record in another system that the article was imported from.
    pub source: Option<ArticleSource>,
    /// Status of the article after the command.
    pub initial_status: InitialStatus,
    /// Last change in the source system, if the source gives it.
    pub updated_at: Option<Moment>,
    /// End of the embargo: until then only readers trusted to hold it see the article.
    pub embargoed_until: Option<Moment>,
    /// Expiry: from this moment the article is no longer visible.
    pub expires_at: Option<Moment>,
    /// Public corrections, in order.
    pub corrections: Vec<Correction>,
    /// Retraction, if the source withdrew the article.
    pub retraction: Option<Retraction>,
}

impl Story {
    /// Creates a story. An imported article may have been published in the past; its showing then
    /// begins in the past.
    pub fn create(
        id: ArticleId,
        input: StoryInput,
        owner: Option<AccountId>,
        now: Moment,
    ) -> Amendment {
        let input = input.with_dates_until(now);
        let head = Arc::new(Revision {
            number: RevisionNumber::FIRST,
            created_at: now,
            actor: owner,
            note: None,
            content: input.content,
        });
        let story = Self {
            id,
            version: 1,
            status: Status::Draft,
            owner,
            source: input.source,
            created_at: now,
            first_published_at: None,
            published_at: None,
            updated_at: now,
            embargoed_until: input.embargoed_until,
            expires_at: input.expires_at,
            corrections: input.corrections,
            retraction: None,
            deleted_from: None,
            revisions: vec![Arc::clone(&head)],
            head,
            published: None,
            showings: Vec::new(),
            next_showing: 1,
        };
        let mut amendment = Amendment::new(Act::Create, story, now);
        match input.initial_status {
            InitialStatus::Published(at) => {
                amendment.publish_imported(at.unwrap_or(now), input.updated_at);
                if let Some(retraction) = input.retraction {
                    let at = retraction.at;
                    amendment.retract_imported(retraction, at);
                }
            }
            other => amendment.keep_at_the_desk(other),
        }
        amendment
    }

    /// Updates an imported story after its source changed. Published changes are visible at once.
    pub fn reimport(&self, input: StoryInput, now: Moment) -> Amendment {
        let input = input.with_dates_until(now);
        let mut amendment = self.start_amendment(Act::Reimport, now);
        amendment.add_revision(input.content, None, None);
        let story = &mut amendment.story;
        story.source = input.source;
        story.embargoed_until = input.embargoed_until;
        story.expires_at = input.expires_at;
        story.corrections = input.corrections;
        match (input.initial_status, input.retraction) {
            (InitialStatus::Published(_), Some(retraction)) => {
                amendment.retract_imported(retraction, now)
            }
            (InitialStatus::Published(at), None) => {
                amendment.republish_imported(at, input.updated_at)
            }
            (other, _) => amendment.keep_at_the_desk(other),
        }
        amendment
    }
}

impl StoryInput {
    /// The input with the dates of corrections and of the retraction moved to `now` where they lie
    /// ahead: both exist already.
    fn with_dates_until(mut self, now: Moment) -> Self {
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
    /// Publishes the head revision with the dates of its source.
    fn publish_imported(&mut self, at: Moment, updated_at: Option<Moment>) {
        let head = Arc::clone(&self.story.head);
        self.publish_revision(&head, at);
        let now = self.at;
        let published_at = self.story.published_at;
        // The source's date of change counts only between publication and now.
        let plausible = updated_at.filter(|updated| {
            *updated <= now && published_at.is_some_and(|published| *updated >= published)
        });
        let (Some(updated_at), Some(showing)) = (plausible, self.story.showings.last_mut()) else {
            return;
        };
        showing.updated_at = updated_at;
        self.story.updated_at = updated_at;
    }

    /// Publishes the head revision after the source changed: pending showings are withdrawn, and
    /// the public showing gets the new expiry.
    fn republish_imported(&mut self, at: Option<Moment>, updated_at: Option<Moment>) {
        let now = self.at;
        self.withdraw_pending_showings();
        self.story.clear_future_publication_dates(now);
        let was_published = self.story.first_published_at.is_some();
        let at = at.or(self.story.published_at).unwrap_or(now);
        if was_published {
            self.story.status = Status::Published;
            self.story.published_at = Some(at);
        }
        self.apply_expiry_to_public_showings();
        // A showing may not begin in the past here: readers saw the earlier revision then.
        self.publish_imported(at.max(now), updated_at);
    }

    /// Retracts an article that was public. An article that never was leaves no tombstone and is
    /// unpublished.
    fn retract_imported(&mut self, retraction: Retraction, at: Moment) {
        let last_public = self.story.last_public_revision(at).cloned();
        self.end_all_showings(at);
        self.story.updated_at = at;
        let Some(revision) = last_public else {
            self.story.status = Status::Unpublished;
            self.story.clear_future_publication_dates(at);
            return;
        };
        self.story.status = Status::Retracted;
        self.story.retraction = Some(retraction);
        self.publish_tombstone(&revision, at);
    }

    fn keep_at_the_desk(&mut self, initial_status: InitialStatus) {
        let now = self.at;
        self.end_all_showings(now);
        let story = &mut self.story;
        story.retraction = None;
        story.clear_future_publication_dates(now);
        let was_published = story.first_published_at.is_some();
        let status_before = story.status;
        // An article that was public is unpublished and never a draft again.
        story.status = match initial_status {
            InitialStatus::Deleted => Status::Deleted,
            InitialStatus::Draft if !was_published => Status::Draft,
            InitialStatus::InReview if !was_published => Status::InReview,
            _ => Status::Unpublished,
        };
        if story.status == Status::Deleted && status_before != Status::Deleted {
            story.deleted_from = Some(status_before);
        }
        story.updated_at = now;
    }
}
