//! Which articles belong beside an article, in a first true form: those that an editor pinned, those that its author linked to, then those that share its tags, the rarer the
//! tag and the closer in time the better.
//!
//! The store hands over evidence, a capped set of candidates; scoring and order are decided here. The score is the sum of the contributions of
//! the reasons, so an explanation can be checked by adding up.

use std::collections::{BTreeMap, BTreeSet};

use super::{Reason, Related, to_a_millionth};
use crate::{
    ids::{ArticleId, TagId},
    moment::Moment,
};

/// How many articles of a tag are candidates: the nearest in time, half of them before and half after the article they would stand beside. A tag on
/// as many or more articles weighs no less than one on exactly so many.
pub const CANDIDATES_PER_TAG: u32 = 100;

/// What a link by the author contributes at least.
const LINKED: f64 = 0.5;
/// What the first of the author's links contributes more than the last of many.
const LINKED_FIRST: f64 = 0.1;
/// What sharing every tag contributes.
const SHARED_TAGS: f64 = 0.3;
/// What having been published at the same moment contributes.
const CLOSE_IN_TIME: f64 = 0.1;
/// After so many days, closeness in time counts half.
const HALF_LIFE_DAYS: f64 = 30.0;

/// The article beside which others are sought, with the evidence that the store found.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// The date that the article bears.
    pub published_at: Moment,
    /// Those that an editor pinned and that the reader may see, in order, with the dates they bear.
    pub pinned: Vec<(ArticleId, Moment)>,
    /// Those that an editor wants never to stand there.
    pub excluded: BTreeSet<ArticleId>,
    /// Those of the author's links that the reader may follow, in order, with the dates they bear.
    pub linked: Vec<(ArticleId, Moment)>,
    /// All of the article's tags, each with the other articles that carry it and are nearest in time, at most [`CANDIDATES_PER_TAG`], and the dates
    /// they bear.
    pub tags: Vec<(TagId, Vec<(ArticleId, Moment)>)>,
}

#[derive(Default)]
struct Candidate {
    published_at: Option<Moment>,
    pin: Option<usize>,
    link: Option<usize>,
    tags: Vec<(TagId, f64)>,
}

/// Ranks the candidates, best first, at most so many; ties go to the newer, then to the greater identity.
pub fn rank(evidence: &Evidence, most: usize) -> Vec<Related> {
    let mut candidates: BTreeMap<ArticleId, Candidate> = BTreeMap::new();
    for (index, (article, published_at)) in evidence.pinned.iter().enumerate() {
        let candidate = candidates.entry(*article).or_default();
        candidate.published_at = Some(*published_at);
        candidate.pin = Some(index);
    }
    for (index, (article, published_at)) in evidence.linked.iter().enumerate() {
        let candidate = candidates.entry(*article).or_default();
        candidate.published_at = Some(*published_at);
        candidate.link.get_or_insert(index);
    }
    let mut all_rarity = 0.0;
    for (tag, articles) in &evidence.tags {
        let rarity = rarity(articles.len());
        all_rarity += rarity;
        for (article, published_at) in articles {
            let candidate = candidates.entry(*article).or_default();
            candidate.published_at = Some(*published_at);
            candidate.tags.push((*tag, rarity));
        }
    }
    candidates.retain(|article, _| !evidence.excluded.contains(article));
    let score = |(article, candidate): (ArticleId, Candidate)| {
        let published_at = candidate.published_at.unwrap_or(evidence.published_at);
        let pin = candidate.pin.unwrap_or(usize::MAX);
        let related = candidate.judge(article, published_at, evidence.published_at, all_rarity);
        (pin, published_at, related)
    };
    let mut ranked: Vec<(usize, Moment, Related)> = candidates.into_iter().map(score).collect();
    ranked.sort_by(|(left_pin, left_at, left), (right_pin, right_at, right)| {
        left_pin
            .cmp(right_pin)
            .then(right.score.total_cmp(&left.score))
            .then(right_at.cmp(left_at))
            .then(right.article.cmp(&left.article))
    });
    ranked.truncate(most);
    ranked.into_iter().map(|(.., related)| related).collect()
}

/// How much a tag says that so many other articles carry: 1 for one, less for each more.
fn rarity(others: usize) -> f64 {
    let others = u32::try_from(others.max(1)).unwrap_or(u32::MAX);
    1.0 / (1.0 + f64::from(others).ln())
}

impl Candidate {
    fn judge(
        mut self,
        article: ArticleId,
        published_at: Moment,
        beside: Moment,
        all_rarity: f64,
    ) -> Related {
        let mut reasons = Vec::with_capacity(3);
        if let Some(index) = self.link {
            let place = i32::try_from(index).unwrap_or(i32::MAX);
            reasons.push(Reason::LinkedByAuthor {
                contribution: to_a_millionth(LINKED_FIRST.mul_add(0.8_f64.powi(place), LINKED)),
            });
        }
        if !self.tags.is_empty() {
            self.tags.sort_by(|left, right| right.1.total_cmp(&left.1));
            let shared: f64 = self.tags.iter().map(|(_, rarity)| rarity).sum();
            let contribution = to_a_millionth(SHARED_TAGS * (shared / all_rarity).min(1.0));
            reasons.push(Reason::SharedTags {
                tags: self.tags.iter().map(|(tag, _)| *tag).collect(),
                contribution,
            });
        }
        let days = published_at.days_since(beside).abs();
        let closeness = to_a_millionth(CLOSE_IN_TIME * 0.5_f64.powf(days / HALF_LIFE_DAYS));
        if closeness >= 0.001 {
            reasons.push(Reason::CloseInTime {
                days,
                contribution: closeness,
            });
        }
        if self.pin.is_some() {
            let others: f64 = reasons.iter().map(Reason::contribution).sum();
            reasons.push(Reason::EditorsPick {
                contribution: to_a_millionth(1.0 - others),
            });
        }
        reasons.sort_by(|left, right| right.contribution().total_cmp(&left.contribution()));
        let score = to_a_millionth(reasons.iter().map(Reason::contribution).sum());
        Related {
            article,
            score,
            reasons,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{super::Reason, Evidence, rank};
    use crate::{
        ids::{ArticleId, TagId},
        moment::Moment,
    };

    const DAY: i64 = 86_400_000;

    fn article(number: u8) -> ArticleId {
        ArticleId::mint(Moment::from_millis(i64::from(number)), [number; 10])
    }

    fn tag(number: u8) -> TagId {
        TagId::mint(Moment::from_millis(i64::from(number)), [number; 10])
    }

    fn day(number: i64) -> Moment {
        Moment::from_millis(number * DAY)
    }

    #[test]
    fn links_come_before_tags_and_rare_tags_before_common_ones() {
        let common: Vec<_> = (10..60).map(|number| (article(number), day(99))).collect();
        let evidence = Evidence {
            published_at: day(100),
            pinned: vec![],
            excluded: BTreeSet::new(),
            linked: vec![(article(1), day(1)), (article(2), day(1))],
            tags: vec![(tag(1), vec![(article(3), day(90))]), (tag(2), common)],
        };
        let ranked = rank(&evidence, 6);
        let order: Vec<_> = ranked.iter().map(|related| related.article).collect();
        assert_eq!(order[..3], [article(1), article(2), article(3)]);
        assert!(matches!(
            ranked[0].reasons[0],
            Reason::LinkedByAuthor { .. }
        ));
        for related in &ranked {
            let sum: f64 = related.reasons.iter().map(Reason::contribution).sum();
            assert!(
                (sum - related.score).abs() < 1e-9 && related.score > 0.0 && related.score <= 1.0
            );
        }
    }

    #[test]
    fn what_an_editor_pinned_comes_first_in_order_and_what_was_excluded_never() {
        let evidence = Evidence {
            published_at: day(100),
            pinned: vec![(article(7), day(1)), (article(2), day(1))],
            excluded: BTreeSet::from([article(1)]),
            linked: vec![
                (article(1), day(1)),
                (article(2), day(1)),
                (article(3), day(1)),
            ],
            tags: vec![],
        };
        let ranked = rank(&evidence, 6);
        let order: Vec<_> = ranked.iter().map(|related| related.article).collect();
        assert_eq!(order, [article(7), article(2), article(3)]);
        for pinned in &ranked[..2] {
            let sum: f64 = pinned.reasons.iter().map(Reason::contribution).sum();
            assert!((sum - 1.0).abs() < 1e-9 && (pinned.score - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn the_closer_in_time_wins_among_equals_and_ties_are_broken_always_alike() {
        let evidence = Evidence {
            published_at: day(100),
            pinned: vec![],
            excluded: BTreeSet::new(),
            linked: vec![],
            tags: vec![(
                tag(1),
                vec![
                    (article(1), day(10)),
                    (article(2), day(95)),
                    (article(4), day(95)),
                    (article(3), day(105)),
                ],
            )],
        };
        let order: Vec<_> = rank(&evidence, 10)
            .iter()
            .map(|related| related.article)
            .collect();
        assert_eq!(order, [article(3), article(4), article(2), article(1)]);
    }
}
