//! How much two articles have to do with each other, and what makes it up.

use super::{ALIKE, Entry, Portrait, SAME_SERIES, Weights, to_a_millionth};
use crate::{
    ids::TagId,
    words::{TermKey, TermKind},
};

/// How much two articles have to do with each other. It is the same seen from either.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likeness {
    /// What their texts have in common, 0 to 1: the part of the cosine that words and pairs of words make up.
    pub text: f64,
    /// What their tags have in common, likewise. Both parts together are at most 1.
    pub tags: f64,
    /// Whether they belong to one series or stand in one collection.
    pub same_series: bool,
    /// Days between them.
    pub days: f64,
}

/// What is left of likeness however far apart in time two articles are.
const TIMELESS: f64 = 0.2;
/// After so many days the rest has fallen to 1/e.
const DECAY_DAYS: f64 = 90.0;
/// How the decay is stretched: fast within the first days, slow over years.
const STRETCH: f64 = 0.4;
/// How many words an explanation names.
const WORDS: usize = 5;

impl Likeness {
    /// Of two articles.
    pub fn between(one: &Portrait, other: &Portrait) -> Self {
        let (mut text, mut tags) = (0.0, 0.0);
        for (term, weight) in common(one, other) {
            if term.kind() == TermKind::Tag {
                tags += weight;
            } else {
                text += weight;
            }
        }
        let same_series = one
            .shelves
            .iter()
            .any(|shelf| other.shelves.binary_search(shelf).is_ok());
        Self {
            text,
            tags,
            same_series,
            days: one.published_at.days_since(other.published_at).abs(),
        }
    }

    /// How close in time they are: 1 at the same moment, falling towards 0.
    pub fn closeness(&self) -> f64 {
        (-(self.days / DECAY_DAYS).powf(STRETCH)).exp()
    }

    /// The score that follows: the sum of the contributions.
    pub fn score(&self) -> f64 {
        let sum: f64 = self.contributions().iter().sum();
        to_a_millionth(sum)
    }

    /// What the texts, the tags, closeness in time and a common series add, each in millionths.
    pub(super) fn contributions(&self) -> [f64; 4] {
        let alike = |part: f64| to_a_millionth(ALIKE * part.clamp(0.0, 1.0));
        let (text, tags) = (self.text.min(1.0), self.tags.min(1.0 - self.text.min(1.0)));
        let close = (1.0 - TIMELESS) * self.closeness() * (text + tags);
        let series = if self.same_series { SAME_SERIES } else { 0.0 };
        [
            alike(TIMELESS * text),
            alike(TIMELESS * tags),
            alike(close),
            series,
        ]
    }
}

impl Entry {
    /// What is kept of one article in the list of another, with the words and tags that they have in common.
    pub fn of(beside: &Portrait, article: &Portrait, weights: &Weights) -> Self {
        let likeness = Likeness::between(beside, article);
        let mut common: Vec<(TermKey, f64)> = common(beside, article).collect();
        common
            .sort_unstable_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
        let words = common
            .iter()
            .filter(|(term, _)| term.kind() == TermKind::Word);
        let words = words.filter_map(|(term, _)| {
            let new = || beside.new_word(*term).or_else(|| article.new_word(*term));
            weights.written(*term).or_else(new)
        });
        let carried = beside.tags_by_term();
        let tags: Vec<TagId> = common
            .iter()
            .filter_map(|(term, _)| carried.get(term).copied())
            .collect();
        let [text, shared_tags, closeness, series] = likeness.contributions();
        Self {
            article: article.article,
            published_at: article.published_at,
            text,
            shared_tags,
            closeness,
            series,
            words: words.take(WORDS).map(ToOwned::to_owned).collect(),
            tags,
        }
    }
}

/// The terms of both, each with what it adds to the cosine.
fn common<'p>(one: &'p Portrait, other: &'p Portrait) -> impl Iterator<Item = (TermKey, f64)> + 'p {
    let mut others = other.terms.iter().peekable();
    one.terms.iter().filter_map(move |(term, weight)| {
        while others.next_if(|(next, _)| next < term).is_some() {}
        let (_, theirs) = others.next_if(|(next, _)| next == term)?;
        Some((*term, f64::from(*weight) * f64::from(*theirs)))
    })
}
