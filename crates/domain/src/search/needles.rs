//! What of a query is looked for in texts of one language.

use std::ops::Range;

use super::Query;
use crate::words::{Word, Words};

/// The terms of a query, as texts of one language hold them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Needles {
    /// The words, each once, in the order in which they were typed.
    pub words: Vec<String>,
    /// The word that was not typed to its end.
    pub beginning: Option<Beginning>,
    /// The phrases, none of them empty.
    pub phrases: Vec<Vec<String>>,
    /// What must not be there, words and phrases alike.
    pub barred: Vec<Vec<String>>,
}

/// A word of which perhaps only the beginning was typed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Beginning {
    /// What was typed, folded, and no longer than terms are.
    pub prefix: String,
    /// The terms that it may be the written form of, since those that are kept have lost their endings.
    pub terms: Vec<String>,
}

/// The longest term that is kept or looked for, in bytes. Nothing that a person would type is longer, and PostgreSQL keeps none of 2 KiB.
const LONGEST: usize = 120;
/// How many letters of what was typed may belong to an ending, and how many must be left.
const ENDING: usize = 4;

/// The words of a text, none longer than is kept.
pub(super) fn read(words: Words, text: &str) -> impl Iterator<Item = Word> + use<'_> {
    words.read(text).map(|word| Word {
        term: shortened(word.term),
        ..word
    })
}

fn shortened(mut term: String) -> String {
    term.truncate(term.floor_char_boundary(LONGEST));
    term
}

fn terms(words: Words, text: &str) -> Vec<String> {
    read(words, text).map(|word| word.term).collect()
}

impl Needles {
    /// Reads a query as texts are read.
    pub fn of(query: &Query, words: Words) -> Self {
        let mut needles = Self::default();
        let last = query.words.len();
        for (place, typed) in (1..).zip(&query.words) {
            let mut read: Vec<Word> = read(words, typed).collect();
            if query.is_open && place == last {
                let word = read.pop();
                needles.beginning = word.map(|word| Beginning::of(word, typed));
            }
            for Word { term, .. } in read {
                if !needles.words.contains(&term) {
                    needles.words.push(term);
                }
            }
        }
        let several = |typed: &[String]| {
            let read = typed.iter().map(|text| terms(words, text));
            read.filter(|terms| !terms.is_empty()).collect()
        };
        needles.phrases = several(&query.phrases);
        needles.barred = several(&query.barred);
        needles
    }

    /// Where the text holds what was asked for, in order: a word anywhere, a phrase as a whole. Which of the needles it is comes along.
    pub(super) fn find(&self, words: Words, text: &str) -> Vec<(usize, Range<usize>)> {
        let read: Vec<Word> = read(words, text).collect();
        let mut held: Vec<Option<usize>> =
            read.iter().map(|word| self.needle(word, text)).collect();
        for (place, phrase) in self.phrases.iter().enumerate() {
            mark(self.words.len() + 1 + place, phrase, &read, &mut held);
        }
        let mut found: Vec<(usize, Range<usize>)> = held
            .into_iter()
            .zip(read)
            .filter_map(|(needle, word)| Some((needle?, word.span)))
            .collect();
        found.sort_by_key(|(needle, span)| (span.start, span.end, *needle));
        found.dedup_by(|later, earlier| later.1 == earlier.1);
        found
    }

    fn needle(&self, word: &Word, text: &str) -> Option<usize> {
        let whole = self.words.iter().position(|needle| *needle == word.term);
        whole.or_else(|| {
            let beginning = self.beginning.as_ref()?;
            let written = text.get(word.span.clone()).unwrap_or_default();
            let is_begun = beginning.terms.contains(&word.term)
                || word.term.starts_with(&beginning.prefix)
                || Words::folded(written).starts_with(&beginning.prefix);
            is_begun.then_some(self.words.len())
        })
    }
}

/// Marks the words of a text that stand in a phrase and are nothing else yet. Phrases may begin within each other, and each word is gone to once.
fn mark(needle: usize, phrase: &[String], read: &[Word], held: &mut [Option<usize>]) {
    let mut marked = 0;
    for (at, words) in read.windows(phrase.len().max(1)).enumerate() {
        if words.iter().map(|word| &word.term).eq(phrase) {
            let end = at + phrase.len();
            for one in held.get_mut(at.max(marked)..end).into_iter().flatten() {
                one.get_or_insert(needle);
            }
            marked = end;
        }
    }
}

impl Beginning {
    fn of(word: Word, typed: &str) -> Self {
        let written = shortened(Words::folded(typed.get(word.span).unwrap_or_default()));
        let prefix = if written.is_empty() {
            word.term.clone()
        } else {
            written
        };
        let mut terms = vec![word.term];
        let letters = prefix.chars().count();
        for (at, _) in prefix.char_indices().rev().take(ENDING) {
            let shorter = prefix.get(..at).unwrap_or_default();
            if letters <= ENDING || shorter.chars().count() < ENDING {
                break;
            }
            terms.push(shorter.to_owned());
        }
        terms.dedup();
        Self { prefix, terms }
    }

    /// Whether a term of a text may be the word.
    pub fn fits(&self, term: &str) -> bool {
        term.starts_with(&self.prefix) || self.terms.iter().any(|may| may == term)
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, Needles};
    use crate::{language::Language, search::parse, words::Words};

    fn needles(typed: &str) -> Needles {
        let query = parse(typed).unwrap().as_you_type(typed);
        Needles::of(&query, Words::of(&Language::default()))
    }

    #[test]
    fn nothing_is_looked_for_that_is_longer_than_what_is_kept() {
        for sign in ["x", "é", "\u{FDFA}"] {
            let typed = sign.repeat(399);
            let beginning = needles(&typed).beginning.unwrap();
            let longest = beginning
                .terms
                .iter()
                .chain([&beginning.prefix])
                .map(String::len);
            assert!(longest.max().unwrap() <= LONGEST, "{sign}");
            let held = needles(&format!("{typed} "));
            assert!(beginning.fits(&held.words[0]), "{sign}");
            assert_eq!(
                needles(&typed)
                    .find(Words::of(&Language::default()), &typed)
                    .len(),
                1,
                "{sign}"
            );
        }
    }
    #[test]
    fn a_phrase_that_is_met_at_every_word_is_kept_no_longer_than_the_text_is() {
        let text = "ha ".repeat(87_000);
        let typed = format!("\"{}\"", "ha ".repeat(132));
        let found = needles(&typed).find(Words::of(&Language::default()), &text);
        assert_eq!(found.len(), 87_000);
        assert!(found.capacity() < 2 * 87_000, "{}", found.capacity());
    }

    #[test]
    fn phrases_that_begin_within_each_other_are_found_whole() {
        let text = "a b a b a c a b";
        let needles = needles("c \"a b a\" \"b a c\"");
        let found = needles.find(Words::of(&Language::default()), text);
        let found: Vec<_> = found
            .into_iter()
            .map(|(needle, span)| (needle, &text[span]))
            .collect();
        assert_eq!(
            found,
            [(2, "a"), (2, "b"), (2, "a"), (2, "b"), (2, "a"), (0, "c")]
        );
    }
}
