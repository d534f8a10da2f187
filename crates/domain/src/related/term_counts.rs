//! Term frequencies of one article, before they are weighted by idf.

use std::collections::{HashMap, HashSet};

use crate::{
    ids::{ArticleId, CollectionId, TagId},
    language::Language,
    moment::Moment,
    tokenizer::{TermKey, Tokenizer},
};

/// Publicly visible content of an article from which its term counts are computed.
#[derive(Debug, Clone, PartialEq)]
pub struct TermSource {
    /// The article.
    pub article: ArticleId,
    /// Publication date.
    pub published_at: Moment,
    /// Language that selects the stemmer.
    pub language: Language,
    /// Headline; its words get an additional weight.
    pub headline: String,
    /// Standfirst; empty if the article has none.
    pub standfirst: String,
    /// Plain text of the body, of which the first 256 KiB are counted.
    pub body: String,
    /// Tags that are not retired.
    pub tags: Vec<TagId>,
    /// Those of the tags whose kind is series.
    pub series: Vec<TagId>,
    /// Collections that contain the article.
    pub collections: Vec<CollectionId>,
}

/// Term frequencies of one article.
#[derive(Debug, Clone, PartialEq)]
pub struct TermCounts {
    pub(super) article: ArticleId,
    pub(super) published_at: Moment,
    pub(super) counts: HashMap<TermKey, u32>,
    pub(super) headline: HashSet<TermKey>,
    pub(super) tags: Vec<TagId>,
    /// Keys of the series and collections.
    pub(super) groups: Vec<TermKey>,
    /// First written form of each word.
    pub(super) written_forms: HashMap<TermKey, String>,
}

/// Number of bytes of a body that are counted.
const MAX_BODY_BYTES: usize = 256 * 1024;
/// Longest counted word, in bytes. Longer ones are codes and addresses.
const MAX_WORD_BYTES: usize = 64;

impl TermCounts {
    /// Counts the terms of an article.
    pub fn new(source: &TermSource) -> Self {
        let series = source.series.iter().map(|tag| tag.as_uuid());
        let collections = source.collections.iter().map(|id| id.as_uuid());
        let mut counts = Self {
            article: source.article,
            published_at: source.published_at,
            counts: HashMap::new(),
            headline: HashSet::new(),
            tags: source.tags.clone(),
            groups: series.chain(collections).map(TermKey::group).collect(),
            written_forms: HashMap::new(),
        };
        counts.tags.sort_unstable();
        counts.tags.dedup();
        counts.groups.sort_unstable();
        counts.groups.dedup();
        let tokenizer = Tokenizer::new(&source.language);
        counts.add_text(tokenizer, &source.headline);
        // Only headline words have been counted so far, so the known words are its words.
        counts.headline = counts.written_forms.keys().copied().collect();
        counts.add_text(tokenizer, &source.standfirst);
        let end = source.body.floor_char_boundary(MAX_BODY_BYTES);
        counts.add_text(tokenizer, source.body.get(..end).unwrap_or_default());
        counts
    }

    fn add_text(&mut self, tokenizer: Tokenizer, text: &str) {
        let mut previous: Option<String> = None;
        for token in tokenizer.tokens(text) {
            // A skipped word also separates its neighbours: they form no pair.
            if token.term.len() > MAX_WORD_BYTES {
                previous = None;
                continue;
            }
            let key = TermKey::word(&token.term);
            *self.counts.entry(key).or_default() += 1;
            self.written_forms
                .entry(key)
                .or_insert_with(|| text.get(token.span).unwrap_or_default().to_owned());
            if let Some(previous) = &previous {
                let pair = TermKey::pair(previous, &token.term);
                *self.counts.entry(pair).or_default() += 1;
            }
            previous = Some(token.term);
        }
    }

    /// Iterates over the distinct terms: words, pairs and tags.
    pub(super) fn terms(&self) -> impl Iterator<Item = TermKey> {
        let tags = self.tags.iter().map(|tag| TermKey::tag(tag.as_uuid()));
        self.counts.keys().copied().chain(tags)
    }

    /// Iterates over the terms whose statistics are needed to build the term vector, including the
    /// terms under which the article may be posted.
    pub fn required_terms(&self) -> impl Iterator<Item = TermKey> {
        self.terms().chain(self.groups.iter().copied())
    }
}
