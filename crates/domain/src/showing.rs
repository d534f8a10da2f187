//! Showings: that a revision is before readers from one moment until another.

use crate::{
    ids::{AccountId, RevisionNumber, SectionId},
    moment::Moment,
};

/// From a moment until, but not at, another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first moment inside.
    pub from: Moment,
    /// The first moment no longer inside; [`Moment::NEVER`] when no end is set.
    pub until: Moment,
}

impl Window {
    /// Whether a moment falls inside.
    pub fn holds(self, now: Moment) -> bool {
        self.from <= now && now < self.until
    }

    /// Whether no moment falls inside.
    pub fn is_empty(self) -> bool {
        self.from >= self.until
    }

    /// This window, for as long as the one would have been open for which it was cut short. Only one window takes another's place.
    pub(crate) fn inheriting(self, never_opened: &mut Option<Self>) -> Self {
        match never_opened.take_if(|heir| heir.from == self.until) {
            Some(heir) => Self {
                from: self.from,
                until: heir.until,
            },
            None => self,
        }
    }

    fn ended_by(self, end: Moment) -> Self {
        Self {
            from: self.from,
            until: self.until.min(end),
        }
    }
}

/// What a showing puts before readers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ShowingKind {
    /// The revision.
    Full,
    /// Only that it was withdrawn, and why. Reached by identity, never in a list, a count or beside another article.
    Tombstone,
}

/// That a revision is before readers, in two windows: one for everybody, one for those trusted to hold an embargo. The second opens no later.
/// Windows of one kind never overlap within an article. Once opened, a showing changes only in when its windows end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Showing {
    /// Its place in the article's history, from 1.
    pub number: u32,
    /// The revision it shows.
    pub revision: RevisionNumber,
    /// How much of it.
    pub kind: ShowingKind,
    /// When everybody sees it.
    pub public: Window,
    /// When those see it who are trusted to hold an embargo.
    pub trusted: Window,
    /// Who filed the article.
    pub owner: Option<AccountId>,
    /// The shelf that this revision stands on.
    pub section: Option<SectionId>,
    /// When readers first met the article.
    pub first_published_at: Moment,
    /// The date it bears.
    pub published_at: Moment,
    /// When what readers see last changed.
    pub updated_at: Moment,
}

impl Showing {
    /// This showing, ending no later than these moments; `None` when it then was never before anybody.
    #[must_use]
    pub fn ended_by(mut self, public: Moment, trusted: Moment) -> Option<Self> {
        self.public = self.public.ended_by(public);
        self.trusted = self.trusted.ended_by(trusted);
        (!self.public.is_empty() || !self.trusted.is_empty()).then_some(self)
    }

    /// Whether it has been before anybody by now.
    pub fn has_begun(&self, now: Moment) -> bool {
        let begun = |window: Window| !window.is_empty() && window.from <= now;
        begun(self.public) || begun(self.trusted)
    }

    /// Whether it has been before everybody by now.
    pub fn has_been_public(&self, now: Moment) -> bool {
        !self.public.is_empty() && self.public.from <= now
    }
}
