//! Stemming: removal of endings that carry no meaning of their own, by language.

use std::fmt;

use snowball_stemmers_rs::{Algorithm, Stemmer};

use super::fold::is_apostrophe;
use crate::language::Language;

/// Snowball stemmer of a language; none where Snowball has no algorithm for it.
#[derive(Clone, Copy)]
pub(super) struct LanguageStemmer {
    algorithm: Option<Algorithm>,
}

impl fmt::Debug for LanguageStemmer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LanguageStemmer")
            .field(&self.algorithm)
            .finish()
    }
}

impl LanguageStemmer {
    pub(super) fn new(language: &Language) -> Self {
        let primary = language.as_str().split('-').next().unwrap_or_default();
        Self {
            algorithm: algorithm(primary),
        }
    }

    /// Removes the ending of a folded word.
    pub(super) fn stem(self, folded: String) -> String {
        match self.algorithm {
            // A number or name with punctuation has no ending.
            Some(algorithm) if !folded.contains('_') => {
                Stemmer::create(algorithm).stem(&folded).into_owned()
            }
            _ => folded,
        }
    }

    /// Splits a segment at its apostrophe into words, each with its offset in bytes.
    pub(super) fn split_at_apostrophe(self, segment: &str) -> impl Iterator<Item = (usize, &str)> {
        let (head, tail) = match (segment.find(is_apostrophe), self.algorithm) {
            (None, _) => (segment, None),
            // In Turkish, an ending follows the apostrophe of a name.
            (Some(at), Some(Algorithm::Turkish)) => (segment.get(..at).unwrap_or(segment), None),
            // In English, both sides are one word (`don't`), without the genitive (`editor's`).
            (Some(_), Some(Algorithm::English) | None) => {
                let genitive = segment
                    .strip_suffix(['s', 'S'])
                    .and_then(|rest| rest.strip_suffix(is_apostrophe));
                (genitive.unwrap_or(segment), None)
            }
            // Elsewhere, an elided word precedes the apostrophe (`l'`, `qu'`, `dell'`).
            (Some(at), Some(_)) => {
                let apostrophe = segment.get(at..).and_then(|rest| rest.chars().next());
                let after = at + apostrophe.map_or(0, char::len_utf8);
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

/// Selects the algorithm for a primary language subtag.
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
