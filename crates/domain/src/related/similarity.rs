//! Cosine similarity of two articles, split by kind of term, with the decay over time.

use super::{
    scoring::{MAX_SIMILARITY_SCORE, SAME_SERIES_SCORE, round_to_millionths},
    term_vector::TermVector,
};
use crate::tokenizer::{TermKey, TermKind};

/// Similarity of two articles. It is symmetric.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Similarity {
    /// Part of the cosine that words and word pairs contribute, 0 to 1.
    pub text: f64,
    /// Part of the cosine that tags contribute, 0 to 1. Both parts together are at most 1.
    pub tags: f64,
    /// True if both articles belong to one series or collection.
    pub same_series: bool,
    /// Days between the publication dates.
    pub days: f64,
}

/// Share of the similarity score that does not decay with time.
const TIMELESS_SHARE: f64 = 0.2;
/// Days after which the decaying share has fallen to 1/e.
const DECAY_DAYS: f64 = 90.0;
/// Exponent of the stretched exponential decay: fast within the first days, slow over years.
const DECAY_STRETCH: f64 = 0.4;

impl Similarity {
    /// Compares two term vectors.
    pub fn from_vectors(one: &TermVector, other: &TermVector) -> Self {
        let (mut text, mut tags) = (0.0, 0.0);
        for (term, product) in common_terms(one, other) {
            if term.kind() == TermKind::Tag {
                tags += product;
            } else {
                text += product;
            }
        }
        let same_series = one
            .groups
            .iter()
            .any(|group| other.groups.binary_search(group).is_ok());
        Self {
            text,
            tags,
            same_series,
            days: one.published_at.days_since(other.published_at).abs(),
        }
    }

    /// Closeness in time: 1 at the same moment, falling towards 0.
    pub fn closeness(&self) -> f64 {
        (-(self.days / DECAY_DAYS).powf(DECAY_STRETCH)).exp()
    }

    /// Score of the pair: the sum of its contributions.
    pub fn score(&self) -> f64 {
        let sum: f64 = self.contributions().iter().sum();
        round_to_millionths(sum)
    }

    /// Contributions of text, tags, closeness in time and a shared series, each rounded to
    /// millionths.
    pub(super) fn contributions(&self) -> [f64; 4] {
        let contribution =
            |part: f64| round_to_millionths(MAX_SIMILARITY_SCORE * part.clamp(0.0, 1.0));
        // Rounded weights can give a cosine slightly above 1; both parts together stay within it.
        let (text, tags) = (self.text.min(1.0), self.tags.min(1.0 - self.text.min(1.0)));
        // Closeness alone is no reason: it multiplies the similarity and is 0 without any.
        let close = (1.0 - TIMELESS_SHARE) * self.closeness() * (text + tags);
        let series = if self.same_series {
            SAME_SERIES_SCORE
        } else {
            0.0
        };
        [
            contribution(TIMELESS_SHARE * text),
            contribution(TIMELESS_SHARE * tags),
            contribution(close),
            series,
        ]
    }
}

/// Iterates over the terms of both vectors, each with its summand of the dot product. Both vectors
/// have length 1, so the dot product is the cosine.
pub(super) fn common_terms<'v>(
    one: &'v TermVector,
    other: &'v TermVector,
) -> impl Iterator<Item = (TermKey, f64)> + 'v {
    // Merge join: both lists are sorted by key.
    let mut others = other.terms.iter().peekable();
    one.terms.iter().filter_map(move |(term, weight)| {
        while others.next_if(|(next, _)| next < term).is_some() {}
        let (_, theirs) = others.next_if(|(next, _)| next == term)?;
        Some((*term, f64::from(*weight) * f64::from(*theirs)))
    })
}
