//! What an article says, counted: the terms of its portrait before they are weighed.

use std::collections::{HashMap, HashSet};

use crate::{
    ids::{ArticleId, CollectionId, TagId},
    language::Language,
    moment::Moment,
    words::{TermKey, Words},
};

/// An article as everybody sees it, as far as it tells what belongs beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Telling {
    /// Which.
    pub article: ArticleId,
    /// The date it bears.
    pub published_at: Moment,
    /// Its language, by which its words lose their endings.
    pub language: Language,
    /// Its headline, whose words count once more.
    pub headline: String,
    /// Its standfirst.
    pub standfirst: String,
    /// The plain text of its body, of which the first 256 KiB count.
    pub body: String,
    /// Its tags that were not retired.
    pub tags: Vec<TagId>,
    /// Those of them that are series.
    pub series: Vec<TagId>,
    /// The collections in which it stands.
    pub collections: Vec<CollectionId>,
}

/// What an article says, counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Tally {
    pub(super) article: ArticleId,
    pub(super) published_at: Moment,
    pub(super) counts: HashMap<TermKey, u32>,
    pub(super) headline: HashSet<TermKey>,
    pub(super) tags: Vec<TagId>,
    pub(super) shelves: Vec<TermKey>,
    /// How each word was written first.
    pub(super) written: HashMap<TermKey, String>,
}

/// How much of a body is read.
const MOST_BYTES: usize = 256 * 1024;
/// Words longer than this are codes and addresses.
const LONGEST_WORD: usize = 64;

impl Tally {
    /// Counts the terms of an article.
    pub fn of(telling: &Telling) -> Self {
        let series = telling.series.iter().map(|tag| tag.as_uuid());
        let collections = telling.collections.iter().map(|id| id.as_uuid());
        let mut tally = Self {
            article: telling.article,
            published_at: telling.published_at,
            counts: HashMap::new(),
            headline: HashSet::new(),
            tags: telling.tags.clone(),
            shelves: series.chain(collections).map(TermKey::shelf).collect(),
            written: HashMap::new(),
        };
        tally.tags.sort_unstable();
        tally.tags.dedup();
        tally.shelves.sort_unstable();
        tally.shelves.dedup();
        let words = Words::of(&telling.language);
        tally.read(words, &telling.headline);
        tally.headline = tally.written.keys().copied().collect();
        tally.read(words, &telling.standfirst);
        let most = telling.body.floor_char_boundary(MOST_BYTES);
        tally.read(words, telling.body.get(..most).unwrap_or_default());
        tally
    }

    fn read(&mut self, words: Words, text: &str) {
        let mut before: Option<String> = None;
        for word in words.read(text) {
            if word.term.len() > LONGEST_WORD {
                before = None;
                continue;
            }
            let key = TermKey::word(&word.term);
            *self.counts.entry(key).or_default() += 1;
            self.written
                .entry(key)
                .or_insert_with(|| text.get(word.span).unwrap_or_default().to_owned());
            if let Some(before) = &before {
                let pair = TermKey::pair(before, &word.term);
                *self.counts.entry(pair).or_default() += 1;
            }
            before = Some(word.term);
        }
    }

    /// Every term once: words, pairs and tags.
    pub(super) fn terms(&self) -> impl Iterator<Item = TermKey> {
        let tags = self.tags.iter().map(|tag| TermKey::tag(tag.as_uuid()));
        self.counts.keys().copied().chain(tags)
    }
}
