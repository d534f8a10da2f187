//! Why one article stands beside another, or why it does not.

use super::{Beside, Candidate, Entry, Portrait, Reason, Related, Wanted, Weights, compose};
use crate::ids::ArticleId;

/// Why one article stands beside another, or why it does not.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The score that it has there, or would have; 0 when nothing speaks for it.
    pub score: f64,
    /// What speaks for it, the weightiest first.
    pub reasons: Vec<Reason>,
    /// Its place in the whole list that is before the reader, from 1.
    pub place: Option<usize>,
    /// Why it is not in the list; `None` when it is.
    pub absence: Option<Absence>,
}

/// Why an article is not in the list of another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Absence {
    /// It is the same article.
    SameArticle,
    /// An editor wants it never to stand there.
    Excluded,
    /// The two have no word, tag, series or collection in common by which they would be looked at together.
    TooLittleInCommon,
    /// Others have more in common.
    Outranked {
        /// The score of the last that is kept.
        last: f64,
    },
    /// What one of them says was not weighed yet, or it is not before everybody.
    NotWeighed,
}

/// Explains what stands, or does not stand, beside an article before a reader. Portraits are those of the article and of the other under one table of weights.
pub fn explain(
    article: ArticleId,
    beside: &Beside,
    other: &Candidate,
    portraits: Option<(&Portrait, &Portrait)>,
    weights: &Weights,
) -> Explanation {
    let standing = compose(beside, &Wanted::most(usize::MAX));
    let place = standing
        .iter()
        .position(|related| related.article == other.article);
    if let Some((place, related)) = place.and_then(|place| Some((place, standing.get(place)?))) {
        return Explanation {
            score: related.score,
            reasons: related.reasons.clone(),
            place: Some(place + 1),
            absence: None,
        };
    }
    let entry = portraits
        .filter(|(one, other)| one.meets(other, weights))
        .map(|(one, other)| Entry::of(one, other, weights))
        .filter(|entry| entry.score() > 0.0);
    let absence = match &entry {
        _ if article == other.article => Absence::SameArticle,
        _ if beside.excluded.contains(&other.article) => Absence::Excluded,
        _ if portraits.is_none() => Absence::NotWeighed,
        None => Absence::TooLittleInCommon,
        Some(_) => {
            let scores = beside.kept.iter().map(|(_, entry)| entry.score());
            Absence::Outranked {
                last: scores.fold(f64::INFINITY, f64::min),
            }
        }
    };
    let told = if_it_stood(beside, other, entry);
    Explanation {
        score: told.as_ref().map_or(0.0, |told| told.score),
        reasons: told.map(|told| told.reasons).unwrap_or_default(),
        place: None,
        absence: Some(absence),
    }
}

/// What would be said of an article if nobody excluded it and its entry were kept; `None` where nothing speaks for it.
fn if_it_stood(beside: &Beside, other: &Candidate, entry: Option<Entry>) -> Option<Related> {
    let mut beside = beside.clone();
    beside.excluded.clear();
    beside
        .kept
        .retain(|(kept, _)| kept.article != other.article);
    beside.kept.extend(entry.map(|entry| (*other, entry)));
    let standing = compose(&beside, &Wanted::most(usize::MAX));
    standing
        .into_iter()
        .find(|related| related.article == other.article)
}
