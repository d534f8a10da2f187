//! Endings: which of them say nothing of what a word means, by language.

use std::fmt;

use snowball_stemmers_rs::{Algorithm, Stemmer};

use super::fold::is_apostrophe;
use crate::language::Language;

/// How the words of a language lose their endings.
#[derive(Clone, Copy)]
pub(super) struct Stem {
    algorithm: Option<Algorithm>,
}

impl fmt::Debug for Stem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Stem").field(&self.algorithm).finish()
    }
}

impl Stem {
    pub(super) fn of(language: &Language) -> Self {
        let primary = language.as_str().split('-').next().unwrap_or_default();
        Self {
            algorithm: algorithm(primary),
        }
    }

    /// A folded word without its ending.
    pub(super) fn stemmed(self, folded: String) -> String {
        match self.algorithm {
            Some(algorithm) if !folded.contains('_') => {
                Stemmer::create(algorithm).stem(&folded).into_owned()
            }
            _ => folded,
        }
    }

    /// The parts of a segment that are words, with where they begin. What an apostrophe parts is one word in English, of which a genitive goes; in Turkish
    /// what follows a name's apostrophe is an ending; elsewhere what is elided before it (`l'`, `qu'`, `dell'`) is a word apart.
    pub(super) fn parts(self, segment: &str) -> impl Iterator<Item = (usize, &str)> {
        let first = |segment: &str| segment.find(is_apostrophe);
        let (head, tail) = match (first(segment), self.algorithm) {
            (None, _) => (segment, None),
            (Some(at), Some(Algorithm::Turkish)) => (segment.get(..at).unwrap_or(segment), None),
            (Some(_), Some(Algorithm::English) | None) => {
                let genitive = segment
                    .strip_suffix(['s', 'S'])
                    .and_then(|rest| rest.strip_suffix(is_apostrophe));
                (genitive.unwrap_or(segment), None)
            }
            (Some(at), Some(_)) => {
                let sign = segment.get(at..).and_then(|rest| rest.chars().next());
                let after = at + sign.map_or(0, char::len_utf8);
                (
                    segment.get(..at).unwrap_or(segment),
                    segment.get(after..).map(|tail| (after, tail)),
                )
            }
        };
        [Some((0, head)), tail]
            .into_iter()
            .flatten()
            .filter(|(_, part)| !part.is_empty())
    }
}

fn algorithm(primary: &str) -> Option<Algorithm> {
    Some(match primary {
        "ar" => Algorithm::Arabic,
        "ca" => Algorithm::Catalan,
        "cs" => Algorithm::Czech,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "en" => Algorithm::English,
        "eo" => Algorithm::Esperanto,
        "es" => Algorithm::Spanish,
        "et" => Algorithm::Estonian,
        "eu" => Algorithm::Basque,
        "fa" => Algorithm::Persian,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "ga" => Algorithm::Irish,
        "hi" => Algorithm::Hindi,
        "hu" => Algorithm::Hungarian,
        "hy" => Algorithm::Armenian,
        "id" => Algorithm::Indonesian,
        "it" => Algorithm::Italian,
        "lt" => Algorithm::Lithuanian,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "ne" => Algorithm::Nepali,
        "nl" => Algorithm::Dutch,
        "pl" => Algorithm::Polish,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sr" => Algorithm::Serbian,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        "uk" => Algorithm::Ukrainian,
        "yi" => Algorithm::Yiddish,
        _ => return None,
    })
}
