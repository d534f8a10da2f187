//! Words as they are compared: what search finds articles by, and what tells how much two articles have to do with each other.
//!
//! Texts are cut where Unicode cuts words ([UAX 29](https://www.unicode.org/reports/tr29/)); case and diacritics are folded, and where the language is known
//! the ending goes (Snowball). Scripts that write no spaces between words are read as overlapping pairs of graphemes. All of it is done here and not
//! by an engine, so that both engines hold the same terms. There is no list of stop words: how common a word is tells what it is worth.

mod fold;
mod key;
mod stem;

use std::{collections::VecDeque, ops::Range};

use unicode_segmentation::{UWordBoundIndices, UnicodeSegmentation};

use crate::language::Language;

pub use key::{TermKey, TermKind};

/// Reads texts of one language.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    stem: stem::Stem,
}

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// As it is compared: letters, digits, their marks and `_` alone, which stands for a sign within a number or a name (`1_62_0`, `example_com`).
    pub term: String,
    /// Where it stands in the text, in bytes.
    pub span: Range<usize>,
}

impl Words {
    /// For texts of a language. Of one whose endings are not known here, words are folded and keep them.
    pub fn of(language: &Language) -> Self {
        Self {
            stem: stem::Stem::of(language),
        }
    }

    /// The words of a text, in order.
    ///
    /// ```
    /// use standfirst_domain::{language::Language, words::Words};
    /// let english = Words::of(&Language::default());
    /// let terms: Vec<String> = english.read("The Élysée’s elections").map(|word| word.term).collect();
    /// assert_eq!(terms, ["the", "elyse", "elect"]);
    /// ```
    pub fn read<'t>(&self, text: &'t str) -> impl Iterator<Item = Word> + use<'t> {
        Reading {
            stem: self.stem,
            segments: text.split_word_bound_indices(),
            unspaced: VecDeque::new(),
            run_ends: 0,
            ready: VecDeque::new(),
        }
    }

    /// A word folded and not stemmed, as the beginning of others.
    pub fn folded(text: &str) -> String {
        fold::fold(text)
    }
}

struct Reading<'t> {
    stem: stem::Stem,
    segments: UWordBoundIndices<'t>,
    /// Graphemes of a script without spaces that stand next to each other.
    unspaced: VecDeque<(usize, &'t str)>,
    run_ends: usize,
    ready: VecDeque<Word>,
}

/// How many graphemes of a script without spaces are read as a word.
const GRAM: usize = 2;

impl<'t> Reading<'t> {
    fn take(&mut self, start: usize, segment: &'t str) {
        let Some(first) = segment.chars().next() else {
            return;
        };
        if is_unspaced(first) {
            if self.run_ends != start {
                self.end_run();
            }
            for (offset, grapheme) in segment.grapheme_indices(true) {
                self.take_unspaced(start + offset, grapheme);
            }
            self.run_ends = start + segment.len();
            return;
        }
        self.end_run();
        if segment.chars().any(char::is_alphanumeric) {
            self.take_word(start, segment);
        }
    }

    fn take_unspaced(&mut self, start: usize, grapheme: &'t str) {
        if self.unspaced.len() == GRAM {
            self.unspaced.pop_front();
        }
        self.unspaced.push_back((start, grapheme));
        if self.unspaced.len() == GRAM {
            self.ready.extend(gram(&self.unspaced));
        }
    }

    /// A run that is shorter than a pair is a word of its own.
    fn end_run(&mut self) {
        if self.unspaced.len() < GRAM {
            self.ready.extend(gram(&self.unspaced));
        }
        self.unspaced.clear();
    }

    fn take_word(&mut self, start: usize, segment: &str) {
        for (offset, part) in self.stem.parts(segment) {
            let term = self.stem.stemmed(fold::fold(part));
            if !term.is_empty() {
                let span = start + offset..start + offset + part.len();
                self.ready.push_back(Word { term, span });
            }
        }
    }
}

impl Iterator for Reading<'_> {
    type Item = Word;

    fn next(&mut self) -> Option<Word> {
        while self.ready.is_empty() {
            let Some((start, segment)) = self.segments.next() else {
                self.end_run();
                break;
            };
            self.take(start, segment);
        }
        self.ready.pop_front()
    }
}

fn gram(graphemes: &VecDeque<(usize, &str)>) -> Option<Word> {
    let (start, _) = graphemes.front()?;
    let (last, grapheme) = graphemes.back()?;
    let written: String = graphemes.iter().map(|(_, grapheme)| *grapheme).collect();
    let term = fold::fold(&written);
    let is_word = term.chars().any(char::is_alphanumeric);
    is_word.then(|| Word {
        term,
        span: *start..last + grapheme.len(),
    })
}

/// Whether the character is of a script that is written without spaces between words: Thai, Lao, Myanmar, Khmer, kana and Han.
pub fn is_unspaced(c: char) -> bool {
    matches!(
        u32::from(c),
        0x0E00..=0x0EFF
            | 0x1000..=0x109F
            | 0x1780..=0x17FF
            | 0x3005..=0x3007
            | 0x3040..=0x30FF
            | 0x3400..=0x4DBF
            | 0x4E00..=0x9FFF
            | 0xF900..=0xFAFF
            | 0x20000..=0x323AF
    )
}

#[cfg(test)]
mod tests;
