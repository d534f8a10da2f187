//! Turns of the deduplicated lists of one request.

use std::{
    collections::{BTreeMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures::channel::oneshot;
use standfirst_document::{DedupeOrder, DedupeSlot};
use standfirst_domain::ids::ArticleId;

/// Position of a list: the number of its field, then the indexes of its parents.
pub type ListPosition = (u32, Vec<usize>);

/// Deduplication of one request.
pub struct PageDedupe {
    order: DedupeOrder,
    state: Mutex<DedupeState>,
}

#[derive(Default)]
struct DedupeState {
    shown: HashSet<ArticleId>,
    waiting: BTreeMap<ListPosition, WaitingList>,
    /// Reads that a resolver waits for.
    reads: usize,
}

struct WaitingList {
    /// Articles that could be shown, in the order in which they are picked.
    found: Vec<ArticleId>,
    /// Most articles to show.
    size: usize,
    /// Receives the indexes of the articles to show.
    picked: oneshot::Sender<Vec<usize>>,
}

tokio::task_local! {
    /// Deduplication of the running request.
    pub static CURRENT: Arc<PageDedupe>;
}

/// A read that a resolver waits for. No list takes its turn before all of them are done.
pub struct ReadInProgress(Option<Arc<PageDedupe>>);

/// Registers a read until the returned value is dropped.
pub fn read_in_progress() -> ReadInProgress {
    let dedupe = CURRENT.try_with(Arc::clone).ok();
    if let Some(dedupe) = &dedupe {
        dedupe.state().reads += 1;
    }
    ReadInProgress(dedupe)
}

impl Drop for ReadInProgress {
    fn drop(&mut self) {
        if let Some(dedupe) = &self.0 {
            let mut state = dedupe.state();
            state.reads = state.reads.saturating_sub(1);
        }
    }
}

impl PageDedupe {
    /// Creates the deduplication of a request whose fields take turns in this order.
    pub fn new(order: DedupeOrder) -> Self {
        Self {
            order,
            state: Mutex::default(),
        }
    }

    /// Turn of the field with this path of response keys, if the field is deduplicated.
    pub fn slot(&self, path: &str) -> Option<DedupeSlot> {
        self.order.slot(path)
    }

    /// Waits for the turn of a list and returns the indexes of the articles to show.
    pub async fn pick(
        &self,
        position: ListPosition,
        found: Vec<ArticleId>,
        size: usize,
    ) -> Vec<usize> {
        let (sender, receiver) = oneshot::channel();
        let waiting = WaitingList {
            found,
            size,
            picked: sender,
        };
        self.state().waiting.insert(position, waiting);
        receiver.await.unwrap_or_default()
    }

    /// Gives the first waiting field its turn, unless a read is in progress. Returns whether a
    /// field had its turn.
    pub fn resume_next(&self) -> bool {
        let mut state = self.state();
        if state.reads > 0 {
            return false;
        }
        let Some((field, _)) = state.waiting.keys().next().cloned() else {
            return false;
        };
        // All lists of the field take the turn together: those before the next field's number.
        let later = state
            .waiting
            .split_off(&(field.saturating_add(1), Vec::new()));
        let lists = std::mem::replace(&mut state.waiting, later);
        for list in lists.into_values() {
            // A list whose resolver was dropped shows nothing, so its articles stay free.
            if list.picked.is_canceled() {
                continue;
            }
            let picked = state.pick(&list.found, list.size);
            let _ = list.picked.send(picked);
        }
        true
    }

    fn state(&self) -> MutexGuard<'_, DedupeState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl DedupeState {
    /// Picks articles that no earlier list shows, and marks them as shown.
    fn pick(&mut self, found: &[ArticleId], size: usize) -> Vec<usize> {
        let mut picked = Vec::new();
        for (index, article) in found.iter().enumerate() {
            if picked.len() == size {
                break;
            }
            if self.shown.insert(*article) {
                picked.push(index);
            }
        }
        picked
    }
}
