//! Tokenizer: cuts texts into the terms that search and related articles compare.
//!
//! Texts are cut at the word boundaries of Unicode
//! ([UAX 29](https://www.unicode.org/reports/tr29/)). Case and diacritics are folded. In languages
//! with a Snowball stemmer, endings are removed. Scripts without spaces between words are cut into
//! overlapping pairs of graphemes (bigrams).
//!
//! The database engines do none of this, so that both hold the same terms. There is no list of stop
//! words: the document frequency of a word decides its weight.

mod fold;
mod stem;
mod term_key;

use std::{collections::VecDeque, ops::Range};

use unicode_segmentation::{UWordBoundIndices, UnicodeSegmentation};

use crate::language::Language;

pub use term_key::{TermKey, TermKind};

/// Tokenizer for texts of one language.
#[derive(Debug, Clone, Copy)]
pub struct Tokenizer {
    stemmer: stem::LanguageStemmer,
}

/// Word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Compared form of the word. It has letters, digits, their marks and `_`, which stands for a
    /// punctuation mark within a number or name (`1_62_0`, `example_com`).
    pub term: String,
    /// Position in the text, in bytes.
    pub span: Range<usize>,
}

impl Tokenizer {
    /// Creates a tokenizer. Words of a language without a stemmer are folded and keep their
    /// endings.
    pub fn new(language: &Language) -> Self {
        Self {
            stemmer: stem::LanguageStemmer::new(language),
        }
    }

    /// Iterates over the words of a text, in order.
    ///
    /// ```
    /// use standfirst_domain::{language::Language, tokenizer::Tokenizer};
    /// let english = Tokenizer::new(&Language::default());
    /// let tokens = english.tokens("The Élysée’s elections");
    /// let terms: Vec<String> = tokens.map(|token| token.term).collect();
    /// assert_eq!(terms, ["the", "elyse", "elect"]);
    /// ```
    pub fn tokens<'t>(&self, text: &'t str) -> impl Iterator<Item = Token> + use<'t> {
        Tokens {
            stemmer: self.stemmer,
            segments: text.split_word_bound_indices(),
            graphemes: VecDeque::new(),
            unspaced_end: 0,
            ready: VecDeque::new(),
        }
    }

    /// Folds a word without stemming, for comparison with a typed prefix.
    pub fn fold(text: &str) -> String {
        fold::fold(text)
    }
}

struct Tokens<'t> {
    stemmer: stem::LanguageStemmer,
    segments: UWordBoundIndices<'t>,
    /// Latest adjacent graphemes of a script without spaces, at most [`NGRAM_LENGTH`].
    graphemes: VecDeque<(usize, &'t str)>,
    /// End of the latest segment of such a script, in bytes.
    unspaced_end: usize,
    /// Tokens that were cut and not returned yet.
    ready: VecDeque<Token>,
}

/// Number of graphemes that form one token in scripts without spaces.
const NGRAM_LENGTH: usize = 2;

impl<'t> Tokens<'t> {
    fn add_segment(&mut self, start: usize, segment: &'t str) {
        let Some(first) = segment.chars().next() else {
            return;
        };
        if is_unspaced(first) {
            // Bigrams span the boundaries between adjacent segments, which mean little in these
            // scripts, but no other text in between.
            if self.unspaced_end != start {
                self.end_unspaced();
            }
            for (offset, grapheme) in segment.grapheme_indices(true) {
                self.add_grapheme(start + offset, grapheme);
            }
            self.unspaced_end = start + segment.len();
            return;
        }
        self.end_unspaced();
        if segment.chars().any(char::is_alphanumeric) {
            self.add_word(start, segment);
        }
    }

    fn add_grapheme(&mut self, start: usize, grapheme: &'t str) {
        if self.graphemes.len() == NGRAM_LENGTH {
            self.graphemes.pop_front();
        }
        self.graphemes.push_back((start, grapheme));
        if self.graphemes.len() == NGRAM_LENGTH {
            self.ready.extend(ngram(&self.graphemes));
        }
    }

    /// Ends a sequence of graphemes. A sequence shorter than a bigram is a token of its own.
    fn end_unspaced(&mut self) {
        if self.graphemes.len() < NGRAM_LENGTH {
            self.ready.extend(ngram(&self.graphemes));
        }
        self.graphemes.clear();
    }

    fn add_word(&mut self, start: usize, segment: &str) {
        for (offset, part) in self.stemmer.split_at_apostrophe(segment) {
            let term = self.stemmer.stem(fold::fold(part));
            if !term.is_empty() {
                let span = start + offset..start + offset + part.len();
                self.ready.push_back(Token { term, span });
            }
        }
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        while self.ready.is_empty() {
            let Some((start, segment)) = self.segments.next() else {
                self.end_unspaced();
                break;
            };
            self.add_segment(start, segment);
        }
        self.ready.pop_front()
    }
}

/// Joins adjacent graphemes into a token; `None` if they have no letter or digit.
fn ngram(graphemes: &VecDeque<(usize, &str)>) -> Option<Token> {
    let (start, _) = graphemes.front()?;
    let (last, grapheme) = graphemes.back()?;
    let written: String = graphemes.iter().map(|(_, grapheme)| *grapheme).collect();
    let term = fold::fold(&written);
    let is_word = term.chars().any(char::is_alphanumeric);
    is_word.then(|| Token {
        term,
        span: *start..last + grapheme.len(),
    })
}

/// Returns whether the script of a character is written without spaces between words: Thai, Lao,
/// Myanmar, Khmer, kana and Han.
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
