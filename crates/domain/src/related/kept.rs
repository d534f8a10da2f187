//! The list that is kept for an article, and what becomes of it when one of its neighbours changes.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::{Portrait, Reason, Weights, to_a_millionth};
use crate::{
    ids::{ArticleId, TagId},
    moment::Moment,
};

/// How many are kept for each article: more than are shown, so that a list stays full when some of them go.
pub const KEPT: usize = 30;

/// One article in the list of another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Entry {
    /// The article.
    pub article: ArticleId,
    /// The date it bears.
    pub published_at: Moment,
    /// What the words in common add to the score.
    pub text: f64,
    /// What the tags in common add.
    pub shared_tags: f64,
    /// What closeness in time adds.
    pub closeness: f64,
    /// What a common series or collection adds.
    pub series: f64,
    /// The weightiest words in common.
    pub words: Vec<String>,
    /// The tags in common, the weightiest first.
    pub tags: Vec<TagId>,
}

/// An entry as it is kept: an array, the article first.
#[derive(Serialize, Deserialize)]
struct Written(ArticleId, i64, f64, f64, f64, f64, Vec<String>, Vec<TagId>);

impl From<Written> for Entry {
    fn from(
        Written(article, at, text, shared_tags, closeness, series, words, tags): Written,
    ) -> Self {
        Self {
            article,
            published_at: Moment::from_millis(at),
            text,
            shared_tags,
            closeness,
            series,
            words,
            tags,
        }
    }
}

impl From<Entry> for Written {
    fn from(entry: Entry) -> Self {
        Self(
            entry.article,
            entry.published_at.as_millis(),
            entry.text,
            entry.shared_tags,
            entry.closeness,
            entry.series,
            entry.words,
            entry.tags,
        )
    }
}

impl Entry {
    /// The sum of what adds to it.
    pub fn score(&self) -> f64 {
        to_a_millionth(self.text + self.shared_tags + self.closeness + self.series)
    }

    /// Why it is there, seen from an article of a date.
    pub fn reasons(&self, beside: Moment) -> Vec<Reason> {
        let mut reasons = Vec::with_capacity(4);
        if self.series > 0.0 {
            reasons.push(Reason::SameSeries {
                contribution: self.series,
            });
        }
        if self.shared_tags > 0.0 {
            reasons.push(Reason::SharedTags {
                tags: self.tags.clone(),
                contribution: self.shared_tags,
            });
        }
        if self.text > 0.0 {
            reasons.push(Reason::SimilarText {
                words: self.words.clone(),
                contribution: self.text,
            });
        }
        if self.closeness > 0.0 {
            reasons.push(Reason::CloseInTime {
                days: self.published_at.days_since(beside).abs(),
                contribution: self.closeness,
            });
        }
        reasons
    }

    /// Which of two comes first: the greater score, then the newer, then the greater identity.
    fn before(&self, other: &Self) -> Ordering {
        other
            .score()
            .total_cmp(&self.score())
            .then(other.published_at.cmp(&self.published_at))
            .then(other.article.cmp(&self.article))
    }
}

/// The list that is kept for an article, best first, at most [`KEPT`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Kept {
    /// Its entries.
    pub entries: Vec<Entry>,
}

/// What a change of one article may mean for the list of another.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Which article changed.
    pub article: ArticleId,
    /// How it scored there before, were it looked at there.
    pub was: Option<f64>,
    /// How it stands there from now on, if it is looked at there and scores at all.
    pub is: Option<Entry>,
}

/// What became of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// Nothing.
    Unchanged,
    /// It changed, and is as it would be made anew.
    Changed,
    /// It lost an entry whose place another article may have to take that was not kept: it must be made anew.
    ToMakeAnew,
}

impl Change {
    /// What the change of an article from one portrait to another (either may be missing) means for a neighbour's list.
    pub fn of(
        neighbour: &Portrait,
        was: Option<&Portrait>,
        is: Option<&Portrait>,
        weights: &Weights,
    ) -> Option<Self> {
        let met = |portrait: &&Portrait| neighbour.meets(portrait, weights);
        let article = was.or(is)?.article;
        let was = was
            .filter(met)
            .map(|was| Entry::of(neighbour, was, weights).score());
        let is = is
            .filter(met)
            .map(|is| Entry::of(neighbour, is, weights))
            .filter(|entry| entry.score() > 0.0);
        (was.is_some() || is.is_some()).then_some(Self { article, was, is })
    }

    /// Whether a list whose last entry scores so much, or 0 if it has room, has to be looked at.
    pub fn concerns(&self, floor: f64) -> bool {
        self.was.is_some_and(|was| was >= floor)
            || self.is.as_ref().is_some_and(|is| is.score() >= floor)
    }
}

impl Kept {
    /// The best of those that an article meets. The caller has found them by what they are filed under, as [`Portrait::meets`] says; the article itself may be among them.
    pub fn of<'p>(
        beside: &Portrait,
        met: impl IntoIterator<Item = &'p Portrait>,
        weights: &Weights,
    ) -> Self {
        let mut scored: Vec<(f64, &Portrait)> = met
            .into_iter()
            .filter(|other| other.article != beside.article)
            .map(|other| (super::Likeness::between(beside, other).score(), other))
            .filter(|(score, _)| *score > 0.0)
            .collect();
        let order = |left: &(f64, &Portrait), right: &(f64, &Portrait)| {
            let ((left_score, left), (right_score, right)) = (left, right);
            right_score
                .total_cmp(left_score)
                .then(right.published_at.cmp(&left.published_at))
                .then(right.article.cmp(&left.article))
        };
        if scored.len() > KEPT {
            scored.select_nth_unstable_by(KEPT, order);
            scored.truncate(KEPT);
        }
        scored.sort_unstable_by(order);
        let entries = scored
            .into_iter()
            .map(|(_, other)| Entry::of(beside, other, weights));
        Self {
            entries: entries.collect(),
        }
    }

    /// The score below which nothing comes in; 0 while there is room.
    pub fn floor(&self) -> f64 {
        match self.entries.last() {
            Some(last) if self.entries.len() >= KEPT => last.score(),
            _ => 0.0,
        }
    }

    /// Takes in what a change means.
    pub fn settle(&mut self, change: Change) -> Settled {
        let was_full = self.entries.len() >= KEPT;
        let place = self
            .entries
            .iter()
            .position(|entry| entry.article == change.article);
        let had = place.map(|place| self.entries.remove(place));
        let Some(entry) = change.is else {
            return match had {
                None => Settled::Unchanged,
                Some(_) if was_full => Settled::ToMakeAnew,
                Some(_) => Settled::Changed,
            };
        };
        if had.as_ref() == Some(&entry) {
            self.insert(entry);
            return Settled::Unchanged;
        }
        let place = self.insert(entry);
        if had.is_some() && was_full && place + 1 >= KEPT {
            return Settled::ToMakeAnew;
        }
        self.entries.truncate(KEPT);
        if had.is_none() && place >= KEPT {
            return Settled::Unchanged;
        }
        Settled::Changed
    }

    fn insert(&mut self, entry: Entry) -> usize {
        let place = self
            .entries
            .partition_point(|other| other.before(&entry) == Ordering::Less);
        self.entries.insert(place, entry);
        place
    }
}
