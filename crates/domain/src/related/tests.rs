use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::{
    ids::{ArticleId, CollectionId, TagId},
    language::Language,
    moment::Moment,
};

const DAY: i64 = 86_400_000;

fn article(number: u8) -> ArticleId {
    ArticleId::mint(Moment::from_millis(i64::from(number)), [number; 10])
}

fn tag(number: u8) -> TagId {
    TagId::mint(Moment::from_millis(i64::from(number)), [number; 10])
}

fn telling(number: u8, day: i64, headline: &str, body: &str) -> Telling {
    Telling {
        article: article(number),
        published_at: Moment::from_millis(day * DAY),
        language: Language::default(),
        headline: headline.to_owned(),
        standfirst: String::new(),
        body: body.to_owned(),
        tags: Vec::new(),
        series: Vec::new(),
        collections: Vec::new(),
    }
}

fn weights(tellings: &[Telling]) -> Weights {
    let mut census = Census::default();
    for telling in tellings {
        census.add(&Tally::of(telling));
    }
    census.weigh()
}

fn portraits(tellings: &[Telling], weights: &Weights) -> Vec<Portrait> {
    tellings
        .iter()
        .map(|telling| Portrait::of(&Tally::of(telling), weights))
        .collect()
}

fn list(tellings: &[Telling], of: usize) -> Kept {
    let mut weights = weights(tellings);
    let portraits = portraits(tellings, &weights);
    weights.bound_windows(&portraits);
    Shelves::of(&portraits, &weights).list(&portraits[of])
}

fn paper() -> Vec<Telling> {
    vec![
        telling(
            1,
            100,
            "Harbour bridge closed",
            "The harbour bridge is closed for repairs after a ship struck a pillar.",
        ),
        telling(
            2,
            101,
            "Ship strikes bridge",
            "A ship struck a pillar of the harbour bridge in fog, and the bridge is closed.",
        ),
        telling(
            3,
            90,
            "Budget passes",
            "The council passed the budget after a long night of talks in the town hall.",
        ),
        telling(
            4,
            95,
            "Council talks go on",
            "The talks of the council about the budget go on in the town hall.",
        ),
        telling(5, 100, "Rain", "It rains, and it will rain tomorrow."),
    ]
}

#[test]
fn what_says_the_same_stands_first_and_names_the_words() {
    let list = list(&paper(), 0);
    assert_eq!(list.entries[0].article, article(2));
    let reasons = list.entries[0].reasons(Moment::from_millis(100 * DAY));
    let Some(Reason::SimilarText { words, .. }) = reasons
        .iter()
        .find(|reason| matches!(reason, Reason::SimilarText { .. }))
    else {
        panic!("the texts are alike: {reasons:?}");
    };
    assert!(
        words.iter().any(|word| word.eq_ignore_ascii_case("bridge")),
        "{words:?}"
    );
}

#[test]
fn a_common_tag_and_a_common_series_are_reasons_and_go_with_their_cause() {
    let mut paper = paper();
    for index in [0, 4] {
        paper[index].tags = vec![tag(1), tag(2)];
        paper[index].series = vec![tag(2)];
    }
    let entry = |paper: &[Telling]| {
        list(paper, 0)
            .entries
            .into_iter()
            .find(|entry| entry.article == article(5))
    };
    let with = entry(&paper).unwrap();
    assert_eq!(with.tags.len(), 2);
    assert!(with.shared_tags > 0.0 && (with.series - SAME_SERIES).abs() < 1e-9);
    paper[4].series.clear();
    assert!(entry(&paper).unwrap().series == 0.0);
    paper[4].tags.clear();
    assert!(entry(&paper).is_none_or(|entry| entry.shared_tags == 0.0 && entry.tags.is_empty()));
}

#[test]
fn a_common_collection_counts_as_a_series_however_far_apart() {
    let mut paper = paper();
    let collection = CollectionId::mint(Moment::from_millis(1), [1; 10]);
    for index in [0, 4] {
        paper[index].collections = vec![collection];
    }
    paper[4].published_at = Moment::from_millis(9_000 * DAY);
    assert_eq!(list(&paper, 0).entries[0].article, article(5));
}

#[test]
fn a_name_of_which_the_paper_never_told_is_a_reason_as_it_is_written() {
    let weights = weights(&paper());
    let new = [
        telling(
            6,
            102,
            "Zylophones arrive",
            "The first Zylophones were unloaded.",
        ),
        telling(
            7,
            102,
            "What is a zylophone?",
            "A Zylophone is no xylophone.",
        ),
    ];
    let portraits = portraits(&new, &weights);
    let entry = Entry::of(&portraits[0], &portraits[1], &weights);
    assert_eq!(entry.words, ["Zylophones"]);
    let portrait = &portraits[0];
    let (article, at, bytes) = (portrait.article, portrait.published_at, portrait.to_bytes());
    assert_eq!(
        &Portrait::from_bytes(article, at, &bytes).unwrap(),
        portrait
    );
}

#[test]
fn an_entry_reads_back_as_it_was_written() {
    let list = list(&paper(), 0);
    let written = serde_json::to_string(&list).unwrap();
    assert_eq!(serde_json::from_str::<Kept>(&written).unwrap(), list);
    let weights = weights(&paper());
    let portrait = &portraits(&paper(), &weights)[0];
    let bytes = portrait.to_bytes();
    assert_eq!(
        &Portrait::from_bytes(portrait.article, portrait.published_at, &bytes).unwrap(),
        portrait
    );
    assert!(Portrait::from_bytes(portrait.article, portrait.published_at, &bytes[1..]).is_err());
    assert!(
        Portrait::from_bytes(
            portrait.article,
            portrait.published_at,
            &bytes[..bytes.len() - 1]
        )
        .is_err()
    );
}

fn candidate(number: u8, day: i64) -> Candidate {
    Candidate {
        article: article(number),
        published_at: Moment::from_millis(day * DAY),
        section: None,
    }
}

fn beside() -> Beside {
    let entry = |number: u8, text: f64| {
        let entry = Entry {
            article: article(number),
            published_at: Moment::from_millis(90 * DAY),
            text,
            shared_tags: 0.01,
            closeness: 0.02,
            series: 0.0,
            words: vec!["bridge".to_owned()],
            tags: vec![tag(1)],
        };
        (candidate(number, 90), entry)
    };
    Beside {
        published_at: Moment::from_millis(100 * DAY),
        pinned: vec![candidate(7, 1), candidate(2, 1)],
        excluded: BTreeSet::from([article(1)]),
        linked: vec![candidate(1, 1), candidate(2, 1), candidate(3, 1)],
        kept: vec![
            entry(4, 0.04),
            entry(5, 0.03),
            entry(3, 0.01),
            entry(1, 0.04),
        ],
    }
}

#[test]
fn editors_picks_come_first_then_links_then_what_is_alike_and_what_is_excluded_never() {
    let composed = compose(&beside(), &Wanted::most(10));
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
fn only_what_is_wanted_comes() {
    let order = |change: fn(&mut Wanted)| {
        let mut wanted = Wanted::most(10);
        change(&mut wanted);
        let composed = compose(&beside(), &wanted);
        composed
            .iter()
            .map(|related| related.article)
            .collect::<Vec<_>>()
    };
    assert_eq!(order(|wanted| wanted.most = 1), [article(7)]);
    assert_eq!(
        order(|wanted| wanted.published_from = Some(Moment::from_millis(50 * DAY))),
        [article(4), article(5)]
    );
    assert_eq!(
        order(|wanted| wanted.min_score = 0.9),
        [article(7), article(2)]
    );
    assert_eq!(
        order(|wanted| wanted.without = BTreeSet::from([article(7), article(4)])),
        [article(2), article(3), article(5)]
    );
    assert!(order(|wanted| wanted.sections = Some(BTreeSet::new())).is_empty());
}

#[test]
fn an_explanation_says_what_stands_and_why_another_does_not() {
    let paper = paper();
    let weights = weights(&paper);
    let portraits = portraits(&paper, &weights);
    let pair = |one: usize, other: usize| Some((&portraits[one], &portraits[other]));
    let mut beside = beside();
    let listed = explain(article(1), &beside, &candidate(4, 90), pair(0, 3), &weights);
    assert_eq!((listed.place, listed.absence), (Some(4), None));
    let sum: f64 = listed.reasons.iter().map(Reason::contribution).sum();
    assert!((sum - listed.score).abs() < 1e-6);
    assert_eq!(
        explain(article(1), &beside, &candidate(1, 90), None, &weights).absence,
        Some(Absence::SameArticle)
    );
    beside.excluded.insert(article(2));
    let excluded = explain(
        article(1),
        &beside,
        &candidate(2, 101),
        pair(0, 1),
        &weights,
    );
    assert_eq!(excluded.absence, Some(Absence::Excluded));
    assert!(excluded.score > 0.0);
    let has_link = |explained: &Explanation| {
        let is_link = |reason: &Reason| matches!(reason, Reason::LinkedByAuthor { .. });
        explained.reasons.iter().any(is_link)
    };
    assert!(has_link(&excluded), "the link stands: {excluded:?}");
    beside.excluded.clear();
    beside.pinned.clear();
    beside.linked.clear();
    beside
        .kept
        .retain(|(candidate, _)| candidate.article == article(3));
    let outranked = explain(
        article(1),
        &beside,
        &candidate(2, 101),
        pair(0, 1),
        &weights,
    );
    assert_eq!(outranked.absence, Some(Absence::Outranked { last: 0.04 }));
    assert_eq!(
        explain(
            article(1),
            &beside,
            &candidate(5, 100),
            pair(0, 4),
            &weights
        )
        .absence,
        Some(Absence::TooLittleInCommon)
    );
    let unknown = explain(article(1), &beside, &candidate(5, 100), None, &weights);
    assert_eq!(unknown.absence, Some(Absence::NotWeighed));
    assert!(unknown.score.is_sign_positive(), "0 and not -0");
}

#[test]
fn every_link_outweighs_a_series_and_every_series_outweighs_likeness() {
    let most_alike = Likeness {
        text: 0.6,
        tags: 0.4,
        same_series: false,
        days: 0.0,
    };
    let series = Likeness {
        text: 0.0,
        tags: 0.0,
        same_series: true,
        days: 900.0,
    };
    assert!((most_alike.score() - ALIKE).abs() < 1e-9);
    assert!(series.score() >= most_alike.score());
    const {
        assert!(LINKED >= ALIKE + SAME_SERIES);
        assert!(LINKED + LINKED_FIRST + ALIKE + SAME_SERIES <= 1.0 + 1e-9);
    }
}

/// What happens to an article: it changes to a telling, or goes.
#[derive(Debug, Clone)]
struct Act {
    number: u8,
    becomes: Option<Telling>,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let words = prop::collection::vec(
        prop::sample::select(vec![
            "bridge", "ship", "fog", "budget", "council", "rain", "harbour", "talks",
        ]),
        1..6,
    );
    let one = (
        1..48_u8,
        0..40_i64,
        words,
        prop::collection::vec(1..4_u8, 0..3),
        any::<bool>(),
        0..8_u8,
    );
    let act = one.prop_map(|(number, day, words, tags, series, going)| {
        let mut becomes = telling(number, day, &words[..1].join(" "), &words.join(" "));
        becomes.tags = tags.iter().map(|number| tag(*number)).collect();
        becomes.series = tags
            .iter()
            .filter(|number| series && **number == 1)
            .map(|number| tag(*number))
            .collect();
        Act {
            number,
            becomes: (going > 0).then_some(becomes),
        }
    });
    prop::collection::vec(act, 1..120)
}

/// The lists as a store would keep them that follows one act after the other.
#[derive(Default)]
struct Followed {
    portraits: BTreeMap<ArticleId, Portrait>,
    lists: BTreeMap<ArticleId, Kept>,
}

impl Followed {
    fn follow(&mut self, act: &Act, weights: &Weights) {
        let id = article(act.number);
        let was = self.portraits.remove(&id);
        let is = act
            .becomes
            .as_ref()
            .map(|telling| Portrait::of(&Tally::of(telling), weights));
        let mut anew = Vec::new();
        for (other, portrait) in &self.portraits {
            let Some(change) = Change::of(portrait, was.as_ref(), is.as_ref(), weights) else {
                continue;
            };
            let list = self.lists.entry(*other).or_default();
            if change.concerns(list.floor()) && list.settle(change) == Settled::ToMakeAnew {
                anew.push(*other);
            }
        }
        self.lists.remove(&id);
        if let Some(is) = is {
            self.portraits.insert(id, is);
            anew.push(id);
        }
        for id in anew {
            let portrait = &self.portraits[&id];
            let met = self
                .portraits
                .values()
                .filter(|other| portrait.meets(other, weights));
            self.lists.insert(id, Kept::of(portrait, met, weights));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn lists_that_follow_acts_are_those_that_are_made_anew(acts in acts()) {
        let known: Vec<Telling> = acts.iter().take(acts.len() / 2).filter_map(|act| act.becomes.clone()).collect();
        let mut weights = weights(&known);
        weights.bound_windows(&portraits(&known, &weights.clone()));
        let mut followed = Followed::default();
        for act in &acts {
            followed.follow(act, &weights);
        }
        let portraits: Vec<Portrait> = followed.portraits.values().cloned().collect();
        let shelves = Shelves::of(&portraits, &weights);
        for portrait in &portraits {
            prop_assert_eq!(&followed.lists[&portrait.article], &shelves.list(portrait));
        }
    }

    #[test]
    fn scores_are_the_sum_of_what_adds_to_them_and_the_same_from_either_side(acts in acts()) {
        let tellings: Vec<Telling> = acts.iter().filter_map(|act| act.becomes.clone()).take(6).collect();
        let weights = weights(&tellings);
        let portraits = portraits(&tellings, &weights);
        for one in &portraits {
            for other in &portraits {
                let likeness = Likeness::between(one, other);
                let entry = Entry::of(one, other, &weights);
                prop_assert_eq!(likeness.score(), entry.score());
                prop_assert_eq!(entry.score(), Entry::of(other, one, &weights).score());
                let reasons = entry.reasons(one.published_at);
                let sum: f64 = reasons.iter().map(Reason::contribution).sum();
                prop_assert!((sum - entry.score()).abs() < 1e-6);
                prop_assert!((0.0..=ALIKE + SAME_SERIES + 1e-9).contains(&entry.score()));
            }
        }
    }
}

#[test]
fn a_term_of_very_many_articles_of_one_date_leads_nowhere() {
    let paper: Vec<Telling> = (0..200)
        .map(|number| telling(number, 1, "Tide table", "High water"))
        .collect();
    let mut weights = weights(&paper);
    let portraits = portraits(&paper, &weights);
    assert!(portraits[0].meets(&portraits[1], &weights));
    weights.bound_windows(&portraits);
    assert!(!portraits[0].meets(&portraits[1], &weights));
    assert!(
        Shelves::of(&portraits, &weights)
            .list(&portraits[0])
            .entries
            .is_empty()
    );
}
