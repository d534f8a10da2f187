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
use standfirst_interchange::ImportContext;
use tokio::runtime::Handle;

use super::index::Index;

/// How many keys the desk is asked for at once.
const ASKED_AT_ONCE: usize = 1_000;
/// How many keys that the desk does not have are remembered.
const REMEMBERED: usize = 100_000;

/// Resolves names and addresses to articles, for the records of one system.
pub(super) struct Links {
    index: Arc<Index>,
    system: Label,
    desk: Option<Arc<dyn Desk>>,
    runtime: Handle,
    names: RefCell<Beyond<String>>,
    pages: RefCell<Beyond<WebUrl>>,
    missed: Cell<bool>,
}

impl Links {
    /// Resolves by an index first and by the desk second, if there is one. To be made where the runtime is, and used on a thread of its own.
    pub fn new(
        index: Arc<Index>,
        system: Label,
        desk: Option<Arc<dyn Desk>>,
        runtime: Handle,
    ) -> Self {
        Self {
            index,
            system,
            desk,
            runtime,
            names: RefCell::default(),
            pages: RefCell::default(),
            missed: Cell::new(false),
        }
    }

    /// Reads a chunk of records, and those of them a second time that link to what the desk turns out to have.
    pub fn read_all<T, R>(
        &self,
        chunk: &[T],
        read: impl Fn(&T, &ImportContext<'_>) -> R,
    ) -> Result<Vec<R>, Error> {
        let read_one = |record: &T| {
            let context = ImportContext {
                system: &self.system,
                identify: &|name| self.identify(name),
                locate: &|address| self.locate(address),
            };
            (read(record, &context), self.missed.take())
        };
        let mut reads: Vec<(R, bool)> = chunk.iter().map(read_one).collect();
        if reads.iter().any(|(_, missed)| *missed) && self.runtime.block_on(self.ask())? {
            for (record, read) in chunk
                .iter()
                .zip(&mut reads)
                .filter(|(_, (_, missed))| *missed)
            {
                *read = read_one(record);
            }
        }
        Ok(reads.into_iter().map(|(read, _)| read).collect())
    }

    /// The article that the source calls so.
    fn identify(&self, name: &str) -> Option<ArticleId> {
        self.index.identify(name).or_else(|| {
            self.beyond(
                self.names
                    .borrow_mut()
                    .find(name.to_owned(), || name.to_owned()),
            )
        })
    }

    /// The article whose page at the source this is.
    fn locate(&self, address: &WebUrl) -> Option<ArticleId> {
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

    /// Asks the desk for all that was missed, and answers whether it has any of it.
    async fn ask(&self) -> Result<bool, Error> {
        let Some(desk) = &self.desk else {
            return Ok(false);
        };
        let (names, pages) = (self.names.borrow_mut().ask(), self.pages.borrow_mut().ask());
        let mut found = false;
        for names in names.chunks(ASKED_AT_ONCE) {
            let known = desk
                .known_sources(SourceKeys::Ids(self.system.clone(), names.to_vec()))
                .await?;
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
