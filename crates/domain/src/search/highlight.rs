//! Highlighting: a text as fragments with the matches of a query marked.
//!
//! Fragments are typed instead of marked up, so that each front end writes markup of its own and
//! escapes the rest.

use std::ops::Range;

use super::{
    grammar::Query,
    query_terms::{QueryTerms, TermMatch},
};
use crate::{language::Language, tokenizer::Tokenizer};

/// Fragment of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextFragment {
    /// Text as it was written.
    pub text: String,
    /// True if the fragment matches the query.
    pub is_match: bool,
}

impl TextFragment {
    pub(super) fn plain(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            is_match: false,
        }
    }
}

/// Highlights the matches in a whole short text, a headline or a standfirst.
///
/// ```
/// use standfirst_domain::{language::Language, search::{highlight, parse}};
/// let query = parse("elections").unwrap();
/// let fragments = highlight(&query, &Language::default(), "The élection is near");
/// let matches: Vec<_> = fragments.iter().filter(|fragment| fragment.is_match).collect();
/// assert_eq!(matches.len(), 1);
/// assert_eq!(matches[0].text, "élection");
/// ```
pub fn highlight(query: &Query, language: &Language, text: &str) -> Vec<TextFragment> {
    let tokenizer = Tokenizer::new(language);
    let matches = QueryTerms::new(query, tokenizer).find(tokenizer, text);
    split(text, &matches, 0..text.len())
}

/// Splits a part of a text into fragments.
pub(super) fn split(text: &str, matches: &[TermMatch], part: Range<usize>) -> Vec<TextFragment> {
    let mut fragments: Vec<TextFragment> = Vec::new();
    let mut at = part.start;
    for TermMatch { span, .. } in matches {
        if span.start < part.start || span.end > part.end {
            continue;
        }
        // Matches overlap in scripts that are cut into bigrams.
        let start = span.start.max(at);
        fragments.extend(text.get(at..start).map(TextFragment::plain));
        fragments.extend(text.get(start..span.end).map(|text| TextFragment {
            text: text.to_owned(),
            is_match: true,
        }));
        at = at.max(span.end);
    }
    fragments.extend(text.get(at..part.end).map(TextFragment::plain));
    merge(fragments)
}

/// Merges adjacent fragments of one kind and drops empty ones.
pub(super) fn merge(fragments: Vec<TextFragment>) -> Vec<TextFragment> {
    let mut merged: Vec<TextFragment> = Vec::with_capacity(fragments.len());
    let fragments = fragments
        .into_iter()
        .filter(|fragment| !fragment.text.is_empty());
    for fragment in fragments {
        match merged.last_mut() {
            Some(last) if last.is_match == fragment.is_match => last.text.push_str(&fragment.text),
            _ => merged.push(fragment),
        }
    }
    merged
}
