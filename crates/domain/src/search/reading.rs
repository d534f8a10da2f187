//! A query in the languages of an index, and in parts from which candidates for the ranking are taken.

use super::{
    Needles, Paper, Query, Weights,
    needles::Beginning,
    wanted::{Wanted, all, any},
};
use crate::{language::Language, words::Words};

/// Of how many of the rarest words it is asked whether they stand together.
const TOGETHER: usize = 5;
/// Of how many of the rarest words each is asked for alone.
pub(super) const ALONE: usize = 12;

/// A query in one language, or in several in which it reads alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The languages, by the terms that stand for them; none where the query reads alike in all.
    pub languages: Vec<String>,
    /// Its terms.
    pub needles: Needles,
}

/// A part of what matches, and about how many articles hold it, if that is known.
pub(super) struct Part {
    pub(super) wanted: Wanted,
    pub(super) held_by: Option<u64>,
    /// Whether it asks for several words at once, so that others find the same articles.
    pub(super) is_together: bool,
}

impl Part {
    pub(super) const fn together(wanted: Wanted, held_by: Option<u64>) -> Self {
        Self {
            wanted,
            held_by,
            is_together: true,
        }
    }

    pub(super) const fn of(wanted: Wanted, held_by: Option<u64>) -> Self {
        Self {
            wanted,
            held_by,
            is_together: false,
        }
    }
}

/// The readings of a query in the languages that an index holds.
pub fn readings(query: &Query, languages: &[Language]) -> Vec<Reading> {
    let mut readings: Vec<Reading> = Vec::new();
    for language in languages {
        let needles = Needles::of(query, Words::of(language));
        let term = Paper::language(language);
        match readings
            .iter_mut()
            .find(|reading| reading.needles == needles)
        {
            Some(alike) if alike.languages.contains(&term) => {}
            Some(alike) => alike.languages.push(term),
            None => readings.push(Reading {
                languages: vec![term],
                needles,
            }),
        }
    }
    if let [only] = readings.as_mut_slice() {
        only.languages.clear();
    }
    readings
}

impl Reading {
    /// Whether an article of a language is read so.
    pub fn is_of(&self, language: &Language) -> bool {
        self.languages.is_empty() || self.languages.contains(&Paper::language(language))
    }

    pub(super) fn in_its_languages(&self, wanted: Wanted) -> Wanted {
        match any(self.languages.iter().cloned().map(Wanted::Term)) {
            Some(languages) => Wanted::All(vec![languages, wanted]),
            None => wanted,
        }
    }

    /// In parts, then as a whole; `None` where it asks for nothing.
    pub(super) fn parts(&self, weights: &Weights) -> Option<(Vec<Part>, Part)> {
        let Needles {
            words,
            beginning,
            phrases,
            barred,
        } = &self.needles;
        let mut telling: Vec<&String> = words
            .iter()
            .filter(|word| !weights.is_common(word))
            .collect();
        if telling.is_empty() && beginning.is_none() {
            telling = words.iter().collect();
        }
        telling.sort_by(|a, b| weights.rarity_of(b).total_cmp(&weights.rarity_of(a)));
        let words: Vec<Wanted> = telling
            .into_iter()
            .cloned()
            .map(Wanted::Term)
            .chain(beginning.as_ref().map(Beginning::wanted))
            .collect();
        let phrases: Vec<Wanted> = phrases.iter().cloned().map(Wanted::phrase).collect();
        let barred = any(barred.iter().cloned().map(Wanted::phrase));
        let hard = |wanted: Option<Wanted>| {
            let wanted = all(phrases.iter().cloned().chain(wanted))?;
            let wanted = self.in_its_languages(wanted);
            Some(match barred.clone() {
                Some(barred) => Wanted::AllBut(Box::new(wanted), Box::new(barred)),
                None => wanted,
            })
        };
        let whole = if phrases.is_empty() {
            hard(any(words.iter().cloned()))
        } else {
            hard(None)
        }?;
        let mut tiers: Vec<Part> = Vec::new();
        let together = (2..=words.len().saturating_sub(1).min(TOGETHER)).rev();
        let sizes = std::iter::once(words.len()).chain(together);
        for size in sizes.filter(|size| *size > 1) {
            let together = words.get(..size).unwrap_or_default();
            let wanted = hard(all(together.iter().cloned()));
            let held_by = weights.held_by_all(together);
            tiers.extend(wanted.map(|wanted| Part::together(wanted, held_by)));
        }
        // What holds the rarest word, then what holds the next and none rarer: each article once.
        for (place, word) in words.iter().enumerate().take(ALONE) {
            let rarer = any(words.iter().take(place).cloned());
            let wanted = hard(Some(word.clone().without(rarer)));
            let held_by = weights.held_by_word(word);
            tiers.extend(wanted.map(|wanted| Part::of(wanted, held_by)));
        }
        let rarest = any(words.iter().take(ALONE).cloned());
        let rest = if phrases.is_empty() {
            any(words.iter().skip(ALONE).cloned()).and_then(|rest| hard(Some(rest.without(rarest))))
        } else {
            // Phrases alone are enough, and an article need hold no word beside them.
            Some(whole.clone().without(rarest))
        };
        tiers.extend(rest.map(|wanted| Part::of(wanted, None)));
        let held_by = words.iter().map(|word| weights.held_by_word(word));
        let held_by = held_by.sum::<Option<u64>>().filter(|_| phrases.is_empty());
        Some((tiers, Part::of(whole, held_by)))
    }
}

impl Beginning {
    /// What a showing must hold to hold the word that begins so.
    pub(super) fn wanted(&self) -> Wanted {
        let terms = self
            .terms
            .iter()
            .filter(|term| !term.starts_with(&self.prefix))
            .cloned();
        let mut wanted = vec![Wanted::Prefix(self.prefix.clone())];
        wanted.extend(terms.map(Wanted::Term));
        any(wanted).unwrap_or_else(|| Wanted::Prefix(self.prefix.clone()))
    }
}
