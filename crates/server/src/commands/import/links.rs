//! Finds what a record links to: among the records of this import, or among the articles that earlier ones brought.
//!
//! While a chunk of records is read, what the index does not know is noted. The desk is then asked for all of it at once, and only records that
//! miss something the desk has are read again.

use std::{
    cell::{Cell, RefCell},
    collections::{HashMap, HashSet},
    sync::Arc,
};

use standfirst_domain::{
    error::Error,
    ids::ArticleId,
    ports::{Desk, SourceKeys},
    text::Label,
    web_url::WebUrl,
};

use super::index::Index;

/// How many keys the desk is asked for at once.
const ASKED_AT_ONCE: usize = 1_000;
/// How many keys that the desk does not have are remembered.
const REMEMBERED: usize = 100_000;

/// Resolves names and addresses to articles.
pub(super) struct Links {
    index: Arc<Index>,
    system: Label,
    names: RefCell<Beyond<String>>,
    pages: RefCell<Beyond<WebUrl>>,
    missed: Cell<bool>,
}

impl Links {
    /// Resolves by an index first, and names within one system.
    pub fn new(index: Arc<Index>, system: Label) -> Self {
        Self {
            index,
            system,
            names: RefCell::default(),
            pages: RefCell::default(),
            missed: Cell::new(false),
        }
    }

    /// The article that the source calls so.
    pub fn identify(&self, name: &str) -> Option<ArticleId> {
        self.index
            .identify(name)
            .or_else(|| self.beyond(self.names.borrow_mut().find(name.to_owned(), || name.to_owned())))
    }

    /// The article whose page at the source this is.
    pub fn locate(&self, address: &WebUrl) -> Option<ArticleId> {
        let key = address.page_key();
        if self.index.has_page(&key) {
            return self.index.locate(&key);
        }
        self.beyond(self.pages.borrow_mut().find(key, || address.clone()))
    }

    fn beyond(&self, found: Found) -> Option<ArticleId> {
        match found {
            Found::Here(article) => Some(article),
            Found::Nowhere => None,
            Found::NotAsked => {
                self.missed.set(true);
                None
            }
        }
    }

    /// Whether something was asked for, since this was last asked, that the desk may have.
    pub fn missed(&self) -> bool {
        self.missed.take()
    }

    /// Asks the desk for all that was missed, and answers whether it has any of it.
    pub async fn ask(&self, desk: &dyn Desk) -> Result<bool, Error> {
        let (names, pages) = (self.names.borrow_mut().ask(), self.pages.borrow_mut().ask());
        let mut found = false;
        for names in names.chunks(ASKED_AT_ONCE) {
            let known = desk.known_sources(SourceKeys::Ids(self.system.clone(), names.to_vec())).await?;
            found |= self.names.borrow_mut().learn(known);
        }
        for pages in pages.chunks(ASKED_AT_ONCE) {
            let known = desk.known_sources(SourceKeys::Urls(pages.to_vec())).await?;
            found |= self.pages.borrow_mut().learn(known);
        }
        Ok(found)
    }
}

/// What lies beyond the files of this import.
struct Beyond<K> {
    known: HashMap<String, ArticleId>,
    asked: HashSet<String>,
    missing: HashMap<String, K>,
}

enum Found {
    Here(ArticleId),
    Nowhere,
    NotAsked,
}

impl<K> Default for Beyond<K> {
    fn default() -> Self {
        Self {
            known: HashMap::new(),
            asked: HashSet::new(),
            missing: HashMap::new(),
        }
    }
}

impl<K> Beyond<K> {
    fn find(&mut self, key: String, asked_as: impl FnOnce() -> K) -> Found {
        if let Some(article) = self.known.get(&key) {
            return Found::Here(*article);
        }
        if self.asked.contains(&key) {
            return Found::Nowhere;
        }
        self.missing.entry(key).or_insert_with(asked_as);
        Found::NotAsked
    }

    fn ask(&mut self) -> Vec<K> {
        if self.asked.len() > REMEMBERED {
            self.asked.clear();
        }
        let (keys, asked_as): (Vec<_>, Vec<_>) = self.missing.drain().unzip();
        self.asked.extend(keys);
        asked_as
    }

    fn learn(&mut self, known: HashMap<String, ArticleId>) -> bool {
        let found = !known.is_empty();
        self.known.extend(known);
        found
    }
}
