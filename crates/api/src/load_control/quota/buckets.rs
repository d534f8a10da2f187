//! Token buckets of one quota policy: one per client, up to a bound.
//!
//! `governor` decides by GCRA. It keeps one number per bucket, the moment at which the bucket is
//! full, in a store that we provide. Giving points back, which `governor` does not offer, moves
//! that moment. A bucket is never fuller than full, so giving back never makes more points than an
//! untouched bucket holds.

use std::{
    collections::HashMap,
    num::NonZeroU32,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, Reference},
    middleware::StateInformationMiddleware,
    nanos::Nanos,
    state::{StateStore, keyed::ShrinkableKeyedStateStore},
};

use super::{key::RateLimitKey, status::RateLimitStatus};

/// Most buckets of one policy. While none of them is full, new clients share one bucket.
const MAX_BUCKETS: usize = 100_000;
/// Time between two removals of full buckets, when new clients come.
const SWEEP_INTERVAL: Duration = Duration::from_secs(30);
/// Time between two removals of full buckets, when the bound is reached.
const URGENT_SWEEP_INTERVAL: Duration = Duration::from_secs(1);
/// Bucket that new clients share when the bound is reached.
const SHARED_KEY: RateLimitKey = RateLimitKey::Anonymous(None);

/// Error of a bucket that holds too few points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Denied {
    /// Points that the bucket holds.
    pub left: u64,
    wait: Duration,
}

/// Token buckets of one policy.
pub struct TokenBuckets<C: Clock> {
    policy: &'static str,
    quota: Quota,
    limiter: RateLimiter<RateLimitKey, BucketStore, C, StateInformationMiddleware>,
    store: BucketStore,
    swept_at: Mutex<C::Instant>,
}

/// Buckets by client. A clone shares them with the limiter.
#[derive(Default, Clone)]
struct BucketStore(Arc<Mutex<HashMap<RateLimitKey, Bucket>>>);

#[derive(Default)]
struct Bucket {
    /// Time at which the bucket is full, since the start of the limiter.
    full_at: Nanos,
    /// Highest cost that an operation asked for since the bucket was last full.
    highest_cost: u64,
}

impl<C: Clock> TokenBuckets<C> {
    /// Creates a policy whose buckets hold `burst` points and regain `rate` points a second.
    pub fn new(policy: &'static str, burst: usize, rate: usize, clock: C) -> Self {
        let quota = Quota::per_second(cells(rate as u64)).allow_burst(cells(burst as u64));
        let store = BucketStore::default();
        Self {
            policy,
            quota,
            swept_at: Mutex::new(clock.now()),
            limiter: RateLimiter::<_, _, _, StateInformationMiddleware>::new(
                quota,
                store.clone(),
                clock,
            ),
            store,
        }
    }

    /// Points that a full bucket holds.
    pub const fn burst(&self) -> u64 {
        self.quota.burst_size().get() as u64
    }

    /// Takes points and returns the points left.
    pub fn take(&self, key: &RateLimitKey, points: u64) -> Result<u64, Denied> {
        let key = self.bucket_to_charge(key);
        match self.limiter.check_key_n(key, cells(points)) {
            Ok(Ok(state)) => {
                let left = u64::from(state.remaining_burst_capacity());
                // The bucket was full before this request, so earlier costs no longer count.
                if left.saturating_add(points) >= self.burst() {
                    self.forget_costs(key);
                }
                Ok(left)
            }
            Ok(Err(until)) => {
                let wait = until.wait_time_from(self.limiter.clock().now());
                let missing = wait
                    .as_nanos()
                    .div_ceil(self.point_interval().as_nanos().max(1));
                let missing = u64::try_from(missing).unwrap_or(u64::MAX);
                Err(Denied {
                    left: points.saturating_sub(missing),
                    wait,
                })
            }
            Err(_) => Err(Denied {
                left: 0,
                wait: self.point_interval().saturating_mul(u32::MAX),
            }),
        }
    }

    /// Gives back points that were taken.
    pub fn give_back(&self, key: &RateLimitKey, points: u64) {
        let earlier = Nanos::from(self.point_interval()) * points;
        let mut buckets = self.store.lock();
        let key = charged_key(key, &buckets);
        if let Some(bucket) = buckets.get_mut(key) {
            bucket.full_at = bucket.full_at.saturating_sub(earlier);
        }
    }

    /// Records the cost of an operation.
    pub fn record_cost(&self, key: &RateLimitKey, points: u64) {
        let mut buckets = self.store.lock();
        let key = charged_key(key, &buckets);
        if let Some(bucket) = buckets.get_mut(key) {
            bucket.highest_cost = bucket.highest_cost.max(points);
        }
    }

    fn forget_costs(&self, key: &RateLimitKey) {
        if let Some(bucket) = self.store.lock().get_mut(key) {
            bucket.highest_cost = 0;
        }
    }

    /// Highest cost recorded since the bucket was last full.
    pub fn highest_cost(&self, key: &RateLimitKey) -> u64 {
        let buckets = self.store.lock();
        let bucket = buckets.get(charged_key(key, &buckets));
        bucket.map_or(0, |bucket| bucket.highest_cost)
    }

    /// Whole seconds until a bucket that was denied `points` points holds `wanted` points.
    pub fn seconds_until(&self, denied: Denied, points: u64, wanted: u64) -> u64 {
        let more = u32::try_from(wanted.saturating_sub(points)).unwrap_or(u32::MAX);
        let wait = denied
            .wait
            .saturating_add(self.point_interval().saturating_mul(more));
        whole_seconds(wait).max(1)
    }

    /// Status of a bucket that holds `left` points.
    pub fn status(&self, left: u64) -> RateLimitStatus {
        let until = |points: u64| {
            let points = u32::try_from(points).unwrap_or(u32::MAX);
            whole_seconds(self.point_interval().saturating_mul(points))
        };
        RateLimitStatus {
            policy: self.policy,
            burst: self.burst(),
            window_seconds: until(self.burst()),
            left,
            full_in_seconds: until(self.burst().saturating_sub(left)),
        }
    }

    /// Time in which a bucket regains one point.
    const fn point_interval(&self) -> Duration {
        self.quota.replenish_interval()
    }

    /// Bucket that a client is charged to: its own, or the shared one if the bound is reached.
    fn bucket_to_charge<'a>(&self, key: &'a RateLimitKey) -> &'a RateLimitKey {
        let (is_known, count) = {
            let buckets = self.store.lock();
            (buckets.contains_key(key), buckets.len())
        };
        if is_known {
            return key;
        }
        self.sweep(if count < MAX_BUCKETS {
            SWEEP_INTERVAL
        } else {
            URGENT_SWEEP_INTERVAL
        });
        if count < MAX_BUCKETS || self.store.lock().len() < MAX_BUCKETS {
            key
        } else {
            &SHARED_KEY
        }
    }

    /// Removes full buckets, unless they were removed within the interval.
    fn sweep(&self, interval: Duration) {
        let now = self.limiter.clock().now();
        {
            let mut swept_at = self.swept_at.lock().unwrap_or_else(PoisonError::into_inner);
            if now.duration_since(*swept_at) < Nanos::from(interval) {
                return;
            }
            *swept_at = now;
        }
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }
}

/// Bucket that a client was charged to.
fn charged_key<'a>(
    key: &'a RateLimitKey,
    buckets: &HashMap<RateLimitKey, Bucket>,
) -> &'a RateLimitKey {
    if buckets.contains_key(key) {
        key
    } else {
        &SHARED_KEY
    }
}

fn cells(points: u64) -> NonZeroU32 {
    let points = u32::try_from(points).unwrap_or(u32::MAX);
    NonZeroU32::new(points).unwrap_or(NonZeroU32::MIN)
}

fn whole_seconds(time: Duration) -> u64 {
    let more = u64::from(time.subsec_nanos() > 0);
    time.as_secs().saturating_add(more)
}

impl BucketStore {
    fn lock(&self) -> MutexGuard<'_, HashMap<RateLimitKey, Bucket>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl StateStore for BucketStore {
    type Key = RateLimitKey;

    fn measure_and_replace<T, F, E>(&self, key: &RateLimitKey, decide: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut buckets = self.lock();
        if let Some(bucket) = buckets.get_mut(key) {
            let (outcome, full_at) = decide(Some(bucket.full_at))?;
            bucket.full_at = full_at;
            return Ok(outcome);
        }
        let (outcome, full_at) = decide(None)?;
        let highest_cost = 0;
        buckets.insert(
            key.clone(),
            Bucket {
                full_at,
                highest_cost,
            },
        );
        Ok(outcome)
    }
}

impl ShrinkableKeyedStateStore<RateLimitKey> for BucketStore {
    fn retain_recent(&self, drop_below: Nanos) {
        self.lock().retain(|_, bucket| bucket.full_at > drop_below);
    }

    fn shrink_to_fit(&self) {
        self.lock().shrink_to_fit();
    }

    fn len(&self) -> usize {
        self.lock().len()
    }

    fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }
}

#[cfg(test)]
mod tests;
