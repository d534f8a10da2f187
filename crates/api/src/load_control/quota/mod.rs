//! Rate limits: token buckets of points for addresses, API keys and accounts.
//!
//! A request is charged one point before its body is read. The cost of its operation is reserved
//! once it is known. After the answer, points that were not needed are given back, down to a
//! quarter of the reservation. A request that is cut off by a deadline or a disconnect pays in
//! full.

mod buckets;
mod key;
mod status;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use governor::clock::{Clock, MonotonicClock};

use self::buckets::{Denied, TokenBuckets};
use crate::limits::Limits;

pub use self::{key::RateLimitKey, status::RateLimitStatus};

/// Points that every request costs, whatever its outcome.
const MINIMUM_CHARGE: u64 = 1;
/// Divisor for the part of a reservation that is paid however little was needed.
const RETAINED_PART: u64 = 4;

/// Token buckets of the process. The clock is monotonic and independent of the newsroom's clock.
pub struct Quotas<C: Clock = MonotonicClock> {
    anonymous: TokenBuckets<C>,
    front_ends: TokenBuckets<C>,
    keys: TokenBuckets<C>,
    accounts: TokenBuckets<C>,
    /// Requests rejected since the last count.
    rejected: AtomicU64,
}

impl Quotas {
    /// Creates full buckets of the sizes and rates in the limits.
    pub fn new(limits: &Limits) -> Self {
        Self::with_clock(limits, &MonotonicClock)
    }
}

impl<C: Clock + Clone> Quotas<C> {
    fn with_clock(limits: &Limits, clock: &C) -> Self {
        let buckets = |name, burst, rate| TokenBuckets::new(name, burst, rate, clock.clone());
        Self {
            anonymous: buckets("anonymous", limits.anonymous_burst, limits.anonymous_rate),
            front_ends: buckets("front-ends", limits.front_end_burst, limits.front_end_rate),
            keys: buckets("keys", limits.key_burst, limits.key_rate),
            accounts: buckets("accounts", limits.account_burst, limits.account_rate),
            rejected: AtomicU64::new(0),
        }
    }
}

impl<C: Clock> Quotas<C> {
    /// Charges a request its first point, before anything of the request is read.
    ///
    /// # Errors
    /// The bucket is empty.
    pub fn charge(self: &Arc<Self>, key: RateLimitKey) -> Result<Charge<C>, RateLimitExceeded> {
        let buckets = self.buckets(&key);
        match buckets.take(&key, MINIMUM_CHARGE) {
            Ok(left) => Ok(Charge {
                status: buckets.status(left),
                charged: MINIMUM_CHARGE,
                quotas: Arc::clone(self),
                key,
            }),
            Err(denied) => {
                // The request is unread and may be as costly as the costliest one before it.
                let wanted = buckets.highest_cost(&key).max(MINIMUM_CHARGE);
                Err(self.exceeded(&key, denied, (MINIMUM_CHARGE, wanted)))
            }
        }
    }

    /// Takes the number of rejected requests and starts a new count.
    pub fn take_rejected(&self) -> u64 {
        self.rejected.swap(0, Ordering::Relaxed)
    }

    fn buckets(&self, key: &RateLimitKey) -> &TokenBuckets<C> {
        match key {
            RateLimitKey::Anonymous(_) => &self.anonymous,
            RateLimitKey::FrontEnd(_) => &self.front_ends,
            RateLimitKey::Key(_) => &self.keys,
            RateLimitKey::Account(_) => &self.accounts,
        }
    }

    /// Error for `points` that were denied, with the wait until `wanted` points are available.
    fn exceeded(
        &self,
        key: &RateLimitKey,
        denied: Denied,
        (points, wanted): (u64, u64),
    ) -> RateLimitExceeded {
        self.rejected.fetch_add(1, Ordering::Relaxed);
        let buckets = self.buckets(key);
        RateLimitExceeded {
            retry_after_seconds: buckets.seconds_until(denied, points, wanted),
            status: buckets.status(denied.left),
        }
    }
}

/// Error of a client that has too few points left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimitExceeded {
    /// Seconds after which the same request finds enough points.
    pub retry_after_seconds: u64,
    /// State of the bucket.
    pub status: RateLimitStatus,
}

/// Reason why the points of an operation are not reserved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReservationError {
    /// The bucket holds too few points at present.
    RateLimited(RateLimitExceeded),
    /// The operation costs more than a full bucket holds.
    CostAboveBurst {
        /// Points that a full bucket holds.
        burst: u64,
    },
}

/// Points charged to one request. A charge that is dropped unsettled is paid in full.
pub struct Charge<C: Clock = MonotonicClock> {
    quotas: Arc<Quotas<C>>,
    key: RateLimitKey,
    charged: u64,
    status: RateLimitStatus,
}

impl<C: Clock> Charge<C> {
    /// Reserves the cost of an operation. The first point of the request is part of it.
    ///
    /// # Errors
    /// Too few points are left. The charge then stays as it was.
    pub fn reserve(&mut self, cost: u64) -> Result<(), ReservationError> {
        let buckets = self.quotas.buckets(&self.key);
        if cost > buckets.burst() {
            return Err(ReservationError::CostAboveBurst {
                burst: buckets.burst(),
            });
        }
        buckets.record_cost(&self.key, cost);
        let more = cost.saturating_sub(self.charged);
        if more == 0 {
            return Ok(());
        }
        let left = buckets.take(&self.key, more).map_err(|denied| {
            ReservationError::RateLimited(self.quotas.exceeded(&self.key, denied, (more, cost)))
        })?;
        self.status = buckets.status(left);
        self.charged = self.charged.saturating_add(more);
        Ok(())
    }

    /// Gives back what was not needed, and keeps a quarter of the reservation or one point.
    pub fn settle(&mut self, actual_cost: u64) {
        self.pay(actual_cost.max(self.charged.div_ceil(RETAINED_PART)));
    }

    /// Gives back everything but the first point, because the operation did not run.
    pub fn withdraw(&mut self) {
        self.pay(MINIMUM_CHARGE);
    }

    fn pay(&mut self, due: u64) {
        let due = due.max(MINIMUM_CHARGE).min(self.charged);
        let back = self.charged - due;
        self.charged = due;
        if back > 0 {
            let buckets = self.quotas.buckets(&self.key);
            buckets.give_back(&self.key, back);
            let left = self.status.left.saturating_add(back);
            self.status = buckets.status(left.min(buckets.burst()));
        }
    }

    /// State of the bucket when this request last changed it.
    pub const fn status(&self) -> RateLimitStatus {
        self.status
    }
}

#[cfg(test)]
mod tests;
