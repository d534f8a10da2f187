//! Log of the documents that the policy `only` would reject. Each request is counted and each
//! document logged once, so that an operator finds the documents that are missing before choosing
//! that policy.

use std::{
    collections::HashSet,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use crate::document_hash::DocumentHash;

/// Number of documents that are remembered as logged. Beyond it all are forgotten, and may be
/// logged again.
const MAX_REMEMBERED: usize = 1_000;

/// Log of documents that are not trusted.
#[derive(Default)]
pub struct UntrustedDocumentLog {
    count: AtomicU64,
    logged: Mutex<HashSet<DocumentHash>>,
}

impl UntrustedDocumentLog {
    /// Number of requests with a document that is not trusted.
    pub fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    /// Counts a request, and logs its document the first time.
    pub fn record(&self, hash: DocumentHash) {
        let count = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        if self.is_new(hash) {
            tracing::warn!(
                document.sha256 = %hash,
                requests = count,
                "ran a document that is not trusted"
            );
        }
    }

    fn is_new(&self, hash: DocumentHash) -> bool {
        let mut logged = self.logged.lock().unwrap_or_else(PoisonError::into_inner);
        if logged.len() >= MAX_REMEMBERED {
            logged.clear();
        }
        logged.insert(hash)
    }
}

#[cfg(test)]
mod tests {
    use super::{DocumentHash, MAX_REMEMBERED, UntrustedDocumentLog};

    #[test]
    fn a_document_is_new_once_and_memory_is_bounded() {
        let log = UntrustedDocumentLog::default();
        let hash = DocumentHash::from_text("{a}");
        assert!(log.is_new(hash) && !log.is_new(hash));
        for number in 0..2 * MAX_REMEMBERED {
            log.is_new(DocumentHash::from_text(&number.to_string()));
            assert!(log.logged.lock().unwrap().len() <= MAX_REMEMBERED);
        }
    }
}
