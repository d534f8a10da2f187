//! Data loader: keys of one executor turn are read with one call, and no key is read twice.
//!
//! The engine has a data loader of its own, which differs in two ways. Ours runs within the request
//! and not in a task, so that a deadline that drops the request drops its reads. And a key that is
//! being read is waited for and not read again, so that the number of statements of a document does
//! not depend on the order in which answers arrive.

use std::{
    collections::{BTreeMap, HashMap},
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use async_graphql::Error;
use futures::{
    FutureExt,
    future::{BoxFuture, Shared},
};
use standfirst_domain::{
    error::Error as Failure,
    ports::{Archive, Desk},
    visibility::Reader,
};

use super::executor_turn::next_executor_turn;
use crate::graphql::{
    errors::{SharedError, field_error},
    page_dedupe,
};

type Read<K, V> =
    Arc<dyn Fn(Vec<K>) -> BoxFuture<'static, Result<HashMap<K, V>, Failure>> + Send + Sync>;
type BatchResult<K, V> = Shared<BoxFuture<'static, Result<Arc<HashMap<K, V>>, SharedError>>>;

/// Loader of values by key for one request.
pub struct DataLoader<K, V> {
    read: Read<K, V>,
    state: Arc<Mutex<LoaderState<K, V>>>,
}

struct LoaderState<K, V> {
    /// Values that came with other reads.
    primed: HashMap<K, V>,
    /// Index of the batch in which a key is read.
    batch_of_key: HashMap<K, usize>,
    batches: Vec<BatchResult<K, V>>,
    /// Keys of the batch that still accepts keys; empty if there is none.
    pending_keys: Vec<K>,
}

impl<K, V> DataLoader<K, V>
where
    K: Clone + Eq + Hash + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// Creates a loader with a function that reads a batch.
    pub fn new<F, A>(read: F) -> Self
    where
        F: Fn(Vec<K>) -> A + Send + Sync + 'static,
        A: Future<Output = Result<HashMap<K, V>, Failure>> + Send + 'static,
    {
        let state = LoaderState {
            primed: HashMap::new(),
            batch_of_key: HashMap::new(),
            batches: Vec::new(),
            pending_keys: Vec::new(),
        };
        Self {
            read: Arc::new(move |keys| read(keys).boxed()),
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// Creates a loader that reads from the archive as a reader.
    pub fn from_archive<F, A>(archive: &Arc<dyn Archive>, reader: &Reader, read: F) -> Self
    where
        F: Fn(Arc<dyn Archive>, Reader, Vec<K>) -> A + Send + Sync + 'static,
        A: Future<Output = Result<HashMap<K, V>, Failure>> + Send + 'static,
    {
        let (archive, reader) = (Arc::clone(archive), reader.clone());
        Self::new(move |keys| read(Arc::clone(&archive), reader.clone(), keys))
    }

    /// Creates a loader that reads from the desk.
    pub fn from_desk<F, A>(desk: &Arc<dyn Desk>, read: F) -> Self
    where
        F: Fn(Arc<dyn Desk>, Vec<K>) -> A + Send + Sync + 'static,
        A: Future<Output = Result<HashMap<K, V>, Failure>> + Send + 'static,
    {
        let desk = Arc::clone(desk);
        Self::new(move |keys| read(Arc::clone(&desk), keys))
    }

    /// Loads one value; `None` if it does not exist.
    pub async fn one(&self, key: K) -> Result<Option<V>, Error> {
        Ok(self.many([key.clone()]).await?.remove(&key))
    }

    /// Loads several values. A value that does not exist is missing from the result.
    pub async fn many(&self, keys: impl IntoIterator<Item = K>) -> Result<HashMap<K, V>, Error> {
        let (mut found, pending) = self.request(keys);
        // Deduplicated lists take no turn before this read is done.
        let _read = page_dedupe::read_in_progress();
        for (batch, keys) in pending {
            let values = batch.await.map_err(field_error)?;
            found.extend(
                keys.into_iter()
                    .filter_map(|key| values.get(&key).cloned().map(|value| (key, value))),
            );
        }
        Ok(found)
    }

    /// Adds values that came with another read, so that loading them costs nothing.
    pub fn prime(&self, values: impl IntoIterator<Item = (K, V)>) {
        lock(&self.state).primed.extend(values);
    }

    /// Values that are known, and the batches that read the others with their keys.
    #[expect(
        clippy::type_complexity,
        reason = "known values, and pending batches with the keys to take from each"
    )]
    fn request(
        &self,
        keys: impl IntoIterator<Item = K>,
    ) -> (HashMap<K, V>, Vec<(BatchResult<K, V>, Vec<K>)>) {
        let mut state = lock(&self.state);
        let mut found = HashMap::new();
        let mut pending: BTreeMap<usize, Vec<K>> = BTreeMap::new();
        for key in keys {
            if let Some(value) = state.primed.get(&key) {
                found.insert(key, value.clone());
                continue;
            }
            let batch = match state.batch_of_key.get(&key) {
                Some(batch) => *batch,
                None => self.add_to_batch(&mut state, key.clone()),
            };
            pending.entry(batch).or_default().push(key);
        }
        let batches = pending
            .into_iter()
            .filter_map(|(batch, keys)| Some((state.batches.get(batch).cloned()?, keys)));
        (found, batches.collect())
    }

    fn add_to_batch(&self, state: &mut LoaderState<K, V>, key: K) -> usize {
        if state.pending_keys.is_empty() {
            let batch = read_batch(Arc::downgrade(&self.state), Arc::clone(&self.read))
                .boxed()
                .shared();
            state.batches.push(batch);
        }
        let batch = state.batches.len().saturating_sub(1);
        state.pending_keys.push(key.clone());
        state.batch_of_key.insert(key, batch);
        batch
    }
}

/// Accepts keys for one executor turn, then reads all of them. The reference to the state is weak,
/// because the state holds this future.
async fn read_batch<K, V>(
    state: Weak<Mutex<LoaderState<K, V>>>,
    read: Read<K, V>,
) -> Result<Arc<HashMap<K, V>>, SharedError> {
    next_executor_turn().await;
    let keys = state
        .upgrade()
        .map(|state| std::mem::take(&mut lock(&state).pending_keys))
        .unwrap_or_default();
    read(keys).await.map(Arc::new).map_err(SharedError::new)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures::future::join;

    use super::*;

    fn counting_loader() -> (DataLoader<u32, u32>, Arc<AtomicUsize>) {
        let calls = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&calls);
        let loader = DataLoader::new(move |keys: Vec<u32>| {
            counter.fetch_add(1, Ordering::Relaxed);
            async move {
                tokio::task::yield_now().await;
                Ok(keys
                    .into_iter()
                    .filter(|key| *key < 100)
                    .map(|key| (key, key * 2))
                    .collect())
            }
        });
        (loader, calls)
    }

    #[tokio::test]
    async fn keys_of_one_executor_round_are_read_together_and_once() {
        let (loader, calls) = counting_loader();
        let all = futures::future::join_all((0..50).map(|key| loader.one(key))).await;
        assert_eq!(
            all.into_iter()
                .map(|value| value.unwrap().unwrap())
                .sum::<u32>(),
            2_450
        );
        assert_eq!(loader.one(7).await.unwrap(), Some(14));
        assert_eq!(loader.one(200).await.unwrap(), None);
        assert_eq!(loader.one(200).await.unwrap(), None);
        assert_eq!(
            calls.load(Ordering::Relaxed),
            2,
            "fifty keys, then an absent one twice"
        );
    }

    #[tokio::test]
    async fn a_key_that_is_being_read_is_not_read_again() {
        let (loader, calls) = counting_loader();
        let late = async {
            tokio::task::yield_now().await;
            tokio::task::yield_now().await;
            loader.one(1).await
        };
        let (first, second) = join(loader.one(1), late).await;
        assert_eq!((first.unwrap(), second.unwrap()), (Some(2), Some(2)));
        assert_eq!(calls.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn a_primed_value_is_not_read() {
        let (loader, calls) = counting_loader();
        loader.prime([(1, 9)]);
        assert_eq!(loader.one(1).await.unwrap(), Some(9));
        assert_eq!(calls.load(Ordering::Relaxed), 0);
    }
}
