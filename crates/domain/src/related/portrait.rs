//! An article reduced to what its terms weigh.

mod bytes;

use std::collections::{BTreeSet, HashMap};

use super::{Tally, Weights};
use crate::{
    ids::{ArticleId, TagId},
    moment::Moment,
    tag::TagKind,
    words::{TermKey, TermKind},
};

pub use bytes::NotAPortrait;

/// An article reduced to what its terms weigh under one table of weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Portrait {
    /// Of which article.
    pub article: ArticleId,
    /// The date it bears.
    pub published_at: Moment,
    /// The weightiest terms by key; all weights together, also of those that were left out, have the length 1.
    pub(super) terms: Vec<(TermKey, f32)>,
    /// Its tags by identity.
    pub(super) tags: Vec<TagId>,
    /// The few terms by which it is found, by key.
    pub(super) found_by: Vec<TermKey>,
    /// The series and collections to which it belongs, by key.
    pub(super) shelves: Vec<TermKey>,
    /// How it writes those of its words that the table of weights does not know, by key: names of which the paper never told before.
    pub(super) new_words: Vec<(TermKey, String)>,
}

/// At most so many terms are kept of an article; fewer cost long articles what they have in common with others.
const MOST_TERMS: usize = 640;
/// By so many of them it is found.
const FOUND_BY: usize = 64;
/// What a pair of words weighs beside a word as rare.
const PAIR: f64 = 0.8;
/// What a tag weighs beside a word as rare.
const TAG: f64 = 2.0;
/// By how much more a word counts that stands in the headline too.
const HEADLINE: f64 = 1.0;

impl Portrait {
    /// Weighs what an article says.
    pub fn of(tally: &Tally, weights: &Weights) -> Self {
        let mut terms: Vec<(TermKey, f64)> = tally
            .terms()
            .filter_map(|term| Some((term, tally.weight(term, weights)?)))
            .collect();
        terms.sort_unstable_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
        let length = terms
            .iter()
            .map(|(_, weight)| weight * weight)
            .sum::<f64>()
            .sqrt();
        terms.truncate(MOST_TERMS);
        let found_by = found_by(&terms, weights);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a weight needs no more than seven digits"
        )]
        let mut terms: Vec<(TermKey, f32)> = terms
            .into_iter()
            .map(|(term, weight)| (term, (weight / length.max(f64::MIN_POSITIVE)) as f32))
            .collect();
        terms.sort_unstable_by_key(|(term, _)| *term);
        let new_words = terms
            .iter()
            .filter(|(term, _)| !weights.knows(*term))
            .filter_map(|(term, _)| Some((*term, tally.written.get(term)?.clone())))
            .collect();
        Self {
            article: tally.article,
            published_at: tally.published_at,
            terms,
            tags: tally.tags.clone(),
            found_by,
            shelves: tally.shelves.clone(),
            new_words,
        }
    }

    /// The terms under which it is filed, by which others find it.
    pub fn filed(&self) -> impl Iterator<Item = TermKey> {
        self.found_by.iter().chain(&self.shelves).copied()
    }

    /// Whether two articles are looked at together: they are filed under one term and lie within its window. This depends on nothing else.
    pub fn meets(&self, other: &Self, weights: &Weights) -> bool {
        if self.article == other.article {
            return false;
        }
        let apart = self
            .published_at
            .as_millis()
            .abs_diff(other.published_at.as_millis());
        let within = |term: &TermKey| {
            u64::try_from(weights.window(*term)).is_ok_and(|window| apart <= window)
        };
        let common = |mine: &[TermKey], theirs: &[TermKey]| {
            mine.iter()
                .any(|term| theirs.binary_search(term).is_ok() && within(term))
        };
        common(&self.found_by, &other.found_by) || common(&self.shelves, &other.shelves)
    }

    /// How it writes a word that the table of weights does not know.
    pub(super) fn new_word(&self, term: TermKey) -> Option<&str> {
        let place = self
            .new_words
            .binary_search_by_key(&term, |(term, _)| *term);
        let (_, word) = self.new_words.get(place.ok()?)?;
        Some(word)
    }

    /// Whether it says of some tags what is so: which of them the article carries, each with its kind.
    pub fn agrees_about(&self, tags: &BTreeSet<TagId>, carried: &[(TagId, TagKind)]) -> bool {
        tags.iter().all(|tag| {
            let kind = carried
                .iter()
                .find(|(id, _)| id == tag)
                .map(|(_, kind)| *kind);
            let shelf = TermKey::shelf(tag.as_uuid());
            self.tags.contains(tag) == kind.is_some()
                && self.shelves.contains(&shelf) == (kind == Some(TagKind::Series))
        })
    }

    /// Its tags by the terms that stand for them.
    pub(super) fn tags_by_term(&self) -> HashMap<TermKey, TagId> {
        let terms = self
            .tags
            .iter()
            .map(|tag| (TermKey::tag(tag.as_uuid()), *tag));
        terms.collect()
    }
}

/// The terms by which an article is found, by key: weighty ones that lead to others, and to more than one or two.
fn found_by(terms: &[(TermKey, f64)], weights: &Weights) -> Vec<TermKey> {
    let mut leading: Vec<(TermKey, f64)> = terms
        .iter()
        .filter_map(|(term, weight)| Some((*term, weight * weights.leads_to(*term)?.sqrt())))
        .collect();
    leading.sort_unstable_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
    leading.truncate(FOUND_BY);
    let mut found_by: Vec<TermKey> = leading.into_iter().map(|(term, _)| term).collect();
    found_by.sort_unstable();
    found_by
}

impl Tally {
    fn weight(&self, term: TermKey, weights: &Weights) -> Option<f64> {
        let rarity = weights.rarity(term)?;
        let times = self.counts.get(&term).copied().unwrap_or(1);
        let often = 1.0 + f64::from(times).ln();
        let weight = match term.kind() {
            TermKind::Word if self.headline.contains(&term) => (often + HEADLINE) * rarity,
            TermKind::Word => often * rarity,
            TermKind::Pair => PAIR * often * rarity,
            TermKind::Tag => TAG * rarity,
            TermKind::Shelf => return None,
        };
        (weight > 0.0).then_some(weight)
    }
}
