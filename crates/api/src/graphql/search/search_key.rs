//! Key of a search in the loaders, and its fingerprint in cursors.

use std::{
    hash::{Hash, Hasher},
    sync::Arc,
};

use sha2::{Digest, Sha256};
use standfirst_domain::cursor::Fingerprint;
use standfirst_domain::{
    listing::Filter,
    search::{Search, SearchOrder},
};

/// A search with its fingerprint. Searches with equal words, filter, order and page are equal and
/// read once.
#[derive(Clone)]
pub struct SearchKey {
    /// The search.
    pub search: Arc<Search>,
    /// Fingerprint of the search, the same for all its pages.
    pub fingerprint: Fingerprint,
}

impl SearchKey {
    /// Creates the key of a search.
    pub fn new(search: Search, fingerprint: Fingerprint) -> Self {
        Self {
            search: Arc::new(search),
            fingerprint,
        }
    }

    /// Key of the same page with `more` additional articles.
    pub fn reading_ahead(&self, more: u32) -> Self {
        let search = Search {
            first: self.search.first.saturating_add(more),
            ..Search::clone(&self.search)
        };
        Self::new(search, self.fingerprint)
    }

    /// Key of the whole search whatever the page, for counts.
    pub fn whole(&self) -> Self {
        let search = Search {
            first: 1,
            after: None,
            ..Search::clone(&self.search)
        };
        Self::new(search, self.fingerprint)
    }
}

impl PartialEq for SearchKey {
    fn eq(&self, other: &Self) -> bool {
        self.fingerprint == other.fingerprint
            && self.search.first == other.search.first
            && self.search.after == other.search.after
    }
}

impl Eq for SearchKey {}

impl Hash for SearchKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // Pages of one search are few and told apart by `eq`.
        self.fingerprint.hash(state);
    }
}

/// Fingerprint of everything in a search that a reader can change, apart from the page.
///
/// Clients keep cursors, so the same search must always have the same fingerprint.
pub fn fingerprint(
    words: &str,
    filter: &Filter,
    order: SearchOrder,
    as_you_type: bool,
) -> Fingerprint {
    let mut digest = Sha256::new();
    // The length before each part keeps "ab" + "c" apart from "a" + "bc".
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
        // A search is never limited to articles that were read.
        read_within: _,
    } = filter;
    for slugs in [tags_all, tags_any, tags_none, sections, contributors] {
        part(joined(slugs.iter().map(|slug| slug.as_str())).as_bytes());
    }
    part(joined(languages.iter().map(|language| language.as_str())).as_bytes());
    for moment in [published_from, published_before] {
        part(&moment.map_or_else(Vec::new, |moment| moment.as_millis().to_be_bytes().to_vec()));
    }
    let mut fingerprint = Fingerprint::default();
    for (byte, digested) in fingerprint.iter_mut().zip(digest.finalize()) {
        *byte = digested;
    }
    fingerprint
}

fn joined<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_of_a_search_changes_its_fingerprint() {
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
