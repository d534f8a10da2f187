//! How often an article says a word of which only the beginning was typed. Articles keep how often they say whole words and not what begins how: no more can
//! be told than the lines above the body show, and that an article was found by nothing else.

use super::{
    super::needles::{Beginning, Needles},
    Counts, FIELDS, Weights,
};

/// How rare a word counts of which only the beginning is known: as one in twenty articles.
pub(super) const BEGUN: f64 = 3.0;

/// The word, and what else is looked for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Begun {
    beginning: Beginning,
    /// The other words by which articles are found.
    beside: Vec<String>,
    /// How rare it counts where it must stand in the body: no rarer than any of the others, so that what holds one of those is not behind.
    unseen: f64,
}

impl Begun {
    pub(super) fn of(needles: &Needles, weights: &Weights) -> Option<Self> {
        let telling = needles.words.iter().filter(|term| !weights.is_common(term));
        let beside: Vec<String> = telling.cloned().collect();
        let rarities = beside.iter().map(|term| weights.rarity_of(term));
        // What holds the phrases is found by them.
        let unseen = if needles.phrases.is_empty() {
            rarities.fold(BEGUN, f64::min)
        } else {
            0.0
        };
        Some(Self {
            beginning: needles.beginning.clone()?,
            unseen,
            beside,
        })
    }

    /// How often an article says it in each field, and how rare that counts.
    pub(super) fn said(&self, paper: &Counts<'_>, above: [&str; 2]) -> ([u8; FIELDS], f64) {
        let mut counts = [0_u8; FIELDS];
        for term in &self.beginning.terms {
            for (sum, count) in counts.iter_mut().zip(paper.of(term)) {
                *sum = sum.saturating_add(count);
            }
        }
        for (count, line) in counts.iter_mut().zip(above) {
            let fitting = line.split(' ').filter(|term| self.beginning.fits(term));
            *count = (*count).max(u8::try_from(fitting.count()).unwrap_or(u8::MAX));
        }
        let is_said = |counts: [u8; FIELDS]| counts.into_iter().any(|count| count > 0);
        if is_said(counts) || self.beside.iter().any(|term| is_said(paper.of(term))) {
            (counts, BEGUN)
        } else {
            ([0, 0, 1], self.unseen)
        }
    }
}
