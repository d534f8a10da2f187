//! The documents that were met lately, kept by the SHA-256 of their text: what is asked again is neither parsed nor validated again.
//!
//! Only what was accepted is kept, so that nobody fills the shelf with what is refused. A long document takes the room of several short ones.

use std::sync::Arc;

use quick_cache::{Weighter, sync::Cache};
use sha2::{Digest, Sha256};

use super::document::Document;
use crate::limits::Limits;

/// The SHA-256 of a document's text.
pub type Hash = [u8; 32];

/// The SHA-256 of a text.
pub fn hash(text: &str) -> Hash {
    Sha256::digest(text.as_bytes()).into()
}

/// A document as it is kept.
#[derive(Clone)]
struct Kept {
    document: Arc<Document>,
    bytes: usize,
}

/// So many bytes, of the text and of what was worked out of it, take the room of one document.
const ROOM: usize = 32 * 1_024;

#[derive(Clone)]
struct Room;

impl Weighter<Hash, Kept> for Room {
    fn weight(&self, _: &Hash, kept: &Kept) -> u64 {
        kept.bytes.div_ceil(ROOM).max(1) as u64
    }
}

/// The documents that were met lately.
pub struct Documents(Cache<Hash, Kept, Room>);

impl Documents {
    /// Room for as many as the limits say.
    pub fn new(limits: &Limits) -> Self {
        let most = limits.documents_kept;
        Self(Cache::with_weighter(most, most as u64, Room))
    }

    /// The document of a text, if it was met lately.
    pub fn find(&self, hash: &Hash) -> Option<Arc<Document>> {
        self.0.get(hash).map(|kept| kept.document)
    }

    /// Keeps a document.
    pub fn keep(&self, hash: Hash, document: Document, bytes: usize) -> Arc<Document> {
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
    use super::{Documents, hash};
    use crate::{
        http::gate::{document::Document, served::served},
        limits::Limits,
    };

    #[test]
    fn what_was_kept_is_found_and_room_is_bounded() {
        let limits = Limits::parse("documents-kept=10").unwrap();
        let documents = Documents::new(&limits);
        let text = |n: usize| format!("{{ __typename }} # {n}{}", " ".repeat(n * 100));
        for n in 0..500 {
            let text = text(n);
            let document = Document::read(&text, served(), &limits, false).unwrap();
            documents.keep(hash(&text), document, text.len());
            assert!(n > 300 || documents.find(&hash(&text)).is_some(), "{n}");
        }
        assert!(documents.0.len() <= 10);
        assert!(documents.find(&hash("{ unknown }")).is_none());
    }
}
