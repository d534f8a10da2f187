//! Buckets of one kind: as many as there are holders, up to a bound.
//!
//! `governor` decides (GCRA). It keeps a single number for each bucket, the moment at which it will be full, and the store it keeps that in is ours: so
//! points can be given back, which it has no word for, by moving that moment. From then on the bucket is full and no fuller, so that giving back never
//! makes more than an untouched bucket would hold.

use std::{
    collections::HashMap,
    num::NonZeroU32,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, Reference},
    middleware::StateInformationMiddleware,
    nanos::Nanos,
    state::{StateStore, keyed::ShrinkableKeyedStateStore},
};

use super::{Holder, Standing};

/// The most buckets of one kind. While so many are not full, all who come new share one.
const MOST: usize = 100_000;
/// How often buckets that are full again are looked for, when new ones come.
const ROUND: Duration = Duration::from_secs(30);
/// How often when there are too many.
const URGENT_ROUND: Duration = Duration::from_secs(1);
/// Whom all share who come new when there are too many.
const CROWD: Holder = Holder::Stranger(None);

/// That a bucket holds less than was to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Denied {
    /// What it holds.
    pub left: u64,
    wait: Duration,
}

/// Buckets with one quota.
pub struct Buckets<C: Clock> {
    policy: &'static str,
    quota: Quota,
    limiter: RateLimiter<Holder, Kept, C, StateInformationMiddleware>,
    kept: Kept,
    swept_at: Mutex<C::Instant>,
}

/// What is kept of each bucket. A clone shares it.
#[derive(Default, Clone)]
struct Kept(std::sync::Arc<Mutex<HashMap<Holder, Level>>>);

#[derive(Default)]
struct Level {
    /// When it will be full, counted from the start of the limiter.
    full_at: Nanos,
    /// The dearest operation that it was asked for since it was full.
    dearest: u64,
}

impl<C: Clock> Buckets<C> {
    pub fn new(policy: &'static str, burst: usize, rate: usize, clock: C) -> Self {
        let quota = Quota::per_second(cells(rate as u64)).allow_burst(cells(burst as u64));
        let kept = Kept::default();
        Self {
            policy,
            quota,
            swept_at: Mutex::new(clock.now()),
            limiter: RateLimiter::<_, _, _, StateInformationMiddleware>::new(
                quota,
                kept.clone(),
                clock,
            ),
            kept,
        }
    }

    /// What a full one holds.
    pub const fn burst(&self) -> u64 {
        self.quota.burst_size().get() as u64
    }

    /// Takes points and answers what is left.
    pub fn take(&self, holder: &Holder, points: u64) -> Result<u64, Denied> {
        let holder = self.place(holder);
        match self.limiter.check_key_n(holder, cells(points)) {
            Ok(Ok(state)) => {
                let left = u64::from(state.remaining_burst_capacity());
                if left.saturating_add(points) >= self.burst() {
                    self.begin_anew(holder);
                }
                Ok(left)
            }
            Ok(Err(until)) => {
                let wait = until.wait_time_from(self.limiter.clock().now());
                let missing = wait.as_nanos().div_ceil(self.point().as_nanos().max(1));
                let missing = u64::try_from(missing).unwrap_or(u64::MAX);
                Err(Denied {
                    left: points.saturating_sub(missing),
                    wait,
                })
            }
            Err(_) => Err(Denied {
                left: 0,
                wait: self.point().saturating_mul(u32::MAX),
            }),
        }
    }

    /// Gives points back that were taken.
    pub fn give_back(&self, holder: &Holder, points: u64) {
        let earlier = Nanos::from(self.point()) * points;
        let mut levels = self.kept.levels();
        let holder = known(holder, &levels);
        if let Some(level) = levels.get_mut(holder) {
            level.full_at = level.full_at.saturating_sub(earlier);
        }
    }

    /// Remembers what an operation asks for.
    pub fn note(&self, holder: &Holder, points: u64) {
        let mut levels = self.kept.levels();
        let holder = known(holder, &levels);
        if let Some(level) = levels.get_mut(holder) {
            level.dearest = level.dearest.max(points);
        }
    }

    /// Forgets what a bucket that was full was asked for before.
    fn begin_anew(&self, holder: &Holder) {
        if let Some(level) = self.kept.levels().get_mut(holder) {
            level.dearest = 0;
        }
    }

    /// The dearest operation that the bucket was asked for since it was full.
    pub fn dearest(&self, holder: &Holder) -> u64 {
        let levels = self.kept.levels();
        let level = levels.get(known(holder, &levels));
        level.map_or(0, |level| level.dearest)
    }

    /// After how many whole seconds a bucket that was denied so many points will hold so many others.
    pub fn seconds_until(&self, denied: Denied, points: u64, wanted: u64) -> u64 {
        let more = u32::try_from(wanted.saturating_sub(points)).unwrap_or(u32::MAX);
        let wait = denied
            .wait
            .saturating_add(self.point().saturating_mul(more));
        whole_seconds(wait).max(1)
    }

    /// How a bucket stands that holds so much.
    pub fn standing(&self, left: u64) -> Standing {
        let until = |points: u64| {
            let points = u32::try_from(points).unwrap_or(u32::MAX);
            whole_seconds(self.point().saturating_mul(points))
        };
        Standing {
            policy: self.policy,
            burst: self.burst(),
            window: until(self.burst()),
            left,
            full_in: until(self.burst().saturating_sub(left)),
        }
    }

    /// In what time a point comes back.
    const fn point(&self) -> Duration {
        self.quota.replenish_interval()
    }

    /// The bucket that a holder's points are taken from. A new one finds a place, or is one of the crowd.
    fn place<'a>(&self, holder: &'a Holder) -> &'a Holder {
        let (is_known, count) = {
            let levels = self.kept.levels();
            (levels.contains_key(holder), levels.len())
        };
        if is_known {
            return holder;
        }
        self.sweep(if count < MOST { ROUND } else { URGENT_ROUND });
        if count < MOST || self.kept.levels().len() < MOST {
            holder
        } else {
            &CROWD
        }
    }

    /// Drops buckets that are full again, unless that was done a short while ago.
    fn sweep(&self, round: Duration) {
        let now = self.limiter.clock().now();
        {
            let mut swept_at = self.swept_at.lock().unwrap_or_else(PoisonError::into_inner);
            if now.duration_since(*swept_at) < Nanos::from(round) {
                return;
            }
            *swept_at = now;
        }
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }
}

/// The bucket that a holder's points were taken from.
fn known<'a>(holder: &'a Holder, levels: &HashMap<Holder, Level>) -> &'a Holder {
    if levels.contains_key(holder) {
        holder
    } else {
        &CROWD
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

impl Kept {
    fn levels(&self) -> MutexGuard<'_, HashMap<Holder, Level>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl StateStore for Kept {
    type Key = Holder;

    fn measure_and_replace<T, F, E>(&self, holder: &Holder, decide: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut levels = self.levels();
        if let Some(level) = levels.get_mut(holder) {
            let (outcome, full_at) = decide(Some(level.full_at))?;
            level.full_at = full_at;
            return Ok(outcome);
        }
        let (outcome, full_at) = decide(None)?;
        let dearest = 0;
        levels.insert(holder.clone(), Level { full_at, dearest });
        Ok(outcome)
    }
}

impl ShrinkableKeyedStateStore<Holder> for Kept {
    fn retain_recent(&self, drop_below: Nanos) {
        self.levels().retain(|_, level| level.full_at > drop_below);
    }

    fn shrink_to_fit(&self) {
        self.levels().shrink_to_fit();
    }

    fn len(&self) -> usize {
        self.levels().len()
    }

    fn is_empty(&self) -> bool {
        self.levels().is_empty()
    }
}

#[cfg(test)]
mod tests;
