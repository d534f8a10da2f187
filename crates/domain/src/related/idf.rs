//! Document frequencies of terms among the publicly visible articles, and the idf they give.

use std::collections::HashMap;

use super::term_counts::TermCounts;
use crate::tokenizer::{TermKey, TermKind};

/// Statistics of one term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermStatistics {
    /// Document frequency: number of articles that contain the term.
    pub document_frequency: u32,
    /// Largest time between two articles for this term to make them candidates, in milliseconds.
    /// `None` means no bound. A negative window makes no candidates: too many articles with this
    /// term have one and the same date.
    pub window_ms: Option<i64>,
    /// Most frequent written form of a word; `None` for other terms.
    pub written_form: Option<String>,
}

/// Statistics of terms, computed at one moment and kept until the next rebuild.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct IdfTable {
    articles: u32,
    pub(super) terms: HashMap<TermKey, TermStatistics>,
}

/// Number of articles within the window of a term, around any article, that are compared with it.
pub(super) const MAX_CANDIDATES_PER_TERM: usize = 100;

/// Exponent of the logarithm in [`IdfTable::idf`]. Rare terms get more weight than with plain idf.
const IDF_EXPONENT: f64 = 1.5;

impl IdfTable {
    /// Creates a table from the corpus size and the statistics of its terms. A part of the terms is
    /// enough where only those are looked up.
    pub fn new(articles: u32, terms: impl IntoIterator<Item = (TermKey, TermStatistics)>) -> Self {
        Self {
            articles,
            terms: terms.into_iter().collect(),
        }
    }

    /// Number of articles in the corpus.
    pub const fn articles(&self) -> u32 {
        self.articles
    }

    /// Iterates over all terms of the table with their statistics.
    pub fn terms(&self) -> impl Iterator<Item = (TermKey, &TermStatistics)> {
        self.terms.iter().map(|(key, term)| (*key, term))
    }

    /// Inverse document frequency: `ln((N + 1) / df) ^ 1.5`, with corpus size N and document
    /// frequency df. `None` for terms that have no weight.
    pub(super) fn idf(&self, term: TermKey) -> Option<f64> {
        let frequency = match (self.terms.get(&term), term.kind()) {
            (Some(statistics), _) => statistics.document_frequency.max(1),
            // The table omits pairs that occur in one article, so an unknown pair has no weight.
            (None, TermKind::Pair | TermKind::Group) => return None,
            // An unknown word or tag is newer than the table and counts as rare as possible.
            (None, TermKind::Word | TermKind::Tag) => 1,
        };
        // An out-of-date corpus size must not be smaller than a document frequency.
        let corpus = f64::from(self.articles.max(frequency)) + 1.0;
        Some((corpus / f64::from(frequency)).ln().powf(IDF_EXPONENT))
    }

    /// Number of other articles that a posting under the term leads to, at most
    /// [`MAX_CANDIDATES_PER_TERM`]. `None` where it leads to no other article.
    pub(super) fn reachable_articles(&self, term: TermKey) -> Option<f64> {
        let others = match self.terms.get(&term) {
            Some(statistics) => statistics.document_frequency.saturating_sub(1),
            // A word newer than the table may occur in another new article.
            None => 1,
        };
        let most = u32::try_from(MAX_CANDIDATES_PER_TERM).unwrap_or(u32::MAX);
        (others > 0).then(|| f64::from(others.min(most)))
    }

    /// Largest time between two articles for the term to make them candidates, in milliseconds.
    pub fn window_ms(&self, term: TermKey) -> i64 {
        self.terms
            .get(&term)
            .and_then(|statistics| statistics.window_ms)
            .unwrap_or(i64::MAX)
    }

    /// Returns whether the table contains the term.
    pub(super) fn contains(&self, term: TermKey) -> bool {
        self.terms.contains_key(&term)
    }

    /// Most frequent written form of a word.
    pub(super) fn written_form(&self, term: TermKey) -> Option<&str> {
        self.terms.get(&term)?.written_form.as_deref()
    }
}

/// Counter of document frequencies, filled article by article.
#[derive(Debug, Default)]
pub struct DocumentFrequencies {
    articles: u32,
    counts: HashMap<TermKey, u32>,
    written_forms: HashMap<TermKey, Vec<(String, u32)>>,
}

impl DocumentFrequencies {
    /// Adds the terms of one article.
    pub fn add(&mut self, article: &TermCounts) {
        self.articles = self.articles.saturating_add(1);
        for term in article.terms() {
            *self.counts.entry(term).or_default() += 1;
        }
        for (term, form) in &article.written_forms {
            let forms = self.written_forms.entry(*term).or_default();
            match forms.iter_mut().find(|(known, _)| known == form) {
                Some((_, count)) => *count = count.saturating_add(1),
                None => forms.push((form.clone(), 1)),
            }
        }
    }

    /// Converts the counts into an idf table whose windows are not limited yet.
    pub fn into_idf_table(self) -> IdfTable {
        let Self {
            articles,
            counts,
            mut written_forms,
        } = self;
        // Most terms are pairs of a single article; they and such tags are omitted for size. Words
        // of a single article stay, so that they are told from words newer than the table.
        let is_stored =
            |(term, count): &(TermKey, u32)| *count > 1 || term.kind() == TermKind::Word;
        let terms = counts.into_iter().filter(is_stored).map(|(term, count)| {
            let mut forms = written_forms.remove(&term).unwrap_or_default();
            // Equally frequent forms are ordered by text, so that every run gives the same table.
            forms.sort_unstable_by(|left, right| {
                right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0))
            });
            let statistics = TermStatistics {
                document_frequency: count,
                window_ms: None,
                written_form: forms.into_iter().next().map(|(form, _)| form),
            };
            (term, statistics)
        });
        IdfTable::new(articles, terms)
    }
}
