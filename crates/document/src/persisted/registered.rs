//! Documents that clients registered by their hashes, in a bounded number of bytes.
//!
//! The least recently used document is evicted first, exactly: a client names a document right
//! after registering it, and again and again from then on. `quick_cache`, which the server uses
//! elsewhere, may evict the newest entry instead.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::document_hash::DocumentHash;

/// Memory of a document in addition to its text: its entries in both maps, with the hash in each.
const OVERHEAD_BYTES: usize = 256;

/// Documents that clients registered.
pub struct RegisteredDocuments {
    max_bytes: usize,
    state: Mutex<RegisteredState>,
}

#[derive(Default)]
struct RegisteredState {
    documents: HashMap<DocumentHash, RegisteredDocument>,
    /// Hashes by the time of their last use, the least recent first.
    by_use: BTreeMap<u64, DocumentHash>,
    /// Number of uses so far, which serves as a clock.
    uses: u64,
    bytes: usize,
}

struct RegisteredDocument {
    text: Arc<str>,
    used_at: u64,
}

impl RegisteredDocuments {
    /// An empty store for this many bytes.
    pub fn new(max_bytes: usize) -> Self {
        Self {
            max_bytes,
            state: Mutex::default(),
        }
    }

    /// The document with a hash, which counts as used.
    pub fn get(&self, hash: DocumentHash) -> Option<Arc<str>> {
        let mut state = self.lock();
        state.uses += 1;
        let now = state.uses;
        let entry = state.documents.get_mut(&hash)?;
        let before = std::mem::replace(&mut entry.used_at, now);
        let text = Arc::clone(&entry.text);
        state.by_use.remove(&before);
        state.by_use.insert(now, hash);
        Some(text)
    }

    /// Inserts a document, unless it is larger than the whole store.
    pub fn insert(&self, hash: DocumentHash, text: Arc<str>) {
        let size = size(&text);
        if size > self.max_bytes || self.get(hash).is_some() {
            return;
        }
        let mut state = self.lock();
        state.uses += 1;
        let used_at = state.uses;
        if let Some(same) = state
            .documents
            .insert(hash, RegisteredDocument { text, used_at })
        {
            state.by_use.remove(&same.used_at);
            state.bytes -= size;
        }
        state.by_use.insert(used_at, hash);
        state.bytes += size;
        while state.bytes > self.max_bytes {
            state.evict();
        }
    }

    fn lock(&self) -> MutexGuard<'_, RegisteredState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl RegisteredState {
    fn evict(&mut self) {
        let oldest = self.by_use.pop_first();
        let entry = oldest.and_then(|(_, hash)| self.documents.remove(&hash));
        self.bytes = entry.map_or(0, |entry| self.bytes.saturating_sub(size(&entry.text)));
    }
}

fn size(text: &str) -> usize {
    text.len() + OVERHEAD_BYTES
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{DocumentHash, OVERHEAD_BYTES, RegisteredDocuments};

    fn document(number: usize) -> (DocumentHash, Arc<str>) {
        let text = format!("{number:0>100}");
        (DocumentHash::from_text(&text), text.into())
    }

    #[test]
    fn the_least_recently_used_document_is_evicted_first() {
        let registered = RegisteredDocuments::new(3 * (100 + OVERHEAD_BYTES));
        let [first, second, third, fourth] = [1, 2, 3, 4].map(document);
        for (hash, text) in [&first, &second, &third, &first] {
            registered.insert(*hash, Arc::clone(text));
        }
        assert_eq!(registered.get(second.0), Some(second.1.clone()));
        registered.insert(fourth.0, fourth.1.clone());
        assert_eq!(registered.get(third.0), None);
        for (hash, text) in [first, second, fourth] {
            assert_eq!(registered.get(hash), Some(text));
        }
    }

    #[test]
    fn the_bound_holds_and_a_large_document_evicts_nothing() {
        let registered = RegisteredDocuments::new(10_000);
        for number in 0..1_000 {
            let (hash, text) = document(number);
            registered.insert(hash, text);
            let state = registered.lock();
            assert!(state.bytes <= 10_000);
            assert_eq!(state.bytes, state.documents.len() * (100 + OVERHEAD_BYTES));
            assert_eq!(state.by_use.len(), state.documents.len());
        }
        let large = "x".repeat(10_000);
        registered.insert(DocumentHash::from_text(&large), large.into());
        assert_eq!(
            registered.lock().documents.len(),
            10_000 / (100 + OVERHEAD_BYTES)
        );
    }
}
