//! Merge of editors' picks, the author's links and the stored list into the related articles that
//! one reader gets.

use std::collections::{BTreeSet, HashMap};

use super::{
    entry::RelatedEntry,
    reason::{Reason, Related},
    scoring::{FIRST_LINK_BONUS, LINK_DECAY, LINK_SCORE, round_to_millionths},
};
use crate::{
    ids::{ArticleId, SectionId},
    moment::Moment,
};

/// Filter on related articles. All given conditions must hold, for editors' picks too.
#[derive(Debug, Clone, PartialEq)]
pub struct RelatedFilter {
    /// Largest number of articles to return.
    pub limit: usize,
    /// Earliest publication date.
    pub published_from: Option<Moment>,
    /// Sections of which the article must be in one.
    pub sections: Option<BTreeSet<SectionId>>,
    /// Articles to leave out.
    pub excluded: BTreeSet<ArticleId>,
    /// Lowest score.
    pub min_score: f64,
}

impl RelatedFilter {
    /// Creates a filter with a limit and no other condition.
    pub const fn with_limit(limit: usize) -> Self {
        Self {
            limit,
            published_from: None,
            sections: None,
            excluded: BTreeSet::new(),
            min_score: 0.0,
        }
    }

    /// Returns whether all conditions but the score hold.
    fn accepts(&self, article: &VisibleArticle) -> bool {
        let is_in_one_of = |sections: &BTreeSet<SectionId>| {
            article
                .section
                .is_some_and(|section| sections.contains(&section))
        };
        !self.excluded.contains(&article.article)
            && self
                .published_from
                .is_none_or(|from| article.published_at >= from)
            && self.sections.as_ref().is_none_or(is_in_one_of)
    }
}

/// Article that the reader may see in full, and that may therefore appear in a list.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VisibleArticle {
    /// The article.
    pub article: ArticleId,
    /// Publication date.
    pub published_at: Moment,
    /// Section, if any.
    pub section: Option<SectionId>,
}

/// Inputs of the related articles of one article, reduced to what the reader may see.
#[derive(Debug, Clone, PartialEq)]
pub struct RelatedInputs {
    /// Publication date of the article.
    pub published_at: Moment,
    /// Articles that an editor pinned, in order.
    pub pinned: Vec<VisibleArticle>,
    /// Articles that an editor excluded.
    pub excluded: BTreeSet<ArticleId>,
    /// Articles that the author linked to, in order.
    pub linked: Vec<VisibleArticle>,
    /// Entries of the stored list.
    pub listed: Vec<(VisibleArticle, RelatedEntry)>,
}

/// Everything known about one article across the inputs.
struct MergedArticle {
    article: VisibleArticle,
    pin_index: Option<usize>,
    link_index: Option<usize>,
    entry: Option<RelatedEntry>,
}

/// Merges the inputs into one ranked list: pins in their order, then by score, then the newer, then
/// the greater id. Excluded articles never appear, even if pinned.
pub fn compose(inputs: &RelatedInputs, filter: &RelatedFilter) -> Vec<Related> {
    let mut ranked: Vec<(usize, Moment, Related)> = merge(inputs)
        .into_values()
        .filter(|merged| !inputs.excluded.contains(&merged.article.article))
        .filter(|merged| filter.accepts(&merged.article))
        .map(|merged| {
            // Articles without a pin share the last rank, where their score decides.
            let pin_rank = merged.pin_index.unwrap_or(usize::MAX);
            let published_at = merged.article.published_at;
            (
                pin_rank,
                published_at,
                merged.into_related(inputs.published_at),
            )
        })
        .filter(|(.., related)| related.score >= filter.min_score)
        .collect();
    // The id makes the order total: the articles come out of a hash map.
    ranked.sort_unstable_by(|(left_pin, left_at, left), (right_pin, right_at, right)| {
        left_pin
            .cmp(right_pin)
            .then(right.score.total_cmp(&left.score))
            .then(right_at.cmp(left_at))
            .then(right.article.cmp(&left.article))
    });
    ranked.truncate(filter.limit);
    ranked.into_iter().map(|(.., related)| related).collect()
}

/// Groups the inputs by article.
fn merge(inputs: &RelatedInputs) -> HashMap<ArticleId, MergedArticle> {
    let mut merged: HashMap<ArticleId, MergedArticle> = HashMap::new();
    let mut update = |article: &VisibleArticle, change: &dyn Fn(&mut MergedArticle)| {
        change(merged.entry(article.article).or_insert(MergedArticle {
            article: *article,
            pin_index: None,
            link_index: None,
            entry: None,
        }));
    };
    // `or` keeps the first index of an article that is pinned or linked twice.
    for (index, article) in inputs.pinned.iter().enumerate() {
        update(article, &|merged| {
            merged.pin_index = merged.pin_index.or(Some(index));
        });
    }
    for (index, article) in inputs.linked.iter().enumerate() {
        update(article, &|merged| {
            merged.link_index = merged.link_index.or(Some(index));
        });
    }
    for (article, entry) in &inputs.listed {
        update(article, &|merged| merged.entry = Some(entry.clone()));
    }
    merged
}

impl MergedArticle {
    fn into_related(self, owner_published_at: Moment) -> Related {
        let mut reasons = self
            .entry
            .map(|entry| entry.reasons(owner_published_at))
            .unwrap_or_default();
        if let Some(index) = self.link_index {
            let exponent = i32::try_from(index).unwrap_or(i32::MAX);
            reasons.push(Reason::LinkedByAuthor {
                contribution: round_to_millionths(
                    FIRST_LINK_BONUS.mul_add(LINK_DECAY.powi(exponent), LINK_SCORE),
                ),
            });
        }
        // Added last: a pin contributes the difference between 1 and all other reasons.
        if self.pin_index.is_some() {
            let others: f64 = reasons.iter().map(Reason::contribution).sum();
            reasons.push(Reason::EditorsPick {
                contribution: round_to_millionths(1.0 - others),
            });
        }
        reasons.sort_by(|left, right| right.contribution().total_cmp(&left.contribution()));
        // The sum follows the sorted order, so that the published sum and score agree.
        let score = round_to_millionths(reasons.iter().map(Reason::contribution).sum());
        Related {
            article: self.article.article,
            score,
            reasons,
        }
    }
}
