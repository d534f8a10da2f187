//! Quotas: points that an address, a key or an account may spend, and gets back with time.
//!
//! A request is charged one point at the door, before its body is read; what its operation asks for is reserved once that is known; and what it did not
//! need is given back when it is answered, down to a quarter. Whoever is cut off, by a deadline or by going away, has paid in full.

mod bucket;
mod headers;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use governor::clock::{Clock, MonotonicClock};
use standfirst_domain::{
    credential::KeyId,
    ids::AccountId,
    permission::{Actor, Means},
};

use self::bucket::{Buckets, Denied};
use crate::{
    address::{ClientAddress, Neighbourhood},
    limits::Limits,
};

/// What every request costs, whatever comes of it.
const AT_LEAST: u64 = 1;
/// What part of what was reserved is kept, however little was needed: one in so many.
const KEPT: u64 = 4;

/// Who has a bucket.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Holder {
    /// Whoever asks from an address, or from nowhere that is known.
    Stranger(Option<Neighbourhood>),
    /// A front end that is configured as one.
    FrontEnd(Neighbourhood),
    /// An API key.
    Key(KeyId),
    /// Somebody who signed in.
    Account(AccountId),
}

impl Holder {
    /// Whom an actor's requests are charged to.
    pub fn of_actor(actor: &Actor) -> Self {
        match &actor.means {
            Means::Key(key, _) => Self::Key(key.clone()),
            Means::Token => Self::Account(actor.account),
        }
    }

    /// Whom the requests of an address without a credential are charged to.
    pub fn of_address(client: Option<ClientAddress>, is_front_end: bool) -> Self {
        match client.map(ClientAddress::neighbourhood) {
            Some(address) if is_front_end => Self::FrontEnd(address),
            address => Self::Stranger(address),
        }
    }
}

/// All buckets of the process. The clock is monotonic and has nothing to do with the newsroom's.
pub struct Quotas<C: Clock = MonotonicClock> {
    strangers: Buckets<C>,
    front_ends: Buckets<C>,
    keys: Buckets<C>,
    accounts: Buckets<C>,
    /// How many requests were refused since this was last asked.
    refused: AtomicU64,
}

impl Quotas {
    /// Buckets as the limits have them.
    pub fn new(limits: &Limits) -> Self {
        Self::with_clock(limits, &MonotonicClock)
    }
}

impl<C: Clock + Clone> Quotas<C> {
    fn with_clock(limits: &Limits, clock: &C) -> Self {
        let buckets = |name, burst, rate| Buckets::new(name, burst, rate, clock.clone());
        Self {
            strangers: buckets(
                "strangers",
                limits.burst_of_strangers,
                limits.rate_of_strangers,
            ),
            front_ends: buckets(
                "front-ends",
                limits.burst_of_front_ends,
                limits.rate_of_front_ends,
            ),
            keys: buckets("keys", limits.burst_of_keys, limits.rate_of_keys),
            accounts: buckets(
                "accounts",
                limits.burst_of_accounts,
                limits.rate_of_accounts,
            ),
            refused: AtomicU64::new(0),
        }
    }
}

impl<C: Clock> Quotas<C> {
    /// Charges a request its first point, before anything of it is read.
    ///
    /// # Errors
    /// The bucket is empty.
    pub fn admit(self: &Arc<Self>, holder: Holder) -> Result<Allowance<C>, Spent> {
        let buckets = self.buckets(&holder);
        match buckets.take(&holder, AT_LEAST) {
            Ok(left) => Ok(Allowance {
                standing: buckets.standing(left),
                charged: AT_LEAST,
                quotas: Arc::clone(self),
                holder,
            }),
            Err(denied) => {
                // What is not read may be the dearest that was sent before it.
                let wanted = buckets.dearest(&holder).max(AT_LEAST);
                Err(self.spent(&holder, denied, (AT_LEAST, wanted)))
            }
        }
    }

    /// How many requests were refused since this was last asked.
    pub fn refused(&self) -> u64 {
        self.refused.swap(0, Ordering::Relaxed)
    }

    fn buckets(&self, holder: &Holder) -> &Buckets<C> {
        match holder {
            Holder::Stranger(_) => &self.strangers,
            Holder::FrontEnd(_) => &self.front_ends,
            Holder::Key(_) => &self.keys,
            Holder::Account(_) => &self.accounts,
        }
    }

    /// That so many points were denied, to somebody who will want so many the next time.
    fn spent(&self, holder: &Holder, denied: Denied, (points, wanted): (u64, u64)) -> Spent {
        self.refused.fetch_add(1, Ordering::Relaxed);
        let buckets = self.buckets(holder);
        Spent {
            retry_after_seconds: buckets.seconds_until(denied, points, wanted),
            standing: buckets.standing(denied.left),
        }
    }
}

/// That there are not points enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spent {
    /// After how many seconds the same request finds points enough.
    pub retry_after_seconds: u64,
    /// How the bucket stands.
    pub standing: Standing,
}

/// Why an operation's points are not reserved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotReserved {
    /// There are not points enough at present.
    Spent(Spent),
    /// There never will be: it costs more than a full bucket holds.
    TooDear {
        /// What a full bucket holds.
        burst: u64,
    },
}

/// How a bucket stands, as the headers tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The quota's name.
    pub policy: &'static str,
    /// What a full bucket holds.
    pub burst: u64,
    /// In how many seconds an empty one is full.
    pub window: u64,
    /// What is left in this one.
    pub left: u64,
    /// In how many seconds this one is full.
    pub full_in: u64,
}

/// What a request was charged. When it is dropped without being settled, that stays.
pub struct Allowance<C: Clock = MonotonicClock> {
    quotas: Arc<Quotas<C>>,
    holder: Holder,
    charged: u64,
    standing: Standing,
}

impl<C: Clock> Allowance<C> {
    /// Reserves what an operation asks for. The point that was charged at the door is part of it.
    ///
    /// # Errors
    /// There are not points enough; the request has then cost what it was charged before.
    pub fn reserve(&mut self, points: u64) -> Result<(), NotReserved> {
        let buckets = self.quotas.buckets(&self.holder);
        if points > buckets.burst() {
            return Err(NotReserved::TooDear {
                burst: buckets.burst(),
            });
        }
        buckets.note(&self.holder, points);
        let more = points.saturating_sub(self.charged);
        if more == 0 {
            return Ok(());
        }
        let left = buckets.take(&self.holder, more).map_err(|denied| {
            NotReserved::Spent(self.quotas.spent(&self.holder, denied, (more, points)))
        })?;
        self.standing = buckets.standing(left);
        self.charged = self.charged.saturating_add(more);
        Ok(())
    }

    /// Gives back what was not needed: never so much that less than a quarter of what was reserved, or less than a point, is paid.
    pub fn settle(&mut self, actual: u64) {
        self.pay(actual.max(self.charged.div_ceil(KEPT)));
    }

    /// Gives back all but the first point, since nothing was done.
    pub fn withdraw(&mut self) {
        self.pay(AT_LEAST);
    }

    fn pay(&mut self, due: u64) {
        let due = due.max(AT_LEAST).min(self.charged);
        let back = self.charged - due;
        self.charged = due;
        if back > 0 {
            let buckets = self.quotas.buckets(&self.holder);
            buckets.give_back(&self.holder, back);
            let left = self.standing.left.saturating_add(back);
            self.standing = buckets.standing(left.min(buckets.burst()));
        }
    }

    /// How the bucket stood when this request last had to do with it.
    pub const fn standing(&self) -> Standing {
        self.standing
    }
}

#[cfg(test)]
mod tests;
