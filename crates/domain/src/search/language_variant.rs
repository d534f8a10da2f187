//! Variants of a query for the languages of an index.
//!
//! The same words have different terms in different languages, because endings differ. An article
//! is matched by the variant of its own language.

use super::{
    grammar::Query,
    indexed_document::IndexedDocument,
    query_terms::QueryTerms,
    term_query::{TermQuery, any},
};
use crate::{language::Language, tokenizer::Tokenizer};

/// Query terms for one language, or for several languages in which they are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageVariant {
    /// Language terms of the languages; empty if the variant applies to all languages.
    pub languages: Vec<String>,
    /// Terms of the query.
    pub terms: QueryTerms,
}

/// Tokenizes a query for each language of an index, and merges equal variants.
pub fn language_variants(query: &Query, languages: &[Language]) -> Vec<LanguageVariant> {
    let mut variants: Vec<LanguageVariant> = Vec::new();
    for language in languages {
        let terms = QueryTerms::new(query, Tokenizer::new(language));
        let language = IndexedDocument::language_term(language);
        match variants.iter_mut().find(|variant| variant.terms == terms) {
            Some(equal) if equal.languages.contains(&language) => {}
            Some(equal) => equal.languages.push(language),
            None => variants.push(LanguageVariant {
                languages: vec![language],
                terms,
            }),
        }
    }
    // A single variant needs no condition on the language, which saves the engine a lookup.
    if let [only] = variants.as_mut_slice() {
        only.languages.clear();
    }
    variants
}

impl LanguageVariant {
    /// Returns whether articles of a language are matched by this variant.
    pub fn applies_to(&self, language: &Language) -> bool {
        self.languages.is_empty()
            || self
                .languages
                .contains(&IndexedDocument::language_term(language))
    }

    /// Restricts a query to articles in the languages of the variant.
    pub(super) fn restricted_to_languages(&self, query: TermQuery) -> TermQuery {
        match any(self.languages.iter().cloned().map(TermQuery::Term)) {
            Some(languages) => TermQuery::All(vec![languages, query]),
            None => query,
        }
    }
}
