//! The documents that clients registered by their hashes. They take up no more than so many bytes; those that were not asked for longest go first.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::DocumentHash;

/// What a document takes up besides its text: its entry, its place in the order, and the hash in both.
const BESIDES: usize = 256;

/// The documents that clients registered.
pub struct RegisteredDocuments {
    most_bytes: usize,
    shelf: Mutex<Shelf>,
}

#[derive(Default)]
struct Shelf {
    documents: HashMap<DocumentHash, Entry>,
    /// Which document was asked for when, the longest ago first.
    order: BTreeMap<u64, DocumentHash>,
    asked: u64,
    bytes: usize,
}

struct Entry {
    text: Arc<str>,
    asked: u64,
}

impl RegisteredDocuments {
    /// Room for so many bytes.
    pub fn new(most_bytes: usize) -> Self {
        Self {
            most_bytes,
            shelf: Mutex::default(),
        }
    }

    /// The document of a hash, which thereby was asked for.
    pub fn find(&self, hash: DocumentHash) -> Option<Arc<str>> {
        let mut shelf = self.lock();
        shelf.asked += 1;
        let now = shelf.asked;
        let entry = shelf.documents.get_mut(&hash)?;
        let before = std::mem::replace(&mut entry.asked, now);
        let text = Arc::clone(&entry.text);
        shelf.order.remove(&before);
        shelf.order.insert(now, hash);
        Some(text)
    }

    /// Keeps a document, if it is not larger than all of the room.
    pub fn keep(&self, hash: DocumentHash, text: Arc<str>) {
        let size = size(&text);
        if size > self.most_bytes || self.find(hash).is_some() {
            return;
        }
        let mut shelf = self.lock();
        shelf.asked += 1;
        let asked = shelf.asked;
        if let Some(same) = shelf.documents.insert(hash, Entry { text, asked }) {
            shelf.order.remove(&same.asked);
            shelf.bytes -= size;
        }
        shelf.order.insert(asked, hash);
        shelf.bytes += size;
        while shelf.bytes > self.most_bytes {
            shelf.forget_oldest();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shelf {
    fn forget_oldest(&mut self) {
        let oldest = self.order.pop_first();
        let entry = oldest.and_then(|(_, hash)| self.documents.remove(&hash));
        self.bytes = entry.map_or(0, |entry| self.bytes.saturating_sub(size(&entry.text)));
    }
}

fn size(text: &str) -> usize {
    text.len() + BESIDES
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{BESIDES, DocumentHash, RegisteredDocuments};

    fn document(number: usize) -> (DocumentHash, Arc<str>) {
        let text = format!("{number:0>100}");
        (DocumentHash::from_text(&text), text.into())
    }

    #[test]
    fn what_was_not_asked_for_longest_goes_first() {
        let registered = RegisteredDocuments::new(3 * (100 + BESIDES));
        let [first, second, third, fourth] = [1, 2, 3, 4].map(document);
        for (hash, text) in [&first, &second, &third, &first] {
            registered.keep(*hash, Arc::clone(text));
        }
        assert_eq!(registered.find(second.0), Some(second.1.clone()));
        registered.keep(fourth.0, fourth.1.clone());
        assert_eq!(registered.find(third.0), None);
        for (hash, text) in [first, second, fourth] {
            assert_eq!(registered.find(hash), Some(text));
        }
    }

    #[test]
    fn the_room_is_never_exceeded_and_one_document_does_not_clear_it() {
        let registered = RegisteredDocuments::new(10_000);
        for number in 0..1_000 {
            let (hash, text) = document(number);
            registered.keep(hash, text);
            let shelf = registered.lock();
            assert!(shelf.bytes <= 10_000);
            assert_eq!(shelf.bytes, shelf.documents.len() * (100 + BESIDES));
            assert_eq!(shelf.order.len(), shelf.documents.len());
        }
        let large = "x".repeat(10_000);
        registered.keep(DocumentHash::from_text(&large), large.into());
        assert_eq!(registered.lock().documents.len(), 10_000 / (100 + BESIDES));
    }
}
