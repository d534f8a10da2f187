//! The visibility rule: what a reader may see at a moment.
//!
//! [`Showing::visible_to`] is the rule; `visibility::visible_to` in `persistence` is its twin in SQL, and a property test over random histories holds
//! the two equal. Nothing else decides who sees what. A draft has no showing, so there is nothing of it that a list, a count or a search could leak.

use std::{collections::BTreeSet, fmt::Write};

use crate::{
    ids::{AccountId, SectionId},
    moment::Moment,
    showing::{Showing, ShowingKind, Window},
};

/// Who asks, and when. Every read takes one; the moment is read from the clock once per request.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reader {
    /// Who asks.
    pub audience: Audience,
    /// The moment whose newsroom is shown.
    pub now: Moment,
}

/// Who may be asking.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Anybody.
    Public,
    /// A partner who syndicates, with what it was granted.
    Partner(Grants),
    /// An author of the desk: trusted with their own articles.
    Author(AccountId),
    /// The desk: trusted with every embargo.
    Desk,
}

/// What a partner was granted.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Grants {
    /// Trusted to hold what is under embargo.
    pub embargo: bool,
    /// The only sections licensed; `None` licenses all.
    pub sections: Option<BTreeSet<SectionId>>,
}

/// What one reader may see of one article at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility<'a> {
    /// All of it, as this showing has it.
    Full(&'a Showing),
    /// That it was withdrawn.
    Tombstone(&'a Showing),
    /// Nothing, as if it had never been.
    Hidden,
}

impl Reader {
    /// Anybody, at a moment.
    pub const fn public(now: Moment) -> Self {
        Self {
            audience: Audience::Public,
            now,
        }
    }
}

impl Audience {
    /// Whether the one who asks writes here: to them tags, sections, contributors and collections are there before an article is.
    pub const fn is_desk(&self) -> bool {
        matches!(self, Self::Author(_) | Self::Desk)
    }

    /// Equal keys see equal bytes at equal moments: what a cache may be keyed by.
    pub fn view(&self) -> String {
        match self {
            Self::Public => "public".to_owned(),
            Self::Desk => "desk".to_owned(),
            Self::Author(account) => format!("author:{}", account.as_uuid()),
            Self::Partner(grants) => {
                let mut view = String::from(if grants.embargo {
                    "partner:embargo"
                } else {
                    "partner"
                });
                for section in grants.sections.iter().flatten() {
                    let _ = write!(view, ":{}", section.as_uuid());
                }
                if grants.sections.as_ref().is_some_and(BTreeSet::is_empty) {
                    view.push_str(":none");
                }
                view
            }
        }
    }
}

impl Showing {
    /// The rule: this showing is before this reader when the reader's moment falls into the window that the reader's trust opens, and the
    /// section is one that the reader's licence covers.
    pub fn visible_to(&self, reader: &Reader) -> bool {
        let (window, licensed) = match &reader.audience {
            Audience::Public => (self.public, true),
            Audience::Desk => (self.trusted, true),
            Audience::Author(account) => (self.window_of(self.owner == Some(*account)), true),
            Audience::Partner(grants) => {
                let licensed = grants.sections.as_ref().is_none_or(|sections| {
                    self.section
                        .is_some_and(|section| sections.contains(&section))
                });
                (self.window_of(grants.embargo), licensed)
            }
        };
        licensed && window.holds(reader.now)
    }

    const fn window_of(&self, trusted: bool) -> Window {
        if trusted { self.trusted } else { self.public }
    }
}

/// What a reader may see of an article that has these showings. At most one of an article's showings is open to a reader.
pub fn visibility<'a>(showings: &'a [Showing], reader: &Reader) -> Visibility<'a> {
    match showings.iter().find(|showing| showing.visible_to(reader)) {
        Some(showing) if showing.kind == ShowingKind::Full => Visibility::Full(showing),
        Some(showing) => Visibility::Tombstone(showing),
        None => Visibility::Hidden,
    }
}
