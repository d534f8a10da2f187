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
pub struct Attempts(Mutex<HashMap<Counted, VecDeque<Moment>>>);

impl Attempts {
    /// Whether another attempt may be made. If so it counts as failed until it is forgiven.
    pub fn admit(&self, login: &Login, peer: Peer, now: Moment) -> bool {
        let mut failures = self.failures();
        if failures.len() >= MOST_COUNTED {
            failures.retain(|_, times| times.back().is_some_and(|at| counts(*at, now)));
        }
        let subjects = subjects(login, peer);
        for (subject, most) in &subjects {
            let full = failures.len() >= MOST_COUNTED && !failures.contains_key(subject);
            let times = failures.entry(subject.clone()).or_default();
            times.retain(|at| counts(*at, now));
            if full || times.len() >= *most {
                return false;
            }
        }
        for (subject, _) in subjects {
            failures.entry(subject).or_default().push_back(now);
        }
        true
    }

    /// The last attempt succeeded: it no longer counts, and the account begins anew.
    pub fn forgive(&self, login: &Login, peer: Peer) {
        let mut failures = self.failures();
        for (subject, _) in subjects(login, peer) {
            if let (Counted::Peer(_), Some(times)) = (&subject, failures.get_mut(&subject)) {
                times.pop_back();
            } else {
                failures.remove(&subject);
            }
        }
    }

    fn failures(&self) -> MutexGuard<'_, HashMap<Counted, VecDeque<Moment>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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
mod tests {
    use super::{Attempts, Login, Moment, WINDOW};

    fn login(number: usize) -> Login {
        Login::email(&format!("{number}@paper.example")).unwrap()
    }

    #[test]
    fn the_eleventh_failure_of_an_account_is_one_too_many_until_time_has_passed() {
        let (attempts, start) = (Attempts::default(), Moment::from_millis(0));
        assert!((0..10).all(|_| attempts.admit(&login(1), None, start)));
        assert!(!attempts.admit(&login(1), None, start));
        assert!(attempts.admit(&login(2), None, start));
        assert!(attempts.admit(&login(1), None, start.plus_millis(WINDOW)));
    }

    #[test]
    fn an_address_has_a_hundred_and_one_network_counts_as_one_address() {
        let (attempts, start) = (Attempts::default(), Moment::from_millis(0));
        let peer = |host: u16| Some(format!("2001:db8::{host:x}").parse().unwrap());
        for number in 0..100 {
            assert!(attempts.admit(&login(number), peer(u16::try_from(number).unwrap()), start));
        }
        assert!(!attempts.admit(&login(200), peer(7), start));
        assert!(attempts.admit(&login(201), Some("2001:db8:1::1".parse().unwrap()), start));
    }

    #[test]
    fn a_success_does_not_count() {
        let (attempts, start) = (Attempts::default(), Moment::from_millis(0));
        for _ in 0..50 {
            assert!(attempts.admit(&login(1), None, start));
            attempts.forgive(&login(1), None);
        }
    }
}
