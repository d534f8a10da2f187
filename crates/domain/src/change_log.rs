//! The change log: the append-only journal of public change, which caches, feeds and partners follow.
//!
//! A record says that what one view shows of one article changed: what stood there before, what stands there after; or that a tag, a section, a
//! contributor, a collection or the publication did. Acts write theirs in their own transaction; what the clock does alone (a schedule that begins,
//! an embargo that lifts, an expiry) is an [`ScheduledChange`], journalled once when it has come. Visibility never waits for either.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{ArticleId, CollectionId, ContributorId, RevisionNumber, SectionId, TagId},
    language::Language,
    moment::Moment,
    showing::{Showing, ShowingKind, Window},
    slug::Slug,
    story::{Act, Amendment, Story},
};

/// The place of a record in the journal: 1, 2, 3, ... without a gap, in the order of commits.
pub type LogPosition = u64;

/// One public change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRecord {
    /// When it became true.
    pub at: Moment,
    /// What changed.
    pub change: Change,
    /// Whether it came with an import, among many.
    pub in_bulk: bool,
}

/// What changed before readers.
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every record is about an article"
)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// What one view shows of an article.
    Article {
        /// Of which article.
        article: ArticleId,
        /// What happened.
        kind: ChangeKind,
        /// To whom it happened.
        view: View,
        /// What stood there before; `None` when nothing did.
        before: Option<ShowingSummary>,
        /// What stands there after; `None` when nothing does.
        after: Option<ShowingSummary>,
    },
    /// A tag.
    Tag(TagId, NameChange<TagId>),
    /// A section.
    Section(SectionId, NameChange<SectionId>),
    /// A contributor.
    Contributor(ContributorId, NameChange<ContributorId>),
    /// What a collection holds or says.
    Collection(CollectionId),
    /// What the publication says of itself.
    Publication,
}

/// What happened to a tag, a section or a contributor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameChange<Id> {
    /// It says something else of itself.
    Changed,
    /// All that carried it carries another now.
    Merged {
        /// The other.
        into: Id,
    },
    /// It is not given to articles any more.
    Retired,
}

/// What happened to an article, as a view sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It came.
    Published,
    /// It changed.
    Updated,
    /// It changed, with an admission of an error.
    Corrected,
    /// It was withdrawn: a tombstone stands there.
    Retracted,
    /// It went.
    Withdrawn,
    /// Its time was over.
    Expired,
}

/// For whom something changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// For everybody.
    Public,
    /// For those who are trusted to hold an embargo.
    Trusted,
}

/// What a consumer must know of a showing to say which pages and lists it stands on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShowingSummary {
    /// The showing. Another one of the same revision is a change too, since it bears other dates; 0 in records of before it was kept.
    #[serde(default)]
    pub showing: u32,
    /// The revision that is shown.
    pub revision: RevisionNumber,
    /// Whether all of it is, and not only a tombstone.
    pub is_full: bool,
    /// Its slug.
    pub slug: Slug,
    /// Its section.
    pub section: Option<SectionId>,
    /// Its tags.
    pub tags: Vec<TagId>,
    /// Those whom it credits.
    pub contributors: Vec<ContributorId>,
    /// Its language.
    pub language: Language,
}

/// A moment ahead at which the clock alone changes what a view shows of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScheduledChange {
    /// When.
    pub at: Moment,
    /// For whom.
    pub view: View,
}

impl View {
    /// Both views.
    pub const ALL: [Self; 2] = [Self::Public, Self::Trusted];

    /// The window of a showing that opens it to this view.
    pub const fn window(self, showing: &Showing) -> Window {
        match self {
            Self::Public => showing.public,
            Self::Trusted => showing.trusted,
        }
    }
}

impl Story {
    /// What a view shows of the article at a moment.
    pub fn showing_summary(&self, view: View, at: Moment) -> Option<ShowingSummary> {
        let showing = self
            .showings
            .iter()
            .find(|showing| view.window(showing).holds(at))?;
        self.showing_summary_of(showing)
    }

    fn showing_summary_of(&self, showing: &Showing) -> Option<ShowingSummary> {
        let revision = self
            .kept
            .iter()
            .find(|revision| revision.number == showing.revision)?;
        let content = &revision.content;
        Some(ShowingSummary {
            showing: showing.number,
            revision: revision.number,
            is_full: showing.kind == ShowingKind::Full,
            slug: content.slug.clone(),
            section: content.section,
            tags: content.tags.clone(),
            contributors: content
                .byline
                .iter()
                .map(|credit| credit.contributor)
                .collect(),
            language: content.language.clone(),
        })
    }

    /// The moments after `now` at which the clock alone will change what a view shows.
    pub fn scheduled_changes(&self, now: Moment) -> Vec<ScheduledChange> {
        let mut scheduled_changes: Vec<ScheduledChange> = View::ALL
            .into_iter()
            .flat_map(|view| {
                let windows = self
                    .showings
                    .iter()
                    .map(move |showing| view.window(showing));
                let moments = windows
                    .filter(|window| !window.is_empty())
                    .flat_map(|window| [window.from, window.until]);
                moments
                    .filter(move |at| *at > now && *at < Moment::NEVER)
                    .map(move |at| ScheduledChange { at, view })
            })
            .collect();
        scheduled_changes.sort_unstable();
        scheduled_changes.dedup();
        scheduled_changes
    }

    /// What the clock did at an scheduled change that has come; `None` when an act had undone it.
    pub fn passed(&self, scheduled: ScheduledChange) -> Option<ChangeRecord> {
        let before = self.showing_summary(scheduled.view, scheduled.at.plus_millis(-1));
        let after = self.showing_summary(scheduled.view, scheduled.at);
        let kind = kind_of(before.as_ref(), after.as_ref(), None)?;
        let change = Change::Article {
            article: self.id,
            kind,
            view: scheduled.view,
            before,
            after,
        };
        Some(ChangeRecord {
            at: scheduled.at,
            change,
            in_bulk: false,
        })
    }
}

impl Amendment {
    /// What the act changed for each view at once. What it changes later is among the story's scheduled changes.
    pub fn records(&self, before: Option<&Story>) -> Vec<ChangeRecord> {
        let in_bulk = matches!(self.act, Act::File | Act::TakeIn) && self.story.source.is_some();
        let record = |view: View| {
            let before = before.and_then(|story| story.showing_summary(view, self.at));
            let after = self.story.showing_summary(view, self.at);
            let kind = kind_of(before.as_ref(), after.as_ref(), Some(self.act))?;
            let change = Change::Article {
                article: self.story.id,
                kind,
                view,
                before,
                after,
            };
            Some(ChangeRecord {
                at: self.at,
                change,
                in_bulk,
            })
        };
        View::ALL.into_iter().filter_map(record).collect()
    }
}

/// What a change was; `None` when there was none. Without an act it was the clock.
fn kind_of(
    before: Option<&ShowingSummary>,
    after: Option<&ShowingSummary>,
    act: Option<Act>,
) -> Option<ChangeKind> {
    let was_full = before.is_some_and(|summary| summary.is_full);
    match (before, after) {
        _ if before == after => None,
        (_, Some(after)) if !after.is_full => Some(ChangeKind::Retracted),
        (_, Some(_)) if !was_full => Some(ChangeKind::Published),
        (_, Some(_)) if act == Some(Act::Correct) => Some(ChangeKind::Corrected),
        (_, Some(_)) => Some(ChangeKind::Updated),
        (_, None) if act.is_none() => Some(ChangeKind::Expired),
        (_, None) => Some(ChangeKind::Withdrawn),
    }
}
