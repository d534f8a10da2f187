//! The parameters and the identity of a search.

use std::{
    hash::{Hash, Hasher},
    sync::Arc,
};

use sha2::{Digest, Sha256};
use standfirst_domain::{
    listing::Filter,
    search::{Search, SearchOrder},
};

use crate::graphql::cursor::Fingerprint;

/// A search with its page, identified by text, filter, order and page. Equal searches are read once.
#[derive(Clone)]
pub struct SearchKey {
    /// The search.
    pub search: Arc<Search>,
    /// Identity of the search, whichever page is requested.
    pub of: Fingerprint,
}

impl SearchKey {
    /// A search with its identity.
    pub fn new(search: Search, of: Fingerprint) -> Self {
        Self {
            search: Arc::new(search),
            of,
        }
    }

    /// The same search with additional articles after its page.
    pub fn with_lookahead(&self, more: u32) -> Self {
        let search = Search {
            first: self.search.first.saturating_add(more),
            ..Search::clone(&self.search)
        };
        Self::new(search, self.of)
    }

    /// The whole search without a page, for counting.
    pub fn whole(&self) -> Self {
        let search = Search {
            first: 1,
            after: None,
            ..Search::clone(&self.search)
        };
        Self::new(search, self.of)
    }
}

impl PartialEq for SearchKey {
    fn eq(&self, other: &Self) -> bool {
        self.of == other.of
            && self.search.first == other.search.first
            && self.search.after == other.search.after
    }
}

impl Eq for SearchKey {}

impl Hash for SearchKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // Pages of one search are few; `eq` distinguishes them.
        self.of.hash(state);
    }
}

/// Identity of a search: the text as written, the filter, the order and `asYouType`. Cursors contain
/// it, so it must never change.
pub fn fingerprint(
    words: &str,
    filter: &Filter,
    order: SearchOrder,
    as_you_type: bool,
) -> Fingerprint {
    let mut digest = Sha256::new();
    let mut part = |bytes: &[u8]| {
        digest.update((bytes.len() as u64).to_be_bytes());
        digest.update(bytes);
    };
    part(words.as_bytes());
    part(&[
        u8::from(order == SearchOrder::Newest),
        u8::from(as_you_type),
    ]);
    let Filter {
        tags_all,
        tags_any,
        tags_none,
        sections,
        contributors,
        languages,
        published_from,
        published_before,
        // No search is narrowed to what was read.
        read_within: _,
    } = filter;
    for slugs in [tags_all, tags_any, tags_none, sections, contributors] {
        part(
            slugs
                .iter()
                .map(|slug| slug.as_str())
                .collect::<Vec<_>>()
                .join(" ")
                .as_bytes(),
        );
    }
    part(
        languages
            .iter()
            .map(|language| language.as_str())
            .collect::<Vec<_>>()
            .join(" ")
            .as_bytes(),
    );
    for moment in [published_from, published_before] {
        part(&moment.map_or_else(Vec::new, |moment| moment.as_millis().to_be_bytes().to_vec()));
    }
    let mut fingerprint = Fingerprint::default();
    for (byte, made) in fingerprint.iter_mut().zip(digest.finalize()) {
        *byte = made;
    }
    fingerprint
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_reader_changes_makes_another_search() {
        let slug = |text: &str| standfirst_domain::slug::Slug::parse(text).unwrap();
        let nothing = Filter::default();
        let all = |slugs: &[&str]| Filter {
            tags_all: slugs.iter().map(|text| slug(text)).collect(),
            ..Filter::default()
        };
        let any = Filter {
            tags_any: vec![slug("a")],
            ..Filter::default()
        };
        let later = Filter {
            published_from: Some(standfirst_domain::moment::Moment::from_millis(1)),
            ..Filter::default()
        };
        let before = Filter {
            published_before: Some(standfirst_domain::moment::Moment::from_millis(1)),
            ..Filter::default()
        };
        let made = [
            fingerprint("fog", &nothing, SearchOrder::Relevance, false),
            fingerprint("fog ", &nothing, SearchOrder::Relevance, false),
            fingerprint("fog", &nothing, SearchOrder::Newest, false),
            fingerprint("fog", &nothing, SearchOrder::Relevance, true),
            fingerprint("fog", &all(&["a"]), SearchOrder::Relevance, false),
            fingerprint("fog", &all(&["a", "b"]), SearchOrder::Relevance, false),
            fingerprint("fog", &all(&["a-b"]), SearchOrder::Relevance, false),
            fingerprint("fog", &any, SearchOrder::Relevance, false),
            fingerprint("fog", &later, SearchOrder::Relevance, false),
            fingerprint("fog", &before, SearchOrder::Relevance, false),
        ];
        let each: std::collections::HashSet<_> = made.into_iter().collect();
        assert_eq!(each.len(), made.len());
        assert!(each.contains(&fingerprint(
            "fog",
            &Filter::default(),
            SearchOrder::Relevance,
            false
        )));
    }
}
