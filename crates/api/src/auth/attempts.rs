//! Failed sign-ins, counted by account and by address, so that passwords cannot be guessed at speed.
//!
//! Each attempt counts as a failure until it succeeds, so that many at once are counted too. The counts are this process's own.

use std::{
    collections::{HashMap, VecDeque},
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, MutexGuard, PoisonError},
};

use standfirst_domain::{account::Login, moment::Moment};

use super::Peer;

/// How long a failure counts, in milliseconds.
const WINDOW: i64 = 15 * 60 * 1_000;
/// The most failures of one account in that time.
const MOST_BY_LOGIN: usize = 10;
/// The most failures from one address in that time.
const MOST_BY_PEER: usize = 100;
/// The most accounts and addresses that are counted at once; beyond that nobody new may try.
const MOST_COUNTED: usize = 100_000;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Counted {
    Login(String),
    Peer(IpAddr),
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
    /// Whether another attempt may be made. If so it counts as failed until it is forgiven or withdrawn. What may not be made leaves no trace.
    pub fn admit(&self, login: &Login, peer: Peer, now: Moment) -> bool {
        let mut counts = self.counts();
        let subjects = subjects(login, peer);
        if !subjects
            .iter()
            .all(|(subject, most)| counts.has_room(subject, *most, now))
        {
            return false;
        }
        for (subject, most) in subjects {
            let times = counts.failures.entry(subject).or_default();
            times.push_back(now);
            if times.len() > most {
                times.pop_front();
            }
        }
        true
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
    fn has_room(&mut self, subject: &Counted, most: usize, now: Moment) -> bool {
        if let Some(times) = self.failures.get(subject) {
            return times.iter().filter(|at| counts(**at, now)).count() < most;
        }
        if self.failures.len() >= MOST_COUNTED {
            self.sweep(now);
        }
        self.failures.len() < MOST_COUNTED
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
    let peer = peer.map(|peer| (Counted::Peer(neighbourhood(peer)), MOST_BY_PEER));
    std::iter::once(login).chain(peer).collect()
}

/// One customer holds a whole /64 of IPv6.
fn neighbourhood(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(
            address.to_bits() & !u128::from(u64::MAX),
        )),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests;
