//! Relevance of an article for a query, by a formula of the BM25F family.
//!
//! Engines have ranking formulas of their own, but these count everything in the engine's index,
//! hidden articles included. This formula uses statistics of publicly visible articles, and gives
//! the same scores on both engines.
//!
//! - Each word counts by its idf and by a saturated term frequency, summed over weighted fields and
//!   normalized by field length (BM25F).
//! - Proximity: adjacent words of the query count again where they are adjacent in the article.
//! - A headline that consists mostly of query words counts again.
//!
//! The weights were chosen on two collections of articles, confirmed on others in nine languages,
//! and rounded. `bench/README.md` describes the collections and gives the figures.

use super::{
    document_counts::{DocumentCounts, FIELDS},
    prefix_scorer::{PREFIX_IDF, PrefixScorer},
    query_terms::QueryTerms,
    statistics::CorpusStatistics,
};
use crate::{moment::Moment, tokenizer::TermKey};

/// Weight of one occurrence in the headline, the standfirst and the body.
const FIELD_WEIGHTS: [f64; FIELDS] = [5.0, 1.5, 1.0];
/// Usual lengths of these fields, in words.
const USUAL_LENGTHS: [f64; FIELDS] = [7.0, 25.0, 500.0];
/// Share of the length normalization, the `b` of BM25: a field of twice the usual length divides
/// the weight of its words by 1.5.
const LENGTH_NORMALIZATION: f64 = 0.5;
/// Saturation of the term frequency, the `k1` of BM25: the weighted frequency that gives half of
/// the largest score.
const SATURATION: f64 = 2.5;
/// Weight of adjacent words relative to the words themselves.
const PROXIMITY_WEIGHT: f64 = 0.8;
/// Weight of a headline of query words only.
const HEADLINE_WEIGHT: f64 = 0.4;
/// Largest share of the relevance that age removes. It decides between articles of equal relevance.
const MAX_AGE_PENALTY: f64 = 0.05;
/// Days after which the age penalty has reached 1 - 1/e (two thirds) of its largest value.
const AGE_DAYS: f64 = 730.0;

/// Scorer of one query in one language, with the idf of each term.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scorer {
    words: Vec<(String, f64)>,
    pairs: Vec<(String, String, f64)>,
    prefix: Option<PrefixScorer>,
}

/// Words by which a query is ranked: its words and those of its phrases, in order.
fn scored_words(terms: &QueryTerms) -> Vec<&String> {
    let mut words: Vec<&String> = Vec::new();
    for word in terms.words.iter().chain(terms.phrases.iter().flatten()) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

impl Scorer {
    /// Creates the scorer of a query in one language.
    pub fn new(terms: &QueryTerms, statistics: &CorpusStatistics) -> Self {
        let words = scored_words(terms);
        let pair = |pair: &[&String]| match pair {
            [first, second] => {
                let idf = statistics.idf(TermKey::pair(first, second));
                Some(((*first).clone(), (*second).clone(), idf))
            }
            _ => None,
        };
        Self {
            pairs: words.windows(2).filter_map(pair).collect(),
            words: words
                .into_iter()
                .map(|word| (word.clone(), statistics.word_idf(word)))
                .collect(),
            prefix: PrefixScorer::new(terms, statistics),
        }
    }

    /// Returns whether the query ends in a prefix. Only then does the score depend on the text of
    /// the standfirst.
    pub const fn has_prefix(&self) -> bool {
        self.prefix.is_some()
    }

    /// Words by which a query is ranked.
    pub fn words(terms: &QueryTerms) -> impl Iterator<Item = &String> {
        scored_words(terms).into_iter()
    }

    /// Terms whose document frequencies the ranking needs.
    pub fn required_terms(terms: &QueryTerms) -> impl Iterator<Item = TermKey> {
        let words = scored_words(terms);
        let pairs: Vec<TermKey> = words
            .windows(2)
            .filter_map(|pair| match pair {
                [first, second] => Some(TermKey::pair(first, second)),
                _ => None,
            })
            .collect();
        let words: Vec<TermKey> = words.into_iter().map(|word| TermKey::word(word)).collect();
        words.into_iter().chain(pairs)
    }

    /// Relevance of a document regardless of its age, from 0 to 1.
    ///
    /// `headline` and `standfirst` are the terms of these lines, separated by spaces. They are
    /// needed for a prefix only.
    pub fn relevance(
        &self,
        document: &DocumentCounts<'_>,
        headline: &str,
        standfirst: &str,
    ) -> f64 {
        let lengths = document.field_lengths();
        let total_idf: f64 = self.words.iter().map(|(_, idf)| idf).sum::<f64>()
            + self.prefix.as_ref().map_or(0.0, |_| PREFIX_IDF);
        // A query of exclusions and filters has no words: all its matches are equally relevant.
        if total_idf <= 0.0 {
            return 1.0;
        }
        let (mut word_score, mut headline_idf, mut headline_count) = (0.0, 0.0, 0.0);
        let mut add = |counts: [u8; FIELDS], idf: f64| {
            word_score += idf * saturated_frequency(counts, lengths);
            let [in_headline, ..] = counts;
            if in_headline > 0 {
                headline_idf += idf;
                headline_count += f64::from(in_headline);
            }
        };
        for (word, idf) in &self.words {
            add(document.word_counts(word), *idf);
        }
        if let Some(prefix) = &self.prefix {
            let (counts, idf) = prefix.counts(document, [headline, standfirst]);
            add(counts, idf);
        }
        // The share of the headline that the query covers, times the share of the query that the
        // headline covers.
        let [headline_length, ..] = lengths;
        let coverage = (headline_count / f64::from(headline_length.max(1))).min(1.0);
        let headline_score = coverage * headline_idf / total_idf;
        let sum = word_score / total_idf
            + PROXIMITY_WEIGHT * self.proximity(document)
            + HEADLINE_WEIGHT * headline_score;
        // Each summand is at most 1 before its weight, so the division gives 0 to 1.
        sum / (1.0 + PROXIMITY_WEIGHT + HEADLINE_WEIGHT)
    }

    /// Share of the adjacent words of the query that are adjacent in the document, weighted by idf.
    fn proximity(&self, document: &DocumentCounts<'_>) -> f64 {
        let (mut score, mut total_idf) = (0.0, 0.0);
        for (first, second, idf) in &self.pairs {
            let presence = document.pair_presence(first, second);
            score += idf * saturated_frequency(presence, document.field_lengths());
            total_idf += idf;
        }
        if total_idf > 0.0 {
            score / total_idf
        } else {
            0.0
        }
    }
}

/// Saturated term frequency of BM25F, from 0 towards 1.
fn saturated_frequency(counts: [u8; FIELDS], lengths: [u32; FIELDS]) -> f64 {
    let fields = counts
        .into_iter()
        .zip(lengths)
        .zip(FIELD_WEIGHTS.into_iter().zip(USUAL_LENGTHS));
    let frequency: f64 = fields
        .map(|((count, length), (weight, usual))| {
            let normalization =
                (1.0 - LENGTH_NORMALIZATION) + LENGTH_NORMALIZATION * f64::from(length) / usual;
            weight * f64::from(count) / normalization
        })
        .sum();
    frequency / (SATURATION + frequency)
}

/// Score of a document with the given relevance and date for a search at `as_of`, from 0 to 1.
pub fn score(relevance: f64, published_at: Moment, as_of: Moment) -> f64 {
    // A document may be dated in the future by another clock; it then has the age 0.
    let days = as_of.days_since(published_at).max(0.0);
    relevance * (1.0 - MAX_AGE_PENALTY * (1.0 - (-days / AGE_DAYS).exp()))
}

#[cfg(test)]
mod tests;
