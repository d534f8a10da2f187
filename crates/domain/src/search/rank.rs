//! How well an article answers a query. Engines have formulas of their own, which count what their index holds, hidden articles among it; this one counts
//! what anonymous readers see, and is the same on both.
//!
//! A word counts by how rare it is, and by how often the article says it: in the headline more than in the standfirst, there more than in the body, with
//! less and less for each time, and less in a long field than in a short one (BM25F). What stands next to each other in the query counts again where
//! it does in the article, and so does a headline that says little else. The weights were chosen on two collections of articles, confirmed on others
//! in nine languages, and are round.

mod begun;

use std::collections::HashMap;

use self::begun::{BEGUN, Begun};
use super::{
    Needles, Wanted,
    paper::{Counts, FIELDS},
};
use crate::{moment::Moment, words::TermKey};

/// What saying a word once in the headline, the standfirst or the body counts.
const FIELD_WEIGHTS: [f64; FIELDS] = [5.0, 1.5, 1.0];
/// How long these fields usually are, in words. What is longer counts less for each word, by half of how much longer it is.
const USUAL_LENGTHS: [f64; FIELDS] = [7.0, 25.0, 500.0];
/// How much saying comes to half of what saying it for ever would.
const HALF: f64 = 2.5;
/// What words next to each other count, against the words themselves.
const PAIRS: f64 = 0.8;
/// What it counts that a headline says this and little else.
const HEADLINE: f64 = 0.4;
/// The most that age takes away, and after how many days two thirds of that are gone. It decides between articles that answer alike.
const AGE: f64 = 0.05;
const AGE_DAYS: f64 = 730.0;
/// A word is common that stands in more than one of so many articles, and in more than so many.
const COMMON_SHARE: u64 = 10;
const COMMON_LEAST: u64 = 100;
/// Of how many letters a beginning is that of words in most articles.
const FEW_LETTERS: usize = 3;

/// In how many of the articles that anonymous readers see a word or a pair of words stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Weights {
    /// Of how many articles it was counted; 0 when it was not.
    pub articles: u64,
    /// In how many a term stands. What is not here is rare.
    pub held_by: HashMap<TermKey, u64>,
}

impl Weights {
    fn of(&self, key: TermKey) -> u64 {
        self.held_by.get(&key).copied().unwrap_or(0)
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "there are fewer than 2^52 articles"
    )]
    fn rarity(&self, key: TermKey) -> f64 {
        let (articles, held_by) = (self.articles as f64, self.of(key) as f64);
        ((articles + 1.0) / (held_by + 0.5)).ln().max(0.05)
    }

    /// How rare a word is.
    pub(super) fn rarity_of(&self, term: &str) -> f64 {
        self.rarity(TermKey::word(term))
    }

    /// In how many articles stands what is wanted, where that is a word and was counted. A few letters begin words of most.
    pub(super) fn held_by_word(&self, wanted: &Wanted) -> Option<u64> {
        match wanted {
            _ if self.articles == 0 => None,
            Wanted::Term(term) => Some(self.of(TermKey::word(term))),
            Wanted::Prefix(prefix) if prefix.chars().count() <= FEW_LETTERS => Some(self.articles),
            Wanted::Any(each) => each.iter().find_map(|one| match one {
                Wanted::Prefix(_) => self.held_by_word(one),
                _ => None,
            }),
            _ => None,
        }
    }

    /// About how many articles hold all of these, as if each word came by itself.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it is about how many, between none and all"
    )]
    pub(super) fn held_by_all(&self, wanted: &[Wanted]) -> Option<u64> {
        let all = self.articles as f64;
        let share = |wanted: &Wanted| Some(self.held_by_word(wanted)? as f64 / all);
        let shares: Option<f64> = wanted.iter().map(share).product();
        Some((shares? * all) as u64)
    }

    /// Whether so many articles hold something that some of it is met soon whichever are looked at: one in twenty.
    pub(super) fn is_large(&self, held_by: Option<u64>) -> bool {
        held_by.is_some_and(|held_by| held_by > self.articles / 20)
    }

    /// Whether a word is too common for articles to be found by it alone.
    pub(super) fn is_common(&self, term: &str) -> bool {
        let held_by = self.of(TermKey::word(term));
        held_by > COMMON_LEAST && held_by > self.articles / COMMON_SHARE
    }
}

/// What answers a query in one language, and how much each part of it counts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scale {
    words: Vec<(String, f64)>,
    pairs: Vec<(String, String, f64)>,
    begun: Option<Begun>,
}

/// The terms by which a query is ranked: its words and those of its phrases, in order.
fn ranked(needles: &Needles) -> Vec<&String> {
    let mut terms: Vec<&String> = Vec::new();
    for term in needles.words.iter().chain(needles.phrases.iter().flatten()) {
        if !terms.contains(&term) {
            terms.push(term);
        }
    }
    terms
}

impl Scale {
    /// The scale of a query in one language.
    pub fn of(needles: &Needles, weights: &Weights) -> Self {
        let terms = ranked(needles);
        let pair = |pair: &[&String]| match pair {
            [first, second] => {
                let rarity = weights.rarity(TermKey::pair(first, second));
                Some(((*first).clone(), (*second).clone(), rarity))
            }
            _ => None,
        };
        Self {
            pairs: terms.windows(2).filter_map(pair).collect(),
            words: terms
                .into_iter()
                .map(|term| (term.clone(), weights.rarity_of(term)))
                .collect(),
            begun: Begun::of(needles, weights),
        }
    }

    /// Whether only the beginning of a word is known, so that it matters which words a standfirst has.
    pub const fn has_beginning(&self) -> bool {
        self.begun.is_some()
    }

    /// The words by which a query is ranked.
    pub fn words_of(needles: &Needles) -> impl Iterator<Item = &String> {
        ranked(needles).into_iter()
    }

    /// Of which terms it has to be known how common they are.
    pub fn keys(needles: &Needles) -> impl Iterator<Item = TermKey> {
        let terms = ranked(needles);
        let pairs: Vec<TermKey> = terms
            .windows(2)
            .filter_map(|pair| match pair {
                [first, second] => Some(TermKey::pair(first, second)),
                _ => None,
            })
            .collect();
        let words: Vec<TermKey> = terms.into_iter().map(|term| TermKey::word(term)).collect();
        words.into_iter().chain(pairs)
    }

    /// How well an article answers, from 0 to 1, whatever its age. The terms of its headline and its standfirst come along, with spaces between them, for words
    /// of which only the beginning is known.
    pub fn relevance(&self, paper: &Counts<'_>, headline: &str, standfirst: &str) -> f64 {
        let lengths = paper.lengths();
        let total: f64 = self.words.iter().map(|(_, rarity)| rarity).sum::<f64>()
            + self.begun.as_ref().map_or(0.0, |_| BEGUN);
        if total <= 0.0 {
            return 1.0;
        }
        let (mut said, mut said_above, mut of_headline) = (0.0, 0.0, 0.0);
        let mut take = |counts: [u8; FIELDS], rarity: f64| {
            said += rarity * saying(counts, lengths);
            let [above, ..] = counts;
            if above > 0 {
                said_above += rarity;
                of_headline += f64::from(above);
            }
        };
        for (term, rarity) in &self.words {
            take(paper.of(term), *rarity);
        }
        if let Some(begun) = &self.begun {
            let (counts, rarity) = begun.said(paper, [headline, standfirst]);
            take(counts, rarity);
        }
        let [words, ..] = lengths;
        let share = (of_headline / f64::from(words.max(1))).min(1.0);
        let headline = share * said_above / total;
        let sum = said / total + PAIRS * self.adjacency(paper) + HEADLINE * headline;
        sum / (1.0 + PAIRS + HEADLINE)
    }

    /// How much of what stands next to each other in the query does so in the article.
    fn adjacency(&self, paper: &Counts<'_>) -> f64 {
        let (mut held, mut total) = (0.0, 0.0);
        for (first, second, rarity) in &self.pairs {
            let counts = paper.of_pair(first, second);
            held += rarity * saying(counts, paper.lengths());
            total += rarity;
        }
        if total > 0.0 { held / total } else { 0.0 }
    }
}

/// What it counts to say something so often in fields of such lengths: from 0, ever nearer to 1.
fn saying(counts: [u8; FIELDS], lengths: [u32; FIELDS]) -> f64 {
    let fields = counts
        .into_iter()
        .zip(lengths)
        .zip(FIELD_WEIGHTS.into_iter().zip(USUAL_LENGTHS));
    let said: f64 = fields
        .map(|((count, length), (weight, usual))| {
            weight * f64::from(count) / (0.5 + 0.5 * f64::from(length) / usual)
        })
        .sum();
    said / (HALF + said)
}

/// How well an article answers that bears this date, for somebody who asked at that moment: from 0 to 1.
pub fn score(relevance: f64, published_at: Moment, as_of: Moment) -> f64 {
    let days = as_of.days_since(published_at).max(0.0);
    relevance * (1.0 - AGE * (1.0 - (-days / AGE_DAYS).exp()))
}

#[cfg(test)]
mod tests {
    use super::{Counts, Needles, Scale, Weights, score};
    use crate::{
        language::Language,
        moment::Moment,
        search::{Paper, parse},
        words::{TermKey, Words},
    };

    fn paper(headline: &str, standfirst: &str, body: &str) -> Vec<u8> {
        let words = Words::of(&Language::default());
        let terms = |text: &str| words.read(text).map(|word| word.term).collect();
        Paper {
            headline: terms(headline),
            standfirst: terms(standfirst),
            body: terms(body),
        }
        .counts()
    }

    fn relevance(typed: &str, weights: &Weights, kept: &[u8]) -> f64 {
        let needles = Needles::of(&parse(typed).unwrap(), Words::of(&Language::default()));
        Scale::of(&needles, weights).relevance(&Counts::read(kept).unwrap(), "", "")
    }

    /// Of an article with these lines, for somebody who is still typing.
    fn as_you_type(typed: &str, weights: &Weights, lines: [&str; 3]) -> f64 {
        let query = parse(typed).unwrap().as_you_type(typed);
        let needles = Needles::of(&query, Words::of(&Language::default()));
        let [headline, standfirst, body] = lines;
        let kept = paper(headline, standfirst, body);
        let terms = |text| Paper::terms(&Language::default(), text);
        Scale::of(&needles, weights).relevance(
            &Counts::read(&kept).unwrap(),
            &terms(headline),
            &terms(standfirst),
        )
    }

    #[test]
    fn the_headline_outranks_the_standfirst_and_that_the_body() {
        let rest = "one two three four five six seven eight";
        let papers = [
            paper("ferry sinks", "nine ten", rest),
            paper("ten nine", "ferry sinks", rest),
            paper("ten nine", "eleven twelve", &format!("ferry {rest}")),
        ];
        let scores = papers.map(|paper| relevance("ferry", &Weights::default(), &paper));
        assert!(
            scores.windows(2).all(|pair| pair[0] > pair[1]),
            "{scores:?}"
        );
        assert!(scores.iter().all(|score| (0.0..=1.0).contains(score)));
    }

    #[test]
    fn so_it_does_of_a_word_that_is_still_being_typed() {
        let common = Weights {
            articles: 1_000,
            held_by: [(TermKey::word("the"), 900)].into(),
        };
        for (typed, weights) in [("ferr", Weights::default()), ("the ferr", common)] {
            let scores = [
                ["the ferries", "a", "the b c d"],
                ["e f", "the ferries", "the b c d"],
                ["e f", "a", "the ferries c d"],
            ]
            .map(|lines| as_you_type(typed, &weights, lines));
            assert!(
                scores.windows(2).all(|pair| pair[0] > pair[1]),
                "{typed}: {scores:?}"
            );
            assert!(scores[2] > 0.0 && scores[0] <= 1.0, "{typed}: {scores:?}");
        }
    }

    #[test]
    fn what_was_found_by_another_word_is_not_said_to_hold_the_one_that_is_begun() {
        let weights = Weights {
            articles: 1_000,
            held_by: [(TermKey::word("night"), 90)].into(),
        };
        let of = |body: &str| as_you_type("night ferr", &weights, ["x", "y", body]);
        assert_eq!(of("night ferries"), of("night trains"));
        assert!(of("night trains") >= of("day ferries") && of("day ferries") > 0.0);
        let phrase = |body: &str| as_you_type("\"night train\" ferr", &weights, ["x", "y", body]);
        assert_eq!(
            phrase("the night train left stations"),
            phrase("the night train left ferries")
        );
    }

    #[test]
    fn a_rare_word_counts_more_than_a_common_one() {
        let weights = Weights {
            articles: 1_000,
            held_by: [(TermKey::word("the"), 900), (TermKey::word("ferri"), 3)].into(),
        };
        let rare = relevance("the ferry", &weights, &paper("a ferry", "", "it sank"));
        let common = relevance("the ferry", &weights, &paper("the boat", "", "it sank"));
        assert!(rare > 5.0 * common, "{rare} {common}");
        assert!(weights.is_common("the") && !weights.is_common("ferri"));
    }

    #[test]
    fn words_next_to_each_other_count_again() {
        let together = relevance(
            "night ferry",
            &Weights::default(),
            &paper("x", "", "the night ferry left"),
        );
        let apart = relevance(
            "night ferry",
            &Weights::default(),
            &paper("x", "", "ferry left at night"),
        );
        assert!(together > apart);
    }

    #[test]
    fn of_articles_that_answer_alike_the_newer_is_the_better() {
        let now = Moment::from_millis(1_767_225_600_000);
        let old = Moment::from_millis(0);
        assert!(score(0.5, now, now) > score(0.5, old, now));
        assert!(score(0.5, old, now) > score(0.47, now, now));
        assert!(score(1.0, now.plus_millis(1_000), now) <= 1.0);
    }
}
