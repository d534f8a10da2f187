//! Failed sign-ins, counted by account and by address, so that passwords cannot be guessed at speed.
//!
//! Each attempt counts as a failure until it succeeds, so that many at once are counted too. The counts are this process's own.

use std::{
    collections::{HashMap, VecDeque},
    num::NonZeroU64,
    sync::{Mutex, MutexGuard, PoisonError},
};

use standfirst_domain::{account::Login, moment::Moment};

use super::Peer;
use crate::address::{ClientAddress, Neighbourhood};

/// How long a failure counts, in milliseconds.
const WINDOW: i64 = 15 * 60 * 1_000;
/// The most failures of one account in that time.
const MOST_BY_LOGIN: usize = 10;
/// The most failures from one address in that time.
const MOST_BY_PEER: usize = 100;
/// How long to wait where it cannot be known, in milliseconds: until some of too many counts are forgotten.
const WHILE: i64 = 60 * 1_000;
/// The most accounts and addresses that are counted at once; beyond that nobody new may try.
const MOST_COUNTED: usize = 100_000;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Counted {
    Login(String),
    Peer(Neighbourhood),
}

/// The failures of the last quarter of an hour.
#[derive(Default)]
pub struct Attempts(Mutex<Counts>);

#[derive(Default)]
struct Counts {
    failures: HashMap<Counted, VecDeque<Moment>>,
    /// When it was last swept.
    swept_at: Option<Moment>,
}

impl Attempts {
    /// Lets another attempt be made, which counts as failed until it is forgiven or withdrawn. What may not be made leaves no trace.
    ///
    /// # Errors
    /// Too many failed. After so long another may be made.
    pub fn admit(&self, login: &Login, peer: Peer, now: Moment) -> Result<(), Pause> {
        let mut counts = self.counts();
        let subjects = subjects(login, peer);
        let pauses = subjects
            .iter()
            .filter_map(|(subject, most)| counts.pause(subject, *most, now));
        if let Some(pause) = pauses.max() {
            return Err(pause);
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

    /// The last attempt succeeded: it no longer counts, and the account begins anew.
    pub fn forgive(&self, login: &Login, peer: Peer) {
        self.take_back(login, peer, true);
    }

    /// The last attempt was not decided: it does not count, and those before it do.
    pub fn withdraw(&self, login: &Login, peer: Peer) {
        self.take_back(login, peer, false);
    }

    fn take_back(&self, login: &Login, peer: Peer, begins_anew: bool) {
        let mut counts = self.counts();
        for (subject, _) in subjects(login, peer) {
            let is_login = matches!(subject, Counted::Login(_));
            let left = counts.failures.get_mut(&subject).map_or(0, |times| {
                times.pop_back();
                times.len()
            });
            if left == 0 || (is_login && begins_anew) {
                counts.failures.remove(&subject);
            }
        }
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counts {
    /// How long a subject has to wait, if it has to.
    fn pause(&mut self, subject: &Counted, most: usize, now: Moment) -> Option<Pause> {
        if let Some(times) = self.failures.get(subject) {
            // The oldest of the last so many: when it is forgotten, one fewer counts.
            let oldest = times.iter().rev().nth(most.checked_sub(1)?)?;
            return counts(*oldest, now)
                .then(|| Pause::of(oldest.as_millis() + WINDOW - now.as_millis()));
        }
        if self.failures.len() >= MOST_COUNTED {
            self.sweep(now);
        }
        (self.failures.len() >= MOST_COUNTED).then(|| Pause::of(WHILE))
    }

    /// Forgets what no longer counts, at most once a second, so that a flood does not make a search of each attempt.
    fn sweep(&mut self, now: Moment) {
        if self
            .swept_at
            .is_some_and(|at| at <= now && now < at.plus_millis(1_000))
        {
            return;
        }
        self.swept_at = Some(now);
        self.failures
            .retain(|_, times| times.back().is_some_and(|at| counts(*at, now)));
    }
}

fn counts(at: Moment, now: Moment) -> bool {
    now < at.plus_millis(WINDOW)
}

fn subjects(login: &Login, peer: Peer) -> Vec<(Counted, usize)> {
    let login = (Counted::Login(login.as_str().to_owned()), MOST_BY_LOGIN);
    let peer = peer.map(ClientAddress::neighbourhood);
    let peer = peer.map(|peer| (Counted::Peer(peer), MOST_BY_PEER));
    std::iter::once(login).chain(peer).collect()
}

/// How long to wait before another attempt is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pause(NonZeroU64);

impl Pause {
    fn of(millis: i64) -> Self {
        let seconds = u64::try_from(millis).unwrap_or(0).div_ceil(1_000);
        Self(NonZeroU64::new(seconds).unwrap_or(NonZeroU64::MIN))
    }

    /// In whole seconds.
    pub const fn seconds(self) -> u64 {
        self.0.get()
    }
}

#[cfg(test)]
mod tests;
