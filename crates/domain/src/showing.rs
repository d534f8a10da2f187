//! Showings: a revision with the windows in which readers see it.

use crate::{
    ids::{AccountId, RevisionNumber, SectionId},
    moment::Moment,
};

/// Half-open interval of time: from a moment until, but not including, another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VisibilityWindow {
    /// First moment inside.
    pub from: Moment,
    /// First moment no longer inside; [`Moment::NEVER`] if there is no end.
    pub until: Moment,
}

impl VisibilityWindow {
    /// Returns `true` if a moment lies inside.
    pub fn contains(self, now: Moment) -> bool {
        self.from <= now && now < self.until
    }

    /// Returns `true` if no moment lies inside.
    pub fn is_empty(self) -> bool {
        self.from >= self.until
    }

    /// This window, extended over a successor that will not open. The successor is taken only if
    /// this window was cut short for it, so it extends one window at most.
    pub(crate) fn extended_over(self, unopened: &mut Option<Self>) -> Self {
        match unopened.take_if(|successor| successor.from == self.until) {
            Some(successor) => Self {
                from: self.from,
                until: successor.until,
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

/// Kind of a showing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ShowingKind {
    /// The whole revision.
    Full,
    /// Only the retraction and its reason. Readers reach it by identity or slug, never in a list or
    /// count.
    Tombstone,
}

/// A revision with two windows: one for the public and one for readers trusted to hold an embargo.
///
/// The trusted window opens no later than the public one. Windows of one kind never overlap within
/// an article. After a showing has begun, only the ends of its windows change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Showing {
    /// Position in the article's history, from 1.
    pub number: u32,
    /// Revision that is shown.
    pub revision: RevisionNumber,
    /// Kind of the showing.
    pub kind: ShowingKind,
    /// Window in which everyone sees it.
    pub public: VisibilityWindow,
    /// Window in which readers trusted to hold an embargo see it.
    pub trusted: VisibilityWindow,
    /// Account that created the article.
    pub owner: Option<AccountId>,
    /// Section of this revision.
    pub section: Option<SectionId>,
    /// First moment at which the article was public.
    pub first_published_at: Moment,
    /// Date that the article bears.
    pub published_at: Moment,
    /// Last change of what readers see.
    pub updated_at: Moment,
}

impl Showing {
    /// This showing with its windows ending no later than these moments; `None` if it then was
    /// never visible.
    #[must_use]
    pub fn ended_by(mut self, public: Moment, trusted: Moment) -> Option<Self> {
        self.public = self.public.ended_by(public);
        self.trusted = self.trusted.ended_by(trusted);
        (!self.public.is_empty() || !self.trusted.is_empty()).then_some(self)
    }

    /// Returns `true` if it is or was visible to any reader at `now`.
    pub fn has_begun(&self, now: Moment) -> bool {
        let begun = |window: VisibilityWindow| !window.is_empty() && window.from <= now;
        begun(self.public) || begun(self.trusted)
    }

    /// Returns `true` if it is or was public at `now`.
    pub fn has_been_public(&self, now: Moment) -> bool {
        !self.public.is_empty() && self.public.from <= now
    }
}
