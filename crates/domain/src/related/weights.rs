//! What terms weigh: how rare each is among the articles that everybody may see.

use std::collections::HashMap;

use super::{Portrait, Tally};
use crate::words::{TermKey, TermKind};

/// What is known of a term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weight {
    /// In how many articles it stands.
    pub articles: u32,
    /// How far apart in time two articles that are filed under it may lie to be looked at together, in milliseconds; without a bound for most, and negative
    /// where too many bear one date for any to be looked at together.
    pub window: Option<i64>,
    /// Of a word, the form in which it is written most.
    pub word: Option<String>,
}

/// What terms weigh, computed at one moment and kept until the next.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Weights {
    articles: u32,
    terms: HashMap<TermKey, Weight>,
}

/// How many articles that are filed under one term may lie within its window of any of them.
const MOST_TOGETHER: usize = 100;

impl Weights {
    /// Takes weights back from where they were kept: of how many articles they were computed, and the terms that are asked for.
    pub fn kept(articles: u32, terms: impl IntoIterator<Item = (TermKey, Weight)>) -> Self {
        Self {
            articles,
            terms: terms.into_iter().collect(),
        }
    }

    /// Of how many articles they were computed.
    pub const fn articles(&self) -> u32 {
        self.articles
    }

    /// All that is known of terms.
    pub fn terms(&self) -> impl Iterator<Item = (TermKey, &Weight)> {
        self.terms.iter().map(|(key, weight)| (*key, weight))
    }

    /// How rare a term is. A word or tag of which nothing is known counts as one that stands in a single article; of pairs that stand in a single article nothing is kept, and they
    /// do not count.
    pub(super) fn rarity(&self, term: TermKey) -> Option<f64> {
        let articles = match (self.terms.get(&term), term.kind()) {
            (Some(weight), _) => weight.articles.max(1),
            (None, TermKind::Pair | TermKind::Shelf) => return None,
            (None, TermKind::Word | TermKind::Tag) => 1,
        };
        let all = f64::from(self.articles.max(articles)) + 1.0;
        Some((all / f64::from(articles)).ln().powf(1.5))
    }

    /// To how many other articles a term leads, as far as they are looked at. A word or tag that was met in one article alone when the weights were
    /// computed leads nowhere else; one that was not met may.
    pub(super) fn leads_to(&self, term: TermKey) -> Option<f64> {
        let others = match self.terms.get(&term) {
            Some(weight) => weight.articles.saturating_sub(1),
            None => 1,
        };
        let most = u32::try_from(MOST_TOGETHER).unwrap_or(u32::MAX);
        (others > 0).then(|| f64::from(others.min(most)))
    }

    /// How far apart in time two articles that are filed under a term may lie, in milliseconds.
    pub fn window(&self, term: TermKey) -> i64 {
        self.terms
            .get(&term)
            .and_then(|weight| weight.window)
            .unwrap_or(i64::MAX)
    }

    /// Whether anything is known of a term.
    pub(super) fn knows(&self, term: TermKey) -> bool {
        self.terms.contains_key(&term)
    }

    /// The form in which a word is written most.
    pub(super) fn written(&self, term: TermKey) -> Option<&str> {
        self.terms.get(&term)?.word.as_deref()
    }

    /// Bounds the windows of terms under which many are filed, so that no article meets more than some hundred others by one term.
    pub fn bound_windows(&mut self, portraits: &[Portrait]) {
        let mut filed: HashMap<TermKey, Vec<i64>> = HashMap::new();
        for portrait in portraits {
            for term in portrait.filed() {
                let dates = filed.entry(term).or_default();
                dates.push(portrait.published_at.as_millis());
            }
        }
        for (term, mut dates) in filed {
            if dates.len() <= MOST_TOGETHER {
                continue;
            }
            dates.sort_unstable();
            let window = widest(&dates);
            let weight = self.terms.entry(term).or_insert(Weight {
                articles: u32::try_from(dates.len()).unwrap_or(u32::MAX),
                window: None,
                word: None,
            });
            weight.window = Some(window);
        }
    }
}

/// The widest window in which no date has more than [`MOST_TOGETHER`] others around it, half of them on either side. Where more than that bear one and the
/// same date it is negative, and nobody is met by the term.
fn widest(dates: &[i64]) -> i64 {
    let half = MOST_TOGETHER / 2;
    let apart = dates.iter().zip(dates.iter().skip(half));
    let nearest = apart.map(|(early, late)| late.saturating_sub(*early)).min();
    nearest.map_or(i64::MAX, |nearest| nearest.saturating_sub(1))
}

/// Counts in how many articles each term stands.
#[derive(Debug, Default)]
pub struct Census {
    articles: u32,
    counts: HashMap<TermKey, u32>,
    written: HashMap<TermKey, Vec<(String, u32)>>,
}

impl Census {
    /// Counts an article.
    pub fn add(&mut self, tally: &Tally) {
        self.articles = self.articles.saturating_add(1);
        for term in tally.terms() {
            *self.counts.entry(term).or_default() += 1;
        }
        for (term, form) in &tally.written {
            let forms = self.written.entry(*term).or_default();
            match forms.iter_mut().find(|(known, _)| known == form) {
                Some((_, count)) => *count = count.saturating_add(1),
                None => forms.push((form.clone(), 1)),
            }
        }
    }

    /// What the terms weigh, with windows that are not bounded yet.
    pub fn weigh(self) -> Weights {
        let Self {
            articles,
            counts,
            mut written,
        } = self;
        let worth = |(term, count): &(TermKey, u32)| *count > 1 || term.kind() == TermKind::Word;
        let terms = counts.into_iter().filter(worth).map(|(term, articles)| {
            let mut forms = written.remove(&term).unwrap_or_default();
            forms.sort_unstable_by(|left, right| {
                right.1.cmp(&left.1).then_with(|| left.0.cmp(&right.0))
            });
            let word = forms.into_iter().next().map(|(form, _)| form);
            let weight = Weight {
                articles,
                window: None,
                word,
            };
            (term, weight)
        });
        Weights::kept(articles, terms)
    }
}
