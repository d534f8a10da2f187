//! Cache of checked documents, by the SHA-256 of their text: a document that is sent again is
//! neither parsed nor validated.
//!
//! Rejected documents are not kept, so that a client cannot fill the cache with them. A long
//! document takes the place of several short ones.

use std::sync::Arc;

use quick_cache::{Weighter, sync::Cache};

use crate::{checked_document::CheckedDocument, document_hash::DocumentHash};

/// A document with its share of the cache.
#[derive(Clone)]
struct CachedDocument {
    document: Arc<CheckedDocument>,
    bytes: usize,
}

/// Bytes of text and plans that weigh as much as one document.
const UNIT_BYTES: usize = 32 * 1_024;

#[derive(Clone)]
struct DocumentWeight;

impl Weighter<DocumentHash, CachedDocument> for DocumentWeight {
    fn weight(&self, _: &DocumentHash, cached: &CachedDocument) -> u64 {
        cached.bytes.div_ceil(UNIT_BYTES).max(1) as u64
    }
}

/// Cache of checked documents.
pub struct DocumentCache(Cache<DocumentHash, CachedDocument, DocumentWeight>);

impl DocumentCache {
    /// A cache for `max` short documents, or fewer long ones.
    pub fn new(max: usize) -> Self {
        Self(Cache::with_weighter(max, max as u64, DocumentWeight))
    }

    /// The document with a hash.
    pub fn get(&self, hash: &DocumentHash) -> Option<Arc<CheckedDocument>> {
        self.0.get(hash).map(|cached| cached.document)
    }

    /// Inserts a document whose text has a length in bytes.
    pub fn insert(
        &self,
        hash: DocumentHash,
        document: CheckedDocument,
        bytes: usize,
    ) -> Arc<CheckedDocument> {
        let bytes = bytes.saturating_add(document.plan_bytes());
        let document = Arc::new(document);
        let cached = CachedDocument {
            document: Arc::clone(&document),
            bytes,
        };
        self.0.insert(hash, cached);
        document
    }
}

#[cfg(test)]
mod tests {
    use super::{DocumentCache, DocumentHash};
    use crate::{checked_document::CheckedDocument, limits::DocumentLimits, test_schema::schema};

    #[test]
    fn a_document_is_found_and_the_cache_is_bounded() {
        let documents = DocumentCache::new(10);
        let text = |n: usize| format!("{{ __typename }} # {n}{}", " ".repeat(n * 100));
        for n in 0..500 {
            let text = text(n);
            let document =
                CheckedDocument::read(&text, schema(), &DocumentLimits::default(), false).unwrap();
            documents.insert(DocumentHash::from_text(&text), document, text.len());
            assert!(
                n > 300 || documents.get(&DocumentHash::from_text(&text)).is_some(),
                "{n}"
            );
        }
        assert!(documents.0.len() <= 10);
        assert!(
            documents
                .get(&DocumentHash::from_text("{ unknown }"))
                .is_none()
        );
    }
}
