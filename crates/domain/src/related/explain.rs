//! Explanation of the position, or the absence, of one article in the related list of another.

use super::{
    compose::{RelatedFilter, RelatedInputs, VisibleArticle, compose},
    entry::RelatedEntry,
    idf::IdfTable,
    reason::{Reason, Related},
    term_vector::TermVector,
};
use crate::ids::ArticleId;

/// Position, or absence, of one article in the related list of another.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// Score in the list, or the score it would have there; 0 without any reason.
    pub score: f64,
    /// Reasons, the largest contribution first.
    pub reasons: Vec<Reason>,
    /// Rank in the whole list that the reader may see, starting at 1; `None` if absent.
    pub rank: Option<usize>,
    /// Cause of the absence; `None` if the article is in the list.
    pub absence: Option<Absence>,
}

/// Cause of the absence of an article from the list of another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Absence {
    /// Both are the same article.
    SameArticle,
    /// An editor excluded the article.
    Excluded,
    /// The articles have no posting term, series or collection in common, or score 0.
    TooLittleInCommon,
    /// The list is full of articles with higher scores.
    Outranked {
        /// Score of the last entry of the list.
        last_score: f64,
    },
    /// One of the articles has no term vector yet, or is not publicly visible.
    NotIndexed,
}

/// Explains the position or absence of `other` in the list of `article`.
///
/// `vectors` are those of the article and of the other, under one idf table; `None` if one is
/// missing.
pub fn explain(
    article: ArticleId,
    inputs: &RelatedInputs,
    other: &VisibleArticle,
    vectors: Option<(&TermVector, &TermVector)>,
    idf: &IdfTable,
) -> Explanation {
    let related = compose(inputs, &RelatedFilter::with_limit(usize::MAX));
    let index = related
        .iter()
        .position(|related| related.article == other.article);
    if let Some((index, related)) = index.and_then(|index| Some((index, related.get(index)?))) {
        return Explanation {
            score: related.score,
            reasons: related.reasons.clone(),
            rank: Some(index + 1),
            absence: None,
        };
    }
    let entry = vectors
        .filter(|(one, other)| one.is_candidate_for(other, idf))
        .map(|(one, other)| RelatedEntry::from_vectors(one, other, idf))
        .filter(|entry| entry.score() > 0.0);
    let absence = match &entry {
        _ if article == other.article => Absence::SameArticle,
        _ if inputs.excluded.contains(&other.article) => Absence::Excluded,
        _ if vectors.is_none() => Absence::NotIndexed,
        None => Absence::TooLittleInCommon,
        Some(_) => {
            let scores = inputs.listed.iter().map(|(_, entry)| entry.score());
            Absence::Outranked {
                // Infinite where the reader may see none of the stored entries.
                last_score: scores.fold(f64::INFINITY, f64::min),
            }
        }
    };
    let hypothetical = related_if_listed(inputs, other, entry);
    Explanation {
        score: hypothetical.as_ref().map_or(0.0, |related| related.score),
        reasons: hypothetical
            .map(|related| related.reasons)
            .unwrap_or_default(),
        rank: None,
        absence: Some(absence),
    }
}

/// Computes the related article as if it were stored and not excluded; `None` without any reason.
fn related_if_listed(
    inputs: &RelatedInputs,
    other: &VisibleArticle,
    entry: Option<RelatedEntry>,
) -> Option<Related> {
    let mut inputs = inputs.clone();
    inputs.excluded.clear();
    inputs
        .listed
        .retain(|(listed, _)| listed.article != other.article);
    inputs.listed.extend(entry.map(|entry| (*other, entry)));
    let related = compose(&inputs, &RelatedFilter::with_limit(usize::MAX));
    related
        .into_iter()
        .find(|related| related.article == other.article)
}
