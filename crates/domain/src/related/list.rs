//! Stored related list of one article, and its update when a neighbour changes.
//!
//! A list is updated without reading the other candidates. Where that is not possible, the update
//! reports that the list needs a recompute from all candidates.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::{entry::RelatedEntry, idf::IdfTable, similarity::Similarity, term_vector::TermVector};
use crate::ids::ArticleId;

/// Number of entries stored for each article: more than are shown, so that a list stays full when
/// some of its articles are withdrawn.
pub const LIST_CAPACITY: usize = 30;

/// Related list of an article, best first, with at most [`LIST_CAPACITY`] entries.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RelatedList {
    /// Entries, best first.
    pub entries: Vec<RelatedEntry>,
}

/// Effect of the change of one article on the list of a neighbour.
#[derive(Debug, Clone, PartialEq)]
pub struct NeighbourChange {
    /// Article that changed.
    pub article: ArticleId,
    /// Score of the article in the list before the change; `None` if it was no candidate.
    pub previous_score: Option<f64>,
    /// Entry of the article after the change; `None` if it is no candidate or scores 0.
    pub current: Option<RelatedEntry>,
}

/// Result of applying a [`NeighbourChange`] to a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListUpdate {
    /// The list stays as it was.
    Unchanged,
    /// The list changed and equals the one that a recompute would give.
    Changed,
    /// The list lost an entry, and an article that is not stored may have to take its place.
    NeedsRecompute,
}

impl NeighbourChange {
    /// Compares both states of a changed article with a neighbour. Either state may be missing.
    /// Returns `None` if the article is a candidate in neither state.
    pub fn from_vectors(
        neighbour: &TermVector,
        previous: Option<&TermVector>,
        current: Option<&TermVector>,
        idf: &IdfTable,
    ) -> Option<Self> {
        let is_candidate = |vector: &&TermVector| neighbour.is_candidate_for(vector, idf);
        let article = previous.or(current)?.article;
        let previous_score = previous
            .filter(is_candidate)
            .map(|previous| RelatedEntry::from_vectors(neighbour, previous, idf).score());
        let current = current
            .filter(is_candidate)
            .map(|current| RelatedEntry::from_vectors(neighbour, current, idf))
            .filter(|entry| entry.score() > 0.0);
        (previous_score.is_some() || current.is_some()).then_some(Self {
            article,
            previous_score,
            current,
        })
    }

    /// Returns whether a list with the given [floor](RelatedList::floor) may change. Lists that do
    /// not are never read, which saves most of the work of an update.
    pub fn affects_list(&self, floor: f64) -> bool {
        // Equal scores count: dates and ids decide between them.
        self.previous_score.is_some_and(|score| score >= floor)
            || self
                .current
                .as_ref()
                .is_some_and(|entry| entry.score() >= floor)
    }
}

impl RelatedList {
    /// Ranks candidates and keeps the best. The caller selects the candidates by posting terms, as
    /// [`TermVector::is_candidate_for`] defines; the owner itself may be among them.
    pub fn from_candidates<'v>(
        owner: &TermVector,
        candidates: impl IntoIterator<Item = &'v TermVector>,
        idf: &IdfTable,
    ) -> Self {
        let mut scored: Vec<(f64, &TermVector)> = candidates
            .into_iter()
            .filter(|other| other.article != owner.article)
            .map(|other| (Similarity::from_vectors(owner, other).score(), other))
            .filter(|(score, _)| *score > 0.0)
            .collect();
        // Same order as `RelatedEntry::cmp_rank`. Entries are built for the winners only, because
        // the shared words and tags cost more than the score.
        let order = |left: &(f64, &TermVector), right: &(f64, &TermVector)| {
            let ((left_score, left), (right_score, right)) = (left, right);
            right_score
                .total_cmp(left_score)
                .then(right.published_at.cmp(&left.published_at))
                .then(right.article.cmp(&left.article))
        };
        // Selection before sorting: there can be thousands of candidates for 30 places.
        if scored.len() > LIST_CAPACITY {
            scored.select_nth_unstable_by(LIST_CAPACITY, order);
            scored.truncate(LIST_CAPACITY);
        }
        scored.sort_unstable_by(order);
        let entries = scored
            .into_iter()
            .map(|(_, other)| RelatedEntry::from_vectors(owner, other, idf));
        Self {
            entries: entries.collect(),
        }
    }

    /// Lowest score that can enter the list; 0 while the list has room.
    pub fn floor(&self) -> f64 {
        match self.entries.last() {
            Some(last) if self.entries.len() >= LIST_CAPACITY => last.score(),
            _ => 0.0,
        }
    }

    /// Applies the change of a neighbour.
    pub fn apply(&mut self, change: NeighbourChange) -> ListUpdate {
        let was_full = self.entries.len() >= LIST_CAPACITY;
        let index = self
            .entries
            .iter()
            .position(|entry| entry.article == change.article);
        let removed = index.map(|index| self.entries.remove(index));
        let Some(entry) = change.current else {
            return match removed {
                None => ListUpdate::Unchanged,
                // A full list may have left out a candidate that now belongs into it. A list with
                // room holds all candidates.
                Some(_) if was_full => ListUpdate::NeedsRecompute,
                Some(_) => ListUpdate::Changed,
            };
        };
        if removed.as_ref() == Some(&entry) {
            self.insert(entry);
            return ListUpdate::Unchanged;
        }
        let index = self.insert(entry);
        // An entry that moved to the last place may rank behind a candidate that is not stored.
        if removed.is_some() && was_full && index + 1 >= LIST_CAPACITY {
            return ListUpdate::NeedsRecompute;
        }
        self.entries.truncate(LIST_CAPACITY);
        if removed.is_none() && index >= LIST_CAPACITY {
            return ListUpdate::Unchanged;
        }
        ListUpdate::Changed
    }

    /// Inserts an entry at its rank and returns the index.
    fn insert(&mut self, entry: RelatedEntry) -> usize {
        let index = self
            .entries
            .partition_point(|other| other.cmp_rank(&entry) == Ordering::Less);
        self.entries.insert(index, entry);
        index
    }
}
