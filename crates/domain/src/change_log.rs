//! The change log: an append-only log of public changes, read by consumers.
//!
//! A record about an article names the view whose showing changed, with summaries of the showing
//! before and after. Other records report a change of a tag, a section, a contributor, a collection
//! or the publication settings.
//!
//! A command writes its records in its own transaction. Some changes happen by the clock alone: a
//! scheduled publication begins, an embargo ends, an article expires. Such a scheduled change is
//! recorded once, when it is due. Visibility never waits for the log.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{ArticleId, CollectionId, ContributorId, RevisionNumber, SectionId, TagId},
    language::Language,
    moment::Moment,
    showing::{Showing, ShowingKind, VisibilityWindow},
    slug::Slug,
    story::{Act, Amendment, Story},
};

/// Sequence number of a record, in the order of commits. The first is 1, and there are no gaps.
pub type LogPosition = u64;

/// A record of the change log: one public change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRecord {
    /// Moment at which the change took effect.
    pub at: Moment,
    /// The change.
    pub change: Change,
    /// True if the change is part of an import, which makes many changes at once.
    pub in_bulk: bool,
}

/// Public change, by its subject.
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every record is about an article"
)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// An article, in one view.
    Article {
        /// The article.
        article: ArticleId,
        /// Kind of the change.
        kind: ChangeKind,
        /// View in which the article changed.
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
    /// The publication settings.
    Publication,
}

/// Change of a tag, a section or a contributor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameChange<Id> {
    /// A field changed.
    Changed,
    /// Merged into another one, which replaces it in every article.
    Merged {
        /// Identifier of the other one.
        into: Id,
    },
    /// Retired: articles can no longer get it.
    Retired,
}

/// Kind of a change of an article in a view.
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
    /// A command ended the visibility of the article.
    Withdrawn,
    /// The article expired.
    Expired,
}

/// View of the newsroom: the group of readers for which something changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// The public.
    Public,
    /// Readers trusted to hold an embargo.
    Trusted,
}

/// Summary of a showing. It lets a consumer find the pages and lists that hold the article.
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

/// Moment at which the clock alone changes the showing of an article in a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScheduledChange {
    /// Moment of the change.
    pub at: Moment,
    /// View in which the article changes.
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
    /// Summary of the showing in a view at a moment; `None` if the view shows nothing.
    pub fn showing_summary(&self, view: View, at: Moment) -> Option<ShowingSummary> {
        let showing = self
            .showings
            .iter()
            .find(|showing| view.window(showing).contains(at))?;
        self.summarize(showing)
    }

    fn summarize(&self, showing: &Showing) -> Option<ShowingSummary> {
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

    /// Scheduled changes after `now`, in order.
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

    /// Record of a scheduled change that is due; `None` if a command cancelled it.
    pub fn due_record(&self, due: ScheduledChange) -> Option<ChangeRecord> {
        let before = self.showing_summary(due.view, due.at.plus_millis(-1));
        let after = self.showing_summary(due.view, due.at);
        let kind = change_kind(before.as_ref(), after.as_ref(), None)?;
        let change = Change::Article {
            article: self.id,
            kind,
            view: due.view,
            before,
            after,
        };
        Some(ChangeRecord {
            at: due.at,
            change,
            in_bulk: false,
        })
    }
}

impl Amendment {
    /// Records of the changes that take effect at once, one for each view that changed. Later
    /// changes are among the story's scheduled changes.
    pub fn records(&self, before: Option<&Story>) -> Vec<ChangeRecord> {
        let in_bulk =
            matches!(self.act, Act::Create | Act::Reimport) && self.story.source.is_some();
        let record = |view: View| {
            let before = before.and_then(|story| story.showing_summary(view, self.at));
            let after = self.story.showing_summary(view, self.at);
            let kind = change_kind(before.as_ref(), after.as_ref(), Some(self.act))?;
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
fn change_kind(
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

#[cfg(test)]
mod tests;
