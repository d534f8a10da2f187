//! The documents that would be refused if trusted ones alone were run: each request is counted, and each document logged once, so that whoever runs
//! the house can see what is missing before it is shut.

use std::{
    collections::HashSet,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use super::DocumentHash;

/// So many documents are remembered as logged. Then all are forgotten, and logged again when they come again.
const MOST: usize = 1_000;

/// Documents that are not trusted.
#[derive(Default)]
pub struct UntrustedDocumentLog {
    count: AtomicU64,
    logged: Mutex<HashSet<DocumentHash>>,
}

impl UntrustedDocumentLog {
    /// How many requests brought one.
    pub fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    /// A request brought one.
    pub fn note(&self, hash: DocumentHash) {
        let count = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        if self.is_new(hash) {
            tracing::warn!(
                document.sha256 = %hash,
                requests = count,
                "a document was run that is not trusted"
            );
        }
    }

    fn is_new(&self, hash: DocumentHash) -> bool {
        let mut logged = self.logged.lock().unwrap_or_else(PoisonError::into_inner);
        if logged.len() >= MOST {
            logged.clear();
        }
        logged.insert(hash)
    }
}

#[cfg(test)]
mod tests {
    use super::{DocumentHash, MOST, UntrustedDocumentLog};

    #[test]
    fn each_is_new_once_and_no_more_are_remembered_than_there_is_room_for() {
        let strangers = UntrustedDocumentLog::default();
        let hash = DocumentHash::from_text("{a}");
        assert!(strangers.is_new(hash) && !strangers.is_new(hash));
        for number in 0..2 * MOST {
            strangers.is_new(DocumentHash::from_text(&number.to_string()));
            assert!(strangers.logged.lock().unwrap().len() <= MOST);
        }
    }
}
