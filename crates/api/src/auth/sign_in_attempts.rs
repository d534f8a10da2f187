//! Throttling of sign-ins: failures are counted per account and per address, so that passwords
//! cannot be guessed at speed.
//!
//! Each attempt counts as a failure until it succeeds, so that concurrent attempts are counted too.
//! The counts belong to this process.
//!
//! A sliding window is kept and not a token bucket (`governor`). The limits hold in every window of
//! 15 minutes, where a token bucket would allow twice as many. An attempt without an outcome can be
//! taken back, a success clears the account, and time is the newsroom's clock.

use std::{
    collections::{HashMap, VecDeque},
    num::NonZeroU64,
    sync::{Mutex, MutexGuard, PoisonError},
};

use standfirst_domain::{account::Login, moment::Moment};

use crate::address::{AddressGroup, ClientAddress};

/// Time for which a failure counts, in milliseconds.
const WINDOW_MILLIS: i64 = 15 * 60 * 1_000;
/// Most failures of one account within the window.
const MAX_PER_LOGIN: usize = 10;
/// Most failures from one address within the window.
const MAX_PER_ADDRESS: usize = 100;
/// Wait when too many accounts and addresses are counted, in milliseconds: some expire by then.
const FULL_WAIT_MILLIS: i64 = 60 * 1_000;
/// Most accounts and addresses that are counted. Beyond that, no new one may try.
const MAX_SUBJECTS: usize = 100_000;
/// Time between two removals of expired counts, in milliseconds.
const SWEEP_MILLIS: i64 = 1_000;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Subject {
    Login(String),
    Address(AddressGroup),
}

/// Failed sign-ins of the last 15 minutes.
#[derive(Default)]
pub struct SignInAttempts(Mutex<FailureCounts>);

#[derive(Default)]
struct FailureCounts {
    failures: HashMap<Subject, VecDeque<Moment>>,
    swept_at: Option<Moment>,
}

impl SignInAttempts {
    /// Records an attempt, which counts as a failure until it is cleared or withdrawn.
    ///
    /// # Errors
    /// Too many attempts failed. A rejected attempt is not recorded.
    pub fn record(
        &self,
        login: &Login,
        address: Option<ClientAddress>,
        now: Moment,
    ) -> Result<(), RetryWait> {
        let mut counts = self.counts();
        let subjects = subjects(login, address);
        let waits = subjects
            .iter()
            .filter_map(|(subject, most)| counts.wait(subject, *most, now));
        if let Some(wait) = waits.max() {
            return Err(wait);
        }
        for (subject, most) in subjects {
            let times = counts.failures.entry(subject).or_default();
            times.push_back(now);
            if times.len() > most {
                times.pop_front();
            }
        }
        Ok(())
    }

    /// Marks the last attempt as successful, and clears the failures of the account.
    pub fn clear(&self, login: &Login, address: Option<ClientAddress>) {
        self.remove_last(login, address, true);
    }

    /// Takes back the last attempt, which had no outcome. Earlier failures still count.
    pub fn withdraw(&self, login: &Login, address: Option<ClientAddress>) {
        self.remove_last(login, address, false);
    }

    fn remove_last(&self, login: &Login, address: Option<ClientAddress>, clears_login: bool) {
        let mut counts = self.counts();
        for (subject, _) in subjects(login, address) {
            let is_login = matches!(subject, Subject::Login(_));
            let left = counts.failures.get_mut(&subject).map_or(0, |times| {
                times.pop_back();
                times.len()
            });
            if left == 0 || (is_login && clears_login) {
                counts.failures.remove(&subject);
            }
        }
    }

    fn counts(&self) -> MutexGuard<'_, FailureCounts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FailureCounts {
    /// Time that a subject has to wait, if it may not try now.
    fn wait(&mut self, subject: &Subject, most: usize, now: Moment) -> Option<RetryWait> {
        if let Some(times) = self.failures.get(subject) {
            // When the oldest of the last `most` failures expires, one fewer counts.
            let oldest = times.iter().rev().nth(most.checked_sub(1)?)?;
            return still_counts(*oldest, now).then(|| {
                RetryWait::from_millis(oldest.as_millis() + WINDOW_MILLIS - now.as_millis())
            });
        }
        if self.failures.len() >= MAX_SUBJECTS {
            self.sweep(now);
        }
        (self.failures.len() >= MAX_SUBJECTS).then(|| RetryWait::from_millis(FULL_WAIT_MILLIS))
    }

    /// Removes expired counts, at most once a second, so that a flood does not scan all of them
    /// for each attempt.
    fn sweep(&mut self, now: Moment) {
        if self
            .swept_at
            .is_some_and(|at| at <= now && now < at.plus_millis(SWEEP_MILLIS))
        {
            return;
        }
        self.swept_at = Some(now);
        self.failures
            .retain(|_, times| times.back().is_some_and(|at| still_counts(*at, now)));
    }
}

fn still_counts(at: Moment, now: Moment) -> bool {
    now < at.plus_millis(WINDOW_MILLIS)
}

fn subjects(login: &Login, address: Option<ClientAddress>) -> Vec<(Subject, usize)> {
    let login = (Subject::Login(login.as_str().to_owned()), MAX_PER_LOGIN);
    let address = address.map(ClientAddress::group);
    let address = address.map(|group| (Subject::Address(group), MAX_PER_ADDRESS));
    std::iter::once(login).chain(address).collect()
}

/// Time to wait before the next attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RetryWait(NonZeroU64);

impl RetryWait {
    fn from_millis(millis: i64) -> Self {
        let seconds = u64::try_from(millis).unwrap_or(0).div_ceil(1_000);
        Self(NonZeroU64::new(seconds).unwrap_or(NonZeroU64::MIN))
    }

    /// The wait in whole seconds.
    pub const fn seconds(self) -> u64 {
        self.0.get()
    }
}

#[cfg(test)]
mod tests;
