//! Terms of a query, and their matches in a text.

use std::ops::Range;

use super::{
    grammar::Query,
    term_query::{TermQuery, any},
};
use crate::tokenizer::{Token, Tokenizer};

/// Terms of a query, tokenized like texts of one language.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct QueryTerms {
    /// Distinct words, in the order typed.
    pub words: Vec<String>,
    /// Last word, if it may be incomplete.
    pub prefix: Option<PrefixTerm>,
    /// Phrases, none of them empty.
    pub phrases: Vec<Vec<String>>,
    /// Excluded words and phrases.
    pub excluded: Vec<Vec<String>>,
}

/// Word of which perhaps only the first letters were typed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PrefixTerm {
    /// Typed letters, folded and cut to [`MAX_TERM_BYTES`].
    pub prefix: String,
    /// Terms that a word with this prefix may have. Indexed terms have lost their endings, so such
    /// a term can be shorter than the prefix.
    pub stems: Vec<String>,
}

/// Occurrence of a query term in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TermMatch {
    /// Number of the query term: the words, then the prefix, then the phrases.
    pub(super) term: usize,
    /// Position in the text, in bytes.
    pub(super) span: Range<usize>,
}

/// Longest indexed or searched term, in bytes. No typed word is longer, and PostgreSQL rejects
/// terms of 2 KiB.
const MAX_TERM_BYTES: usize = 120;
/// Number of typed letters that may belong to an ending, and number that must remain without them.
const MAX_ENDING_LETTERS: usize = 4;

/// Iterates over the words of a text, cut to the longest indexed term.
pub(super) fn tokens(tokenizer: Tokenizer, text: &str) -> impl Iterator<Item = Token> + use<'_> {
    tokenizer.tokens(text).map(|token| Token {
        term: truncated(token.term),
        ..token
    })
}

fn truncated(mut term: String) -> String {
    term.truncate(term.floor_char_boundary(MAX_TERM_BYTES));
    term
}

impl QueryTerms {
    /// Tokenizes a query.
    pub fn new(query: &Query, tokenizer: Tokenizer) -> Self {
        let mut terms = Self::default();
        let last = query.words.len();
        for (number, typed) in (1..).zip(&query.words) {
            // One typed word can give several terms, as in `l'État` or `東京都`. Only the last of
            // them can be incomplete.
            let mut tokens: Vec<Token> = tokens(tokenizer, typed).collect();
            if query.is_last_word_prefix && number == last {
                let token = tokens.pop();
                terms.prefix = token.map(|token| PrefixTerm::from_token(token, typed));
            }
            for Token { term, .. } in tokens {
                if !terms.words.contains(&term) {
                    terms.words.push(term);
                }
            }
        }
        let phrases = |typed: &[String]| {
            let phrases = typed
                .iter()
                .map(|text| tokens(tokenizer, text).map(|token| token.term).collect());
            phrases
                .filter(|terms: &Vec<String>| !terms.is_empty())
                .collect()
        };
        terms.phrases = phrases(&query.phrases);
        terms.excluded = phrases(&query.excluded);
        terms
    }

    /// Finds the query terms in a text, in order: words everywhere, phrases as a whole.
    pub(super) fn find(&self, tokenizer: Tokenizer, text: &str) -> Vec<TermMatch> {
        let tokens: Vec<Token> = tokens(tokenizer, text).collect();
        let mut matched: Vec<Option<usize>> = tokens
            .iter()
            .map(|token| self.matching_term(token, text))
            .collect();
        for (index, phrase) in self.phrases.iter().enumerate() {
            let term = self.words.len() + 1 + index;
            mark_phrase(term, phrase, &tokens, &mut matched);
        }
        let mut matches: Vec<TermMatch> = matched
            .into_iter()
            .zip(tokens)
            .filter_map(|(term, token)| {
                Some(TermMatch {
                    term: term?,
                    span: token.span,
                })
            })
            .collect();
        matches.sort_by_key(|found| (found.span.start, found.span.end, found.term));
        matches.dedup_by(|later, earlier| later.span == earlier.span);
        matches
    }

    /// Number of the query word, or of the prefix, that a token matches.
    fn matching_term(&self, token: &Token, text: &str) -> Option<usize> {
        let whole = self.words.iter().position(|word| *word == token.term);
        whole.or_else(|| {
            let prefix = self.prefix.as_ref()?;
            let written = text.get(token.span.clone()).unwrap_or_default();
            // The written form counts too: its stem may be shorter than the typed letters.
            let is_match =
                prefix.matches(&token.term) || Tokenizer::fold(written).starts_with(&prefix.prefix);
            is_match.then_some(self.words.len())
        })
    }
}

/// Marks the tokens of each occurrence of a phrase that match no other term yet.
fn mark_phrase(term: usize, phrase: &[String], tokens: &[Token], matched: &mut [Option<usize>]) {
    // Occurrences may overlap. Each token is marked once, so that a phrase found at every word
    // costs no more than the text is long.
    let mut marked_until = 0;
    for (start, window) in tokens.windows(phrase.len().max(1)).enumerate() {
        if window.iter().map(|token| &token.term).eq(phrase) {
            let end = start + phrase.len();
            let unmarked = matched.get_mut(start.max(marked_until)..end);
            for token in unmarked.into_iter().flatten() {
                token.get_or_insert(term);
            }
            marked_until = end;
        }
    }
}

impl PrefixTerm {
    fn from_token(token: Token, typed: &str) -> Self {
        let written = truncated(Tokenizer::fold(typed.get(token.span).unwrap_or_default()));
        let prefix = if written.is_empty() {
            token.term.clone()
        } else {
            written
        };
        // `electio` is a prefix of `election`, whose term is `elect`: the typed letters may already
        // include a part of the ending.
        let mut stems = vec![token.term];
        let letters = prefix.chars().count();
        for (at, _) in prefix.char_indices().rev().take(MAX_ENDING_LETTERS) {
            let shorter = prefix.get(..at).unwrap_or_default();
            if letters <= MAX_ENDING_LETTERS || shorter.chars().count() < MAX_ENDING_LETTERS {
                break;
            }
            stems.push(shorter.to_owned());
        }
        stems.dedup();
        Self { prefix, stems }
    }

    /// Returns whether a term of a text may be the word.
    pub fn matches(&self, term: &str) -> bool {
        term.starts_with(&self.prefix) || self.stems.iter().any(|stem| stem == term)
    }

    /// Condition that a showing holds a word with the prefix.
    pub(super) fn to_query(&self) -> TermQuery {
        let stems = self
            .stems
            .iter()
            .filter(|stem| !stem.starts_with(&self.prefix))
            .cloned();
        let mut queries = vec![TermQuery::Prefix(self.prefix.clone())];
        queries.extend(stems.map(TermQuery::Term));
        any(queries).unwrap_or_else(|| TermQuery::Prefix(self.prefix.clone()))
    }
}

#[cfg(test)]
mod tests;
