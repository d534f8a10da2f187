//! Load control: rate limits by points, and an admission queue that bounds concurrent operations.
//!
//! An operation passes two checks before it runs. The token bucket of its client holds enough
//! points ([`quota`]), and an execution slot is free or becomes free in time ([`admission`]).
//! Clients are distinguished by [`RateLimitKey`] and ordered by [`Priority`].
//!
//! Nothing here knows HTTP. The `http` module works out the key and the priority of a request,
//! sheds load before a request is read, and renders rejections and headers.

mod admission;
mod priority;
mod quota;

use std::sync::Arc;

use self::{
    admission::{AdmissionQueue, Overloaded},
    quota::{Quotas, ReservationError},
};
use crate::{address::ClientAddress, settings::Settings};

pub use self::{
    admission::ExecutionSlot,
    priority::Priority,
    quota::{Charge, RateLimitExceeded, RateLimitKey, RateLimitStatus},
};

/// Quotas and admission queue of the process. All workers share one.
pub struct LoadControl {
    /// Token buckets of all clients; `None` when quotas are off.
    quotas: Option<Arc<Quotas>>,
    queue: Arc<AdmissionQueue>,
}

/// Number of requests that were rejected since the last count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RejectedCounts {
    /// Requests whose client had too few points left.
    pub rate_limited: u64,
    /// Requests that found no execution slot.
    pub overloaded: u64,
}

/// Reason why an admitted request does not run its operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotExecuted {
    /// The client has too few points left at present.
    RateLimited(RateLimitExceeded),
    /// The operation costs more than a full bucket holds, so it can never run.
    CostAboveBurst {
        /// Cost of the operation, in points.
        cost: u64,
        /// Points that a full bucket holds.
        burst: u64,
    },
    /// No execution slot became free in time.
    Overloaded,
}

impl LoadControl {
    /// Creates the quotas and the queue that the settings describe.
    pub fn new(settings: &Settings) -> Self {
        let quotas = settings
            .quota
            .then(|| Arc::new(Quotas::new(&settings.limits)));
        Self {
            quotas,
            queue: Arc::new(AdmissionQueue::new(&settings.limits)),
        }
    }

    /// Number of running and of waiting operations.
    pub fn load(&self) -> (usize, usize) {
        self.queue.load()
    }

    /// Takes the number of rejected requests and starts a new count.
    ///
    /// Rejections are too frequent under load to be logged one by one.
    pub fn take_rejected(&self) -> RejectedCounts {
        RejectedCounts {
            rate_limited: self
                .quotas
                .as_ref()
                .map_or(0, |quotas| quotas.take_rejected()),
            overloaded: self.queue.take_rejected(),
        }
    }

    /// Returns whether a request of the lowest priority is rejected now. Costs one atomic read.
    pub fn sheds_load(&self) -> bool {
        self.queue.is_full()
    }

    /// Counts a request that was shed before it reached the queue.
    pub fn count_shed(&self) {
        self.queue.count_rejection();
    }

    /// Charges a request its first point. `None` when quotas are off.
    ///
    /// # Errors
    /// The bucket of the client is empty.
    pub fn charge(&self, key: RateLimitKey) -> Result<Option<Charge>, RateLimitExceeded> {
        let charged = self.quotas.as_ref().map(|quotas| quotas.charge(key));
        charged.transpose()
    }

    /// Admits a request that was charged its first point.
    pub fn admit(&self, charge: Option<Charge>, priority: Priority) -> AdmittedRequest {
        AdmittedRequest {
            charge,
            priority,
            queue: Arc::clone(&self.queue),
        }
    }

    /// Charges and admits a request without a credential from an address.
    ///
    /// # Errors
    /// The bucket of the address is empty.
    pub fn admit_address(
        &self,
        address: ClientAddress,
    ) -> Result<AdmittedRequest, RateLimitExceeded> {
        let charge = self.charge(RateLimitKey::from_address(Some(address), false))?;
        Ok(self.admit(charge, Priority::Anonymous))
    }
}

/// A request that was charged its first point and may ask for an execution slot.
pub struct AdmittedRequest {
    /// `None` when quotas are off.
    charge: Option<Charge>,
    priority: Priority,
    queue: Arc<AdmissionQueue>,
}

impl AdmittedRequest {
    /// Reserves the cost of an operation and waits for an execution slot.
    ///
    /// # Errors
    /// Too few points, or no slot in time. The request has then cost one point.
    pub async fn acquire_slot(&mut self, cost: u64) -> Result<ExecutionSlot, NotExecuted> {
        if let Some(charge) = &mut self.charge {
            charge.reserve(cost).map_err(|error| match error {
                ReservationError::RateLimited(exceeded) => NotExecuted::RateLimited(exceeded),
                ReservationError::CostAboveBurst { burst } => {
                    NotExecuted::CostAboveBurst { cost, burst }
                }
            })?;
        }
        self.queue
            .acquire(self.priority)
            .await
            .map_err(|Overloaded| {
                if let Some(charge) = &mut self.charge {
                    charge.withdraw();
                }
                NotExecuted::Overloaded
            })
    }

    /// Gives back the points that the operation did not need.
    pub fn settle(&mut self, actual_cost: u64) {
        if let Some(charge) = &mut self.charge {
            charge.settle(actual_cost);
        }
    }

    /// Rate-limit status of the client after this request. `None` when quotas are off.
    pub fn rate_limit_status(&self) -> Option<RateLimitStatus> {
        self.charge.as_ref().map(Charge::status)
    }
}
