//! A query in parts, from which candidates for the ranking are taken: what holds its words together, what holds each alone, and the rest.

use super::{
    Needles, Reading, Weights,
    needles::Beginning,
    wanted::{Wanted, all, any},
};

/// Of how many of the rarest words it is asked whether they stand together.
const TOGETHER: usize = 5;
/// Of how many of the rarest words each is asked for alone.
pub(super) const ALONE: usize = 12;

/// A part of what matches, and about how many articles hold it, if that is known.
pub(super) struct Part {
    pub(super) wanted: Wanted,
    pub(super) held_by: Option<u64>,
    /// Whether it asks for several words at once, so that others find the same articles.
    pub(super) is_together: bool,
}

/// What a reading looks for.
struct Sought<'r> {
    reading: &'r Reading,
    weights: &'r Weights,
    /// The words by which articles are found, the rarest first, and last the one that was begun.
    words: Vec<Wanted>,
    phrases: Vec<Wanted>,
    barred: Option<Wanted>,
}

impl Reading {
    /// In parts, then as a whole; `None` where it asks for nothing.
    pub(super) fn parts(&self, weights: &Weights) -> Option<(Vec<Part>, Part)> {
        let sought = Sought::of(self, weights);
        let whole = sought.whole()?;
        let parts = sought.together().chain(sought.alone());
        let parts = parts.chain(sought.rest(&whole.wanted)).collect();
        Some((parts, whole))
    }
}

impl<'r> Sought<'r> {
    fn of(reading: &'r Reading, weights: &'r Weights) -> Self {
        let Needles {
            words,
            beginning,
            phrases,
            barred,
        } = &reading.needles;
        let mut telling: Vec<&String> = words
            .iter()
            .filter(|word| !weights.is_common(word))
            .collect();
        if telling.is_empty() && beginning.is_none() {
            telling = words.iter().collect();
        }
        telling.sort_by(|a, b| weights.rarity_of(b).total_cmp(&weights.rarity_of(a)));
        let words = telling.into_iter().cloned().map(Wanted::Term);
        Self {
            reading,
            weights,
            words: words
                .chain(beginning.as_ref().map(Beginning::wanted))
                .collect(),
            phrases: phrases.iter().cloned().map(Wanted::phrase).collect(),
            barred: any(barred.iter().cloned().map(Wanted::phrase)),
        }
    }

    /// This, with all that must be there and without what must not.
    fn hard(&self, wanted: Option<Wanted>) -> Option<Wanted> {
        let wanted = all(self.phrases.iter().cloned().chain(wanted))?;
        let wanted = self.reading.in_its_languages(wanted);
        Some(wanted.without(self.barred.clone()))
    }

    /// All that matches: the phrases, or where there are none, any of the words.
    fn whole(&self) -> Option<Part> {
        let words = any(self.words.iter().cloned()).filter(|_| self.phrases.is_empty());
        let held_by = self
            .words
            .iter()
            .map(|word| self.weights.held_by_word(word));
        let held_by = held_by.sum::<Option<u64>>();
        Some(Part {
            wanted: self.hard(words)?,
            held_by: held_by.filter(|_| self.phrases.is_empty()),
            is_together: false,
        })
    }

    /// What holds all words, then fewer and fewer of the rarest.
    fn together(&self) -> impl Iterator<Item = Part> {
        let fewer = (2..=self.words.len().saturating_sub(1).min(TOGETHER)).rev();
        let sizes = std::iter::once(self.words.len()).chain(fewer);
        sizes.filter(|size| *size > 1).filter_map(|size| {
            let words = self.words.get(..size)?;
            Some(Part {
                wanted: self.hard(all(words.iter().cloned()))?,
                held_by: self.weights.held_by_all(words),
                is_together: true,
            })
        })
    }

    /// What holds the rarest word, then what holds the next and none rarer: each article once.
    fn alone(&self) -> impl Iterator<Item = Part> {
        let words = self.words.iter().enumerate().take(ALONE);
        words.filter_map(|(place, word)| {
            let rarer = any(self.words.iter().take(place).cloned());
            Some(Part {
                wanted: self.hard(Some(word.clone().without(rarer)))?,
                held_by: self.weights.held_by_word(word),
                is_together: false,
            })
        })
    }

    /// What holds none of these. Phrases alone are enough, and an article need hold no word beside them.
    fn rest(&self, whole: &Wanted) -> Option<Part> {
        let rarest = any(self.words.iter().take(ALONE).cloned());
        let wanted = if self.phrases.is_empty() {
            let rest = any(self.words.iter().skip(ALONE).cloned())?;
            self.hard(Some(rest.without(rarest)))?
        } else {
            whole.clone().without(rarest)
        };
        Some(Part {
            wanted,
            held_by: None,
            is_together: false,
        })
    }
}
