//! The visibility rule: the showings that a reader may see at a moment.
//!
//! [`Showing::visible_to`] is the rule in Rust. `VisibilityFilter::visible_to` in the crate
//! `persistence` is the same rule in SQL, and a property test over random histories holds the two
//! equal. No other code decides on visibility: no query filters by status or embargo. A draft has
//! no showing, so no list, count or search can leak it.

use std::{collections::BTreeSet, fmt::Write};

use crate::{
    ids::{AccountId, SectionId},
    moment::Moment,
    showing::{Showing, ShowingKind, VisibilityWindow},
};

/// A reader: an audience and the moment of reading. Every read takes one.
///
/// The moment is read from the clock once per request, so all parts of a response agree.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Reader {
    /// Audience of the reader.
    pub audience: Audience,
    /// Moment at which the newsroom is shown.
    pub now: Moment,
}

/// Group of readers with equal rights.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Audience {
    /// The public.
    Public,
    /// A partner that syndicates articles, with its grants.
    Partner(Grants),
    /// An author, who is trusted with the embargoes of the articles that the account owns.
    Author(AccountId),
    /// The desk: editors and admins, who are trusted with every embargo.
    Desk,
}

/// Rights that an API key grants to a partner.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Grants {
    /// True if the partner is trusted to hold an embargo.
    pub embargo: bool,
    /// The only sections that the licence covers; `None` covers all.
    pub sections: Option<BTreeSet<SectionId>>,
}

/// Visibility of one article for one reader at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility<'a> {
    /// The whole article, in this showing.
    Full(&'a Showing),
    /// The tombstone, in this showing.
    Tombstone(&'a Showing),
    /// Nothing. The article is indistinguishable from one that does not exist.
    Hidden,
}

impl Reader {
    /// The public at a moment.
    pub const fn public(now: Moment) -> Self {
        Self {
            audience: Audience::Public,
            now,
        }
    }
}

impl Audience {
    /// Returns `true` for audiences that see tags, sections, contributors and collections before an
    /// article uses them: authors and the desk.
    pub const fn sees_unused_entries(&self) -> bool {
        matches!(self, Self::Author(_) | Self::Desk)
    }

    /// Cache key of the audience. Audiences with equal keys get equal responses at equal moments.
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
    /// The visibility rule. Returns `true` if the reader's moment lies in the public or the trusted
    /// window, whichever applies to the audience, and the licence of a partner covers the section.
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
        licensed && window.contains(reader.now)
    }

    const fn window_of(&self, trusted: bool) -> VisibilityWindow {
        if trusted { self.trusted } else { self.public }
    }
}

/// Visibility for a reader of an article with these showings.
///
/// Windows of one kind never overlap, so at most one showing is visible to a reader.
pub fn visibility<'a>(showings: &'a [Showing], reader: &Reader) -> Visibility<'a> {
    match showings.iter().find(|showing| showing.visible_to(reader)) {
        Some(showing) if showing.kind == ShowingKind::Full => Visibility::Full(showing),
        Some(showing) => Visibility::Tombstone(showing),
        None => Visibility::Hidden,
    }
}
