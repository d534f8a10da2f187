//! Entry of a related list: one article, its score and the reasons for it.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::{
    idf::IdfTable,
    reason::Reason,
    scoring::round_to_millionths,
    similarity::{Similarity, common_terms},
    term_vector::TermVector,
};
use crate::{
    ids::{ArticleId, TagId},
    moment::Moment,
    tokenizer::{TermKey, TermKind},
};

/// One article in the related list of another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "StoredEntry", into = "StoredEntry")]
pub struct RelatedEntry {
    /// The article.
    pub article: ArticleId,
    /// Publication date.
    pub published_at: Moment,
    /// Contribution of shared words and word pairs to the score.
    pub text: f64,
    /// Contribution of shared tags.
    pub shared_tags: f64,
    /// Contribution of closeness in time.
    pub closeness: f64,
    /// Contribution of a shared series or collection.
    pub series: f64,
    /// Heaviest shared words.
    pub words: Vec<String>,
    /// Shared tags, the heaviest first.
    pub tags: Vec<TagId>,
}

/// Number of shared words that an entry names.
const MAX_WORDS: usize = 5;

/// Stored form of an entry: an array that starts with the article id.
///
/// SQL reads that id out of the array to join the article, so its place is part of the format.
#[derive(Serialize, Deserialize)]
struct StoredEntry(ArticleId, i64, f64, f64, f64, f64, Vec<String>, Vec<TagId>);

impl From<StoredEntry> for RelatedEntry {
    fn from(
        StoredEntry(article, at, text, shared_tags, closeness, series, words, tags): StoredEntry,
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

impl From<RelatedEntry> for StoredEntry {
    fn from(entry: RelatedEntry) -> Self {
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

impl RelatedEntry {
    /// Creates the entry of `article` in the list of `owner`, with the words and tags that both
    /// have in common.
    pub fn from_vectors(owner: &TermVector, article: &TermVector, idf: &IdfTable) -> Self {
        let similarity = Similarity::from_vectors(owner, article);
        let mut common: Vec<(TermKey, f64)> = common_terms(owner, article).collect();
        common
            .sort_unstable_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
        let words = common
            .iter()
            .filter(|(term, _)| term.kind() == TermKind::Word);
        let words = words.filter_map(|(term, _)| {
            // Names newer than the idf table are found in the vectors alone.
            let new_word = || owner.new_word(*term).or_else(|| article.new_word(*term));
            idf.written_form(*term).or_else(new_word)
        });
        let owner_tags = owner.tags_by_term();
        let tags: Vec<TagId> = common
            .iter()
            .filter_map(|(term, _)| owner_tags.get(term).copied())
            .collect();
        let [text, shared_tags, closeness, series] = similarity.contributions();
        Self {
            article: article.article,
            published_at: article.published_at,
            text,
            shared_tags,
            closeness,
            series,
            words: words.take(MAX_WORDS).map(ToOwned::to_owned).collect(),
            tags,
        }
    }

    /// Score of the entry: the sum of its contributions.
    pub fn score(&self) -> f64 {
        round_to_millionths(self.text + self.shared_tags + self.closeness + self.series)
    }

    /// Reasons for the entry in the list of an article with the given publication date.
    pub fn reasons(&self, owner_published_at: Moment) -> Vec<Reason> {
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
                days: self.published_at.days_since(owner_published_at).abs(),
                contribution: self.closeness,
            });
        }
        reasons
    }

    /// Order of two entries in a list: by score, then the newer, then the greater id.
    pub(super) fn cmp_rank(&self, other: &Self) -> Ordering {
        other
            .score()
            .total_cmp(&self.score())
            .then(other.published_at.cmp(&self.published_at))
            .then(other.article.cmp(&self.article))
    }
}
