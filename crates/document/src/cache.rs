//! The documents that were met lately, kept by the SHA-256 of their text: what is asked again is neither parsed nor validated again.
//!
//! Only what was accepted is kept, so that nobody fills the shelf with what is refused. A long document takes the room of several short ones.

use std::sync::Arc;

use quick_cache::{Weighter, sync::Cache};

use crate::{checked_document::CheckedDocument, persisted::DocumentHash};

/// A document as it is kept.
#[derive(Clone)]
struct Kept {
    document: Arc<CheckedDocument>,
    bytes: usize,
}

/// So many bytes, of the text and of what was worked out of it, take the room of one document.
const ROOM: usize = 32 * 1_024;

#[derive(Clone)]
struct Room;

impl Weighter<DocumentHash, Kept> for Room {
    fn weight(&self, _: &DocumentHash, kept: &Kept) -> u64 {
        kept.bytes.div_ceil(ROOM).max(1) as u64
    }
}

/// The documents that were met lately.
pub struct DocumentCache(Cache<DocumentHash, Kept, Room>);

impl DocumentCache {
    /// Room for so many.
    pub fn new(most: usize) -> Self {
        Self(Cache::with_weighter(most, most as u64, Room))
    }

    /// The document of a text, if it was met lately.
    pub fn find(&self, hash: &DocumentHash) -> Option<Arc<CheckedDocument>> {
        self.0.get(hash).map(|kept| kept.document)
    }

    /// Keeps a document.
    pub fn keep(
        &self,
        hash: DocumentHash,
        document: CheckedDocument,
        bytes: usize,
    ) -> Arc<CheckedDocument> {
        let bytes = bytes.saturating_add(document.room());
        let document = Arc::new(document);
        let kept = Kept {
            document: Arc::clone(&document),
            bytes,
        };
        self.0.insert(hash, kept);
        document
    }
}

#[cfg(test)]
mod tests {
    use super::{DocumentCache, DocumentHash};
    use crate::{checked_document::CheckedDocument, limits::DocumentLimits, test_schema::schema};

    #[test]
    fn what_was_kept_is_found_and_room_is_bounded() {
        let documents = DocumentCache::new(10);
        let text = |n: usize| format!("{{ __typename }} # {n}{}", " ".repeat(n * 100));
        for n in 0..500 {
            let text = text(n);
            let document =
                CheckedDocument::read(&text, schema(), &DocumentLimits::default(), false).unwrap();
            documents.keep(DocumentHash::of(&text), document, text.len());
            assert!(
                n > 300 || documents.find(&DocumentHash::of(&text)).is_some(),
                "{n}"
            );
        }
        assert!(documents.0.len() <= 10);
        assert!(documents.find(&DocumentHash::of("{ unknown }")).is_none());
    }
}
