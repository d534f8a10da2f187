//! Merging pins, links and stored lists, and explaining the result.

use std::collections::BTreeSet;

use super::{super::*, DAY, article, articles, idf_table, tag, vectors};
use crate::moment::Moment;

fn visible(number: u8, day: i64) -> VisibleArticle {
    VisibleArticle {
        article: article(number),
        published_at: Moment::from_millis(day * DAY),
        section: None,
    }
}

fn inputs() -> RelatedInputs {
    let entry = |number: u8, text: f64| {
        let entry = RelatedEntry {
            article: article(number),
            published_at: Moment::from_millis(90 * DAY),
            text,
            shared_tags: 0.01,
            closeness: 0.02,
            series: 0.0,
            words: vec!["bridge".to_owned()],
            tags: vec![tag(1)],
        };
        (visible(number, 90), entry)
    };
    RelatedInputs {
        published_at: Moment::from_millis(100 * DAY),
        pinned: vec![visible(7, 1), visible(2, 1)],
        excluded: BTreeSet::from([article(1)]),
        linked: vec![visible(1, 1), visible(2, 1), visible(3, 1)],
        listed: vec![
            entry(4, 0.04),
            entry(5, 0.03),
            entry(3, 0.01),
            entry(1, 0.04),
        ],
    }
}

#[test]
fn picks_rank_before_links_before_similarity_and_exclusions_never_appear() {
    let composed = compose(&inputs(), &RelatedFilter::with_limit(10));
    let order: Vec<_> = composed.iter().map(|related| related.article).collect();
    assert_eq!(
        order,
        [article(7), article(2), article(3), article(4), article(5)]
    );
    for related in &composed {
        let sum: f64 = related.reasons.iter().map(Reason::contribution).sum();
        assert!((sum - related.score).abs() < 1e-6 && related.score > 0.0 && related.score <= 1.0);
    }
    assert!((composed[0].score - 1.0).abs() < 1e-9);
    assert_eq!(composed[2].reasons.len(), 4);
}

#[test]
fn the_filter_applies_to_every_article() {
    let order = |change: fn(&mut RelatedFilter)| {
        let mut filter = RelatedFilter::with_limit(10);
        change(&mut filter);
        let composed = compose(&inputs(), &filter);
        composed
            .iter()
            .map(|related| related.article)
            .collect::<Vec<_>>()
    };
    assert_eq!(order(|filter| filter.limit = 1), [article(7)]);
    assert_eq!(
        order(|filter| filter.published_from = Some(Moment::from_millis(50 * DAY))),
        [article(4), article(5)]
    );
    assert_eq!(
        order(|filter| filter.min_score = 0.9),
        [article(7), article(2)]
    );
    assert_eq!(
        order(|filter| filter.excluded = BTreeSet::from([article(7), article(4)])),
        [article(2), article(3), article(5)]
    );
    assert!(order(|filter| filter.sections = Some(BTreeSet::new())).is_empty());
}

#[test]
fn an_explanation_gives_the_rank_or_the_cause_of_the_absence() {
    let sources = articles();
    let idf = idf_table(&sources);
    let vectors = vectors(&sources, &idf);
    let pair = |one: usize, other: usize| Some((&vectors[one], &vectors[other]));
    let mut inputs = inputs();
    let listed = explain(article(1), &inputs, &visible(4, 90), pair(0, 3), &idf);
    assert_eq!((listed.rank, listed.absence), (Some(4), None));
    let sum: f64 = listed.reasons.iter().map(Reason::contribution).sum();
    assert!((sum - listed.score).abs() < 1e-6);
    assert_eq!(
        explain(article(1), &inputs, &visible(1, 90), None, &idf).absence,
        Some(Absence::SameArticle)
    );
    inputs.excluded.insert(article(2));
    let excluded = explain(article(1), &inputs, &visible(2, 101), pair(0, 1), &idf);
    assert_eq!(excluded.absence, Some(Absence::Excluded));
    assert!(excluded.score > 0.0);
    let has_link = |explained: &Explanation| {
        let is_link = |reason: &Reason| matches!(reason, Reason::LinkedByAuthor { .. });
        explained.reasons.iter().any(is_link)
    };
    assert!(
        has_link(&excluded),
        "a link is a reason even of an excluded article: {excluded:?}"
    );
    inputs.excluded.clear();
    inputs.pinned.clear();
    inputs.linked.clear();
    inputs
        .listed
        .retain(|(listed, _)| listed.article == article(3));
    let outranked = explain(article(1), &inputs, &visible(2, 101), pair(0, 1), &idf);
    assert_eq!(
        outranked.absence,
        Some(Absence::Outranked { last_score: 0.04 })
    );
    assert_eq!(
        explain(article(1), &inputs, &visible(5, 100), pair(0, 4), &idf).absence,
        Some(Absence::TooLittleInCommon)
    );
    let unknown = explain(article(1), &inputs, &visible(5, 100), None, &idf);
    assert_eq!(unknown.absence, Some(Absence::NotIndexed));
    assert!(unknown.score.is_sign_positive(), "the score is 0, not -0");
}
