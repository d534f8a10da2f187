//! A batch: keys asked for in the same breath are read with one call, and no key is read twice in a request.
//!
//! The engine has a loader of its own. This one differs where it matters to us: it runs inside the request and not in a task beside it, so a
//! deadline that drops the request drops its reads; and a key that is on its way is waited for and not asked for again, so that the number of
//! statements a document costs does not depend on which answer is back first.

use std::{
    collections::{BTreeMap, HashMap},
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use futures::{
    FutureExt,
    future::{BoxFuture, Shared},
};
use standfirst_domain::error::Error as Failure;

use super::executor_turn::next_executor_turn;
use crate::graphql::{errors::SharedError, page_dedupe};

type Read<K, V> =
    Arc<dyn Fn(Vec<K>) -> BoxFuture<'static, Result<HashMap<K, V>, Failure>> + Send + Sync>;
type Answer<K, V> = Shared<BoxFuture<'static, Result<Arc<HashMap<K, V>>, SharedError>>>;

/// Reads values by key for one request.
pub struct DataLoader<K, V> {
    read: Read<K, V>,
    state: Arc<Mutex<State<K, V>>>,
}

struct State<K, V> {
    /// What came along with other reads.
    primed: HashMap<K, V>,
    /// In which batch a key was asked for.
    asked: HashMap<K, usize>,
    batches: Vec<Answer<K, V>>,
    /// Keys of the batch that still takes keys; empty when none does.
    gathered: Vec<K>,
}

impl<K, V> DataLoader<K, V>
where
    K: Clone + Eq + Hash + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// A batch that reads in this way.
    pub fn new<F, A>(read: F) -> Self
    where
        F: Fn(Vec<K>) -> A + Send + Sync + 'static,
        A: Future<Output = Result<HashMap<K, V>, Failure>> + Send + 'static,
    {
        let state = State {
            primed: HashMap::new(),
            asked: HashMap::new(),
            batches: Vec::new(),
            gathered: Vec::new(),
        };
        Self {
            read: Arc::new(move |keys| read(keys).boxed()),
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// Reads one value; `None` when it is not there.
    pub async fn one(&self, key: K) -> Result<Option<V>, SharedError> {
        Ok(self.many([key.clone()]).await?.remove(&key))
    }

    /// Reads many values; what is not there is missing from the answer.
    pub async fn many(
        &self,
        keys: impl IntoIterator<Item = K>,
    ) -> Result<HashMap<K, V>, SharedError> {
        let (mut found, awaited) = self.ask(keys);
        let _reading = page_dedupe::read_in_progress();
        for (answer, keys) in awaited {
            let values = answer.await?;
            found.extend(
                keys.into_iter()
                    .filter_map(|key| values.get(&key).cloned().map(|value| (key, value))),
            );
        }
        Ok(found)
    }

    /// Keeps values that came along with another read, so that asking for them costs nothing.
    pub fn prime(&self, values: impl IntoIterator<Item = (K, V)>) {
        lock(&self.state).primed.extend(values);
    }

    #[expect(
        clippy::type_complexity,
        reason = "values that are here, and answers on their way with the keys to take from each"
    )]
    fn ask(
        &self,
        keys: impl IntoIterator<Item = K>,
    ) -> (HashMap<K, V>, Vec<(Answer<K, V>, Vec<K>)>) {
        let mut state = lock(&self.state);
        let mut found = HashMap::new();
        let mut awaited: BTreeMap<usize, Vec<K>> = BTreeMap::new();
        for key in keys {
            if let Some(value) = state.primed.get(&key) {
                found.insert(key, value.clone());
                continue;
            }
            let batch = match state.asked.get(&key) {
                Some(batch) => *batch,
                None => self.gather(&mut state, key.clone()),
            };
            awaited.entry(batch).or_default().push(key);
        }
        let answers = awaited.into_iter().filter_map(|(batch, keys)| {
            state
                .batches
                .get(batch)
                .cloned()
                .map(|answer| (answer, keys))
        });
        (found, answers.collect())
    }

    fn gather(&self, state: &mut State<K, V>, key: K) -> usize {
        if state.gathered.is_empty() {
            let answer = close_and_read(Arc::downgrade(&self.state), Arc::clone(&self.read))
                .boxed()
                .shared();
            state.batches.push(answer);
        }
        let batch = state.batches.len().saturating_sub(1);
        state.gathered.push(key.clone());
        state.asked.insert(key, batch);
        batch
    }
}

/// Takes keys for one breath, then reads them all at once. The state is held weakly, since it holds this future.
async fn close_and_read<K, V>(
    state: Weak<Mutex<State<K, V>>>,
    read: Read<K, V>,
) -> Result<Arc<HashMap<K, V>>, SharedError> {
    breath().await;
    let keys = state
        .upgrade()
        .map(|state| std::mem::take(&mut lock(&state).gathered))
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

    fn counting() -> (DataLoader<u32, u32>, Arc<AtomicUsize>) {
        let calls = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&calls);
        let batch = DataLoader::new(move |keys: Vec<u32>| {
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
        (batch, calls)
    }

    #[tokio::test]
    async fn what_is_asked_together_is_read_together_and_once() {
        let (batch, calls) = counting();
        let all = futures::future::join_all((0..50).map(|key| batch.one(key))).await;
        assert_eq!(
            all.into_iter()
                .map(|value| value.unwrap().unwrap())
                .sum::<u32>(),
            2_450
        );
        assert_eq!(batch.one(7).await.unwrap(), Some(14));
        assert_eq!(batch.one(200).await.unwrap(), None);
        assert_eq!(batch.one(200).await.unwrap(), None);
        assert_eq!(
            calls.load(Ordering::Relaxed),
            2,
            "fifty keys, then an absent one asked for twice"
        );
    }

    #[tokio::test]
    async fn a_key_on_its_way_is_waited_for() {
        let (batch, calls) = counting();
        let late = async {
            tokio::task::yield_now().await;
            tokio::task::yield_now().await;
            batch.one(1).await
        };
        let (first, second) = join(batch.one(1), late).await;
        assert_eq!((first.unwrap(), second.unwrap()), (Some(2), Some(2)));
        assert_eq!(calls.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn what_was_primed_is_not_read() {
        let (batch, calls) = counting();
        batch.prime([(1, 9)]);
        assert_eq!(batch.one(1).await.unwrap(), Some(9));
        assert_eq!(calls.load(Ordering::Relaxed), 0);
    }
}
