//! A query in the languages of an index.

use super::{
    Needles, Paper, Query,
    needles::Beginning,
    wanted::{Wanted, any},
};
use crate::{language::Language, words::Words};

/// A query in one language, or in several in which it reads alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The languages, by the terms that stand for them; none where the query reads alike in all.
    pub languages: Vec<String>,
    /// Its terms.
    pub needles: Needles,
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
