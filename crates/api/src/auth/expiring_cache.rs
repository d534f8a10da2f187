//! Bounded cache whose entries expire, so that not every request queries the registry.

use std::{hash::Hash, time::Duration};

use quick_cache::sync::Cache;
use standfirst_domain::moment::Moment;

/// Most entries of a cache.
const CAPACITY: usize = 10_000;

/// Values by key, each valid for a fixed time.
pub struct ExpiringCache<K, V> {
    lifetime_millis: i64,
    entries: Cache<K, (Moment, V)>,
}

impl<K: Eq + Hash, V: Clone> ExpiringCache<K, V> {
    /// Creates an empty cache whose entries are valid for `lifetime`.
    pub fn new(lifetime: Duration) -> Self {
        Self {
            lifetime_millis: i64::try_from(lifetime.as_millis()).unwrap_or(i64::MAX),
            entries: Cache::new(CAPACITY),
        }
    }

    /// Value of a key, unless it expired or the clock went back behind its insertion.
    pub fn get(&self, key: &K, now: Moment) -> Option<V> {
        let (inserted_at, value) = self.entries.get(key)?;
        let is_valid = inserted_at <= now && now < inserted_at.plus_millis(self.lifetime_millis);
        is_valid.then_some(value)
    }

    /// Inserts a value. A full cache evicts another entry.
    pub fn insert(&self, key: K, value: V, now: Moment) {
        self.entries.insert(key, (now, value));
    }

    /// Removes the value of a key.
    pub fn remove(&self, key: &K) {
        self.entries.remove(key);
    }

    /// Removes all values that match.
    pub fn remove_if(&self, matches: impl Fn(&V) -> bool) {
        self.entries.retain(|_, (_, value)| !matches(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Moment = Moment::from_millis(1_000_000);

    #[test]
    fn an_entry_is_valid_for_its_lifetime_and_not_before_its_insertion() {
        let cache = ExpiringCache::new(Duration::from_secs(30));
        cache.insert(1, "a", START);
        assert_eq!(cache.get(&1, START), Some("a"));
        assert_eq!(cache.get(&1, START.plus_millis(29_999)), Some("a"));
        assert_eq!(cache.get(&1, START.plus_millis(30_000)), None);
        assert_eq!(cache.get(&1, START.plus_millis(-1)), None);
        cache.insert(1, "b", START.plus_millis(30_000));
        assert_eq!(cache.get(&1, START.plus_millis(30_000)), Some("b"));
    }

    #[test]
    fn removed_entries_are_gone_and_the_number_of_entries_is_bounded() {
        let cache = ExpiringCache::new(Duration::from_secs(30));
        for key in 0..10 {
            cache.insert(key, key % 2, START);
        }
        cache.remove(&0);
        cache.remove_if(|value| *value == 1);
        let left = (0..10).filter(|key| cache.get(key, START).is_some());
        assert_eq!(left.collect::<Vec<_>>(), [2, 4, 6, 8]);
        for key in 0..3 * i32::try_from(CAPACITY).unwrap() {
            cache.insert(key, 0, START);
        }
        assert!(cache.entries.len() <= CAPACITY);
    }
}
