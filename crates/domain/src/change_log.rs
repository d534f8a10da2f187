//! The change log: the append-only log of public changes, which caches, feeds and partners consume.
//!
//! A change record says that what one view shows of one article changed, with summaries from before
//! and after. Other records say that a tag, a section, a contributor, a collection or the
//! publication changed. Acts write their records in their own transaction. Changes that the clock
//! alone makes (a schedule that begins, an embargo that ends, an expiry) are scheduled changes,
//! which are recorded once when they are due. Visibility never waits for either.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{ArticleId, CollectionId, ContributorId, RevisionNumber, SectionId, TagId},
    language::Language,
    moment::Moment,
    showing::{Showing, ShowingKind, VisibilityWindow},
    slug::Slug,
    story::{Act, Amendment, Story},
};

/// Sequence number of a record: 1, 2, 3, ... without a gap, in the order of commits.
pub type LogPosition = u64;

/// One public change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRecord {
    /// Moment at which the change became true.
    pub at: Moment,
    /// The change.
    pub change: Change,
    /// True if the change came with an import, among many others.
    pub in_bulk: bool,
}

/// Subject of a public change.
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every record is about an article"
)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// An article, as one view shows it.
    Article {
        /// The article.
        article: ArticleId,
        /// Kind of the change.
        kind: ChangeKind,
        /// View for which the article changed.
        view: View,
        /// Showing from before the change; `None` if the view showed nothing.
        before: Option<ShowingSummary>,
        /// Showing from after the change; `None` if the view shows nothing.
        after: Option<ShowingSummary>,
    },
    /// A tag.
    Tag(TagId, NameChange<TagId>),
    /// A section.
    Section(SectionId, NameChange<SectionId>),
    /// A contributor.
    Contributor(ContributorId, NameChange<ContributorId>),
    /// The items or the fields of a collection.
    Collection(CollectionId),
    /// The settings of the publication.
    Publication,
}

/// Change of a tag, a section or a contributor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameChange<Id> {
    /// A field changed.
    Changed,
    /// It was merged: everything that carried it carries another one.
    Merged {
        /// The other one.
        into: Id,
    },
    /// It was retired: articles can no longer get it.
    Retired,
}

/// Kind of a change of an article, as a view sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// The article became visible.
    Published,
    /// The article changed.
    Updated,
    /// The article changed with a public correction.
    Corrected,
    /// The article was replaced by a tombstone.
    Retracted,
    /// An act ended the article's visibility.
    Withdrawn,
    /// The article expired.
    Expired,
}

/// View of the newsroom for which something changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// The public.
    Public,
    /// Readers trusted to hold an embargo.
    Trusted,
}

/// Summary of a showing: what a consumer needs to know which pages and lists the article is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShowingSummary {
    /// Number of the showing; 0 in records written before it was stored. Another showing of the
    /// same revision is a change too, since it has other dates.
    #[serde(default)]
    pub showing: u32,
    /// Revision that is shown.
    pub revision: RevisionNumber,
    /// True if the whole revision is shown, and not only a tombstone.
    pub is_full: bool,
    /// Slug of the revision.
    pub slug: Slug,
    /// Section of the revision.
    pub section: Option<SectionId>,
    /// Tags of the revision.
    pub tags: Vec<TagId>,
    /// Contributors that the revision credits.
    pub contributors: Vec<ContributorId>,
    /// Language of the revision.
    pub language: Language,
}

/// A change that the clock alone will make to what a view shows of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScheduledChange {
    /// Moment of the change.
    pub at: Moment,
    /// View for which the article changes.
    pub view: View,
}

impl View {
    /// Both views.
    pub const ALL: [Self; 2] = [Self::Public, Self::Trusted];

    /// Window of a showing for this view.
    pub const fn window(self, showing: &Showing) -> VisibilityWindow {
        match self {
            Self::Public => showing.public,
            Self::Trusted => showing.trusted,
        }
    }
}

impl Story {
    /// Summary of what a view shows of the article at a moment; `None` if it shows nothing.
    pub fn showing_summary(&self, view: View, at: Moment) -> Option<ShowingSummary> {
        let showing = self
            .showings
            .iter()
            .find(|showing| view.window(showing).contains(at))?;
        self.showing_summary_of(showing)
    }

    fn showing_summary_of(&self, showing: &Showing) -> Option<ShowingSummary> {
        let revision = self
            .revisions
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

    /// Changes after `now` that the clock alone will make, in order.
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

    /// Record of a scheduled change that is due; `None` if an act cancelled it.
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
    /// Records of what the act changed at once, one for each view that changed. Later changes are
    /// among the story's scheduled changes.
    pub fn records(&self, before: Option<&Story>) -> Vec<ChangeRecord> {
        let in_bulk =
            matches!(self.act, Act::Create | Act::Reimport) && self.story.source.is_some();
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

/// Kind of a change; `None` if nothing changed. Without an act, the clock made the change.
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
