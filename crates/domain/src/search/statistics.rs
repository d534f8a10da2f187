//! Document frequencies of query terms, and the estimates that the search plan takes from them.

use std::collections::HashMap;

use super::term_query::TermQuery;
use crate::tokenizer::TermKey;

/// Largest share of the corpus, as one in this number of articles, that may hold a word before the
/// word counts as common.
const COMMON_SHARE: u64 = 10;
/// Document frequency up to which no word counts as common.
const COMMON_MIN_ARTICLES: u64 = 100;
/// Number of letters up to which a prefix is taken to match in every article.
const SHORT_PREFIX_LETTERS: usize = 3;
/// Smallest idf. A word in every article still counts a little.
const MIN_IDF: f64 = 0.05;

/// Corpus size and document frequencies among the articles that anonymous readers see.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CorpusStatistics {
    /// Number of articles in the corpus; 0 if it was never counted.
    pub articles: u64,
    /// Document frequency by term. A missing term is rare.
    pub document_frequencies: HashMap<TermKey, u64>,
}

impl CorpusStatistics {
    fn document_frequency(&self, key: TermKey) -> u64 {
        self.document_frequencies.get(&key).copied().unwrap_or(0)
    }

    /// Inverse document frequency of a term: `ln((N + 1) / (df + 0.5))`, at least 0.05.
    #[expect(
        clippy::cast_precision_loss,
        reason = "there are fewer than 2^52 articles"
    )]
    pub(super) fn idf(&self, key: TermKey) -> f64 {
        let (articles, frequency) = (self.articles as f64, self.document_frequency(key) as f64);
        ((articles + 1.0) / (frequency + 0.5)).ln().max(MIN_IDF)
    }

    /// Inverse document frequency of a word.
    pub(super) fn word_idf(&self, term: &str) -> f64 {
        self.idf(TermKey::word(term))
    }

    /// Estimates the number of matches of a single word; `None` for other queries, and while the
    /// corpus is not counted.
    pub(super) fn word_matches(&self, query: &TermQuery) -> Option<u64> {
        match query {
            _ if self.articles == 0 => None,
            TermQuery::Term(term) => Some(self.document_frequency(TermKey::word(term))),
            TermQuery::Prefix(prefix) if prefix.chars().count() <= SHORT_PREFIX_LETTERS => {
                Some(self.articles)
            }
            // A prefix with its stems.
            TermQuery::Any(each) => each.iter().find_map(|query| match query {
                TermQuery::Prefix(_) => self.word_matches(query),
                _ => None,
            }),
            _ => None,
        }
    }

    /// Estimates the number of articles that match all words, as if words occurred independently.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an estimate between 0 and the number of articles"
    )]
    pub(super) fn conjunction_matches(&self, words: &[TermQuery]) -> Option<u64> {
        let all = self.articles as f64;
        let share = |word: &TermQuery| Some(self.word_matches(word)? as f64 / all);
        let product: Option<f64> = words.iter().map(share).product();
        Some((product? * all) as u64)
    }

    /// Returns whether a scan of articles by date meets matches soon: more than one in twenty
    /// articles match.
    pub(super) fn is_frequent(&self, matches: Option<u64>) -> bool {
        matches.is_some_and(|matches| matches > self.articles / 20)
    }

    /// Returns whether a word is too common to find articles by itself.
    pub(super) fn is_common(&self, term: &str) -> bool {
        let frequency = self.document_frequency(TermKey::word(term));
        frequency > COMMON_MIN_ARTICLES && frequency > self.articles / COMMON_SHARE
    }
}
