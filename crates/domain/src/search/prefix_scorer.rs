//! Score of a word of which only a prefix was typed.
//!
//! Articles store the counts of whole words and not of prefixes. Two facts are known: the words of
//! headline and standfirst, whose texts are at hand, and that an article without any other searched
//! word must have been found by the prefix.

use super::{
    document_counts::{DocumentCounts, FIELDS},
    query_terms::{PrefixTerm, QueryTerms},
    statistics::CorpusStatistics,
};

/// Idf of an incomplete word: that of a word in one of twenty articles.
pub(super) const PREFIX_IDF: f64 = 3.0;

/// Scorer of an incomplete word, with the other words of the query.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PrefixScorer {
    prefix: PrefixTerm,
    /// Other words that find articles.
    other_words: Vec<String>,
    /// Idf where the word must be in the body without being counted.
    inferred_idf: f64,
}

impl PrefixScorer {
    /// Creates the scorer; `None` if all words of the query are complete.
    pub(super) fn new(terms: &QueryTerms, statistics: &CorpusStatistics) -> Option<Self> {
        let selective = terms
            .words
            .iter()
            .filter(|term| !statistics.is_common(term));
        let other_words: Vec<String> = selective.cloned().collect();
        let idfs = other_words.iter().map(|term| statistics.word_idf(term));
        let inferred_idf = if terms.phrases.is_empty() {
            // No larger than the idf of any other word, so that an article with one of those does
            // not rank behind.
            idfs.fold(PREFIX_IDF, f64::min)
        } else {
            // The phrases find the article; the prefix need not be in it.
            0.0
        };
        Some(Self {
            prefix: terms.prefix.clone()?,
            other_words,
            inferred_idf,
        })
    }

    /// Counts of the word in each field, and its idf.
    ///
    /// `lines` are the terms of the headline and of the standfirst, separated by spaces.
    pub(super) fn counts(
        &self,
        document: &DocumentCounts<'_>,
        lines: [&str; 2],
    ) -> ([u8; FIELDS], f64) {
        let mut counts = [0_u8; FIELDS];
        for stem in &self.prefix.stems {
            for (sum, count) in counts.iter_mut().zip(document.word_counts(stem)) {
                *sum = sum.saturating_add(count);
            }
        }
        for (count, line) in counts.iter_mut().zip(lines) {
            let matching = line.split(' ').filter(|term| self.prefix.matches(term));
            *count = (*count).max(u8::try_from(matching.count()).unwrap_or(u8::MAX));
        }
        let occurs = |counts: [u8; FIELDS]| counts.into_iter().any(|count| count > 0);
        let is_explained = occurs(counts)
            || self
                .other_words
                .iter()
                .any(|term| occurs(document.word_counts(term)));
        if is_explained {
            (counts, PREFIX_IDF)
        } else {
            // Only the prefix can have found the article: one occurrence in the body is inferred.
            ([0, 0, 1], self.inferred_idf)
        }
    }
}
