//! What was looked up a short while ago, so that not every request asks the registry.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use standfirst_domain::moment::Moment;

/// The most that is remembered at once.
const MOST: usize = 10_000;

/// Values by key, each forgotten after a fixed time.
pub struct Memory<K, V> {
    millis: i64,
    known: Mutex<HashMap<K, (Moment, V)>>,
}

impl<K: Eq + Hash, V: Clone> Memory<K, V> {
    /// A memory that holds for so long.
    pub fn of(time: Duration) -> Self {
        Self {
            millis: i64::try_from(time.as_millis()).unwrap_or(i64::MAX),
            known: Mutex::default(),
        }
    }

    /// What is remembered, unless it is too old or the clock went back behind it.
    pub fn recall(&self, key: &K, now: Moment) -> Option<V> {
        let known = self.known();
        let (at, value) = known.get(key)?;
        let fresh = *at <= now && now < at.plus_millis(self.millis);
        fresh.then(|| value.clone())
    }

    /// Remembers. A full memory forgets what is old, and everything if nothing is.
    pub fn keep(&self, key: K, value: V, now: Moment) {
        let mut known = self.known();
        if known.len() >= MOST {
            known.retain(|_, (at, _)| now < at.plus_millis(self.millis));
        }
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(key, (now, value));
    }

    /// Forgets one.
    pub fn forget(&self, key: &K) {
        self.known().remove(key);
    }

    /// Forgets all of a kind.
    pub fn forget_where(&self, of_the_kind: impl Fn(&V) -> bool) {
        self.known().retain(|_, (_, value)| !of_the_kind(value));
    }

    fn known(&self) -> MutexGuard<'_, HashMap<K, (Moment, V)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
