//! Searchable form of an article: the terms of its headline, its standfirst and the start of its
//! body.

use super::query_terms::tokens;
use crate::{article::Card, body::Body, language::Language, tokenizer::Tokenizer};

/// Version of the terms that an index holds.
///
/// It must be raised whenever this module or the [`tokenizer`](crate::tokenizer) gives other terms
/// for the same text. Entries of an earlier version are then written again.
pub const INDEX_FORM: i32 = 1;

/// Number of bytes of a body's plain text that are indexed.
pub(super) const MAX_BODY_BYTES: usize = 256 * 1024;
/// Largest size of an indexed document, in bytes of terms with [`BYTES_PER_TERM`] for each. Folding
/// can turn one character into ten letters, and PostgreSQL stores at most one mebibyte per article.
const MAX_DOCUMENT_BYTES: usize = 900_000;
/// Storage that an engine needs for a term besides its text, in bytes.
const BYTES_PER_TERM: usize = 6;

/// Terms of an article by field, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IndexedDocument {
    /// Terms of the headline.
    pub headline: Vec<String>,
    /// Terms of the standfirst.
    pub standfirst: Vec<String>,
    /// Terms of the indexed part of the body.
    pub body: Vec<String>,
}

impl IndexedDocument {
    /// Tokenizes an article.
    pub fn new(card: &Card, body: &Body) -> Self {
        let tokenizer = Tokenizer::new(&card.language);
        let mut room = MAX_DOCUMENT_BYTES;
        let mut terms = |text: &str| {
            let terms = tokens(tokenizer, text).map(|token| token.term);
            let fits = |term: &String| {
                room = room.saturating_sub(term.len() + BYTES_PER_TERM);
                room > 0
            };
            terms.take_while(fits).collect()
        };
        let standfirst = card.standfirst.as_ref().map(|text| text.as_str());
        let body = body.to_text();
        Self {
            headline: terms(card.headline.as_str()),
            standfirst: terms(standfirst.unwrap_or_default()),
            body: terms(
                body.get(..body.floor_char_boundary(MAX_BODY_BYTES))
                    .unwrap_or_default(),
            ),
        }
    }

    /// Number of bytes of all terms.
    pub fn term_bytes(&self) -> usize {
        let fields = [&self.headline, &self.standfirst, &self.body];
        fields.into_iter().flatten().map(String::len).sum()
    }

    /// Terms of one line, separated by spaces.
    pub fn line_terms(language: &Language, line: &str) -> String {
        let terms: Vec<String> = tokens(Tokenizer::new(language), line)
            .map(|token| token.term)
            .collect();
        terms.join(" ")
    }

    /// Term that marks the language of an article. No word starts like it, so that it cannot be
    /// searched for by a reader.
    pub fn language_term(language: &Language) -> String {
        let primary = language.as_str().split('-').next().unwrap_or_default();
        format!("_{}", primary.to_ascii_lowercase())
    }
}
