//! Link resolver: finds the articles that a record links to, among the records of this import and
//! the articles of earlier ones.
//!
//! Records are read in chunks. Keys that the index does not know are collected while a chunk is
//! read, and looked up at the desk together. Records that miss a key which the desk knows are then
//! read again.

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

use super::source_index::SourceIndex;

/// Keys in one look-up at the desk.
const KEYS_PER_LOOKUP: usize = 1_000;
/// Keys unknown to the desk that are remembered. More would grow without bound.
const MAX_UNKNOWN_KEYS: usize = 100_000;

/// Resolves names and addresses to articles, for the records of one source system.
pub(super) struct LinkResolver {
    index: Arc<SourceIndex>,
    system: Label,
    desk: Option<Arc<dyn Desk>>,
    runtime: Handle,
    names: RefCell<DeskKeys<String>>,
    pages: RefCell<DeskKeys<WebUrl>>,
    /// The present record has a key that was not looked up yet.
    is_incomplete: Cell<bool>,
}

impl LinkResolver {
    /// Creates a resolver that asks the index first and the desk second, if there is one. Look-ups
    /// block the calling thread, which must not belong to the runtime.
    pub fn new(
        index: Arc<SourceIndex>,
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
            is_incomplete: Cell::new(false),
        }
    }

    /// Reads a chunk of records. Records with links that only the desk knows are read twice.
    pub fn read_all<T, R>(
        &self,
        chunk: &[T],
        read: impl Fn(&T, &ImportContext<'_>) -> R,
    ) -> Result<Vec<R>, Error> {
        let read_one = |record: &T| {
            let context = ImportContext {
                system: &self.system,
                identify: &|name| self.article_by_name(name),
                locate: &|address| self.article_by_page(address),
            };
            (read(record, &context), self.is_incomplete.take())
        };
        let mut reads: Vec<(R, bool)> = chunk.iter().map(read_one).collect();
        let is_incomplete = reads.iter().any(|(_, is_incomplete)| *is_incomplete);
        if is_incomplete && self.runtime.block_on(self.look_up())? {
            for (record, read) in chunk.iter().zip(&mut reads) {
                if read.1 {
                    *read = read_one(record);
                }
            }
        }
        Ok(reads.into_iter().map(|(read, _)| read).collect())
    }

    /// Article with this name in the source system.
    fn article_by_name(&self, name: &str) -> Option<ArticleId> {
        self.index.article_by_name(name).or_else(|| {
            let found = self
                .names
                .borrow_mut()
                .find(name.to_owned(), || name.to_owned());
            self.known(found)
        })
    }

    /// Article with this page in the source system.
    fn article_by_page(&self, address: &WebUrl) -> Option<ArticleId> {
        let key = address.page_key();
        // A page that several records claim is in the index, and resolves to no article.
        if self.index.has_page(&key) {
            return self.index.article_by_page(&key);
        }
        let found = self.pages.borrow_mut().find(key, || address.clone());
        self.known(found)
    }

    fn known(&self, found: Lookup) -> Option<ArticleId> {
        match found {
            Lookup::Known(article) => Some(article),
            Lookup::Unknown => None,
            Lookup::Pending => {
                self.is_incomplete.set(true);
                None
            }
        }
    }

    /// Looks up all pending keys at the desk. Returns `true` if the desk knows one of them.
    async fn look_up(&self) -> Result<bool, Error> {
        let Some(desk) = &self.desk else {
            return Ok(false);
        };
        let names = self.names.borrow_mut().take_pending();
        let pages = self.pages.borrow_mut().take_pending();
        let mut found = false;
        for names in names.chunks(KEYS_PER_LOOKUP) {
            let known = desk
                .known_sources(SourceKeys::Ids(self.system.clone(), names.to_vec()))
                .await?;
            found |= self.names.borrow_mut().add_known(known);
        }
        for pages in pages.chunks(KEYS_PER_LOOKUP) {
            let known = desk.known_sources(SourceKeys::Urls(pages.to_vec())).await?;
            found |= self.pages.borrow_mut().add_known(known);
        }
        Ok(found)
    }
}

/// Keys that are not in the files of this import, and what the desk knows of them.
struct DeskKeys<K> {
    known: HashMap<String, ArticleId>,
    looked_up: HashSet<String>,
    /// Keys to look up, with the form in which the desk is asked.
    pending: HashMap<String, K>,
}

/// Result of a look-up without the desk.
enum Lookup {
    Known(ArticleId),
    Unknown,
    /// The desk has to be asked.
    Pending,
}

impl<K> Default for DeskKeys<K> {
    fn default() -> Self {
        Self {
            known: HashMap::new(),
            looked_up: HashSet::new(),
            pending: HashMap::new(),
        }
    }
}

impl<K> DeskKeys<K> {
    fn find(&mut self, key: String, query: impl FnOnce() -> K) -> Lookup {
        if let Some(article) = self.known.get(&key) {
            return Lookup::Known(*article);
        }
        if self.looked_up.contains(&key) {
            return Lookup::Unknown;
        }
        self.pending.entry(key).or_insert_with(query);
        Lookup::Pending
    }

    fn take_pending(&mut self) -> Vec<K> {
        if self.looked_up.len() > MAX_UNKNOWN_KEYS {
            self.looked_up.clear();
        }
        let (keys, queries): (Vec<_>, Vec<_>) = self.pending.drain().unzip();
        self.looked_up.extend(keys);
        queries
    }

    /// Adds keys that the desk knows. Returns `true` if there are any.
    fn add_known(&mut self, known: HashMap<String, ArticleId>) -> bool {
        let found = !known.is_empty();
        self.known.extend(known);
        found
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use standfirst_domain::{ids::ArticleId, moment::Moment};

    use super::{DeskKeys, Lookup};

    #[test]
    fn a_key_is_looked_up_once() {
        let mut keys = DeskKeys::default();
        for key in ["a", "b", "a"] {
            let found = keys.find(key.to_owned(), || key);
            assert!(matches!(found, Lookup::Pending), "{key}");
        }
        let mut pending = keys.take_pending();
        pending.sort_unstable();
        assert_eq!(pending, ["a", "b"]);
        let article = ArticleId::new(Moment::from_millis(0), [0; 10]);
        assert!(keys.add_known(HashMap::from([("a".to_owned(), article)])));
        let found = keys.find("a".to_owned(), || "a");
        assert!(matches!(found, Lookup::Known(known) if known == article));
        let found = keys.find("b".to_owned(), || "b");
        assert!(matches!(found, Lookup::Unknown));
        assert!(keys.take_pending().is_empty());
    }
}
