//! How many connections each address has open.
//!
//! Requests on a connection that is one too many are refused in words. An address that holds twice as many as it may gets no words any more: its
//! connections are closed as they come, so that one client cannot hold the places of all.

use std::{
    collections::HashMap,
    fmt,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// The connections of every address.
pub struct Crowd {
    most: usize,
    exempt: Box<dyn Fn(IpAddr) -> bool + Send + Sync>,
    open: Mutex<HashMap<IpAddr, usize>>,
}

impl Crowd {
    /// A crowd in which an address may have so many connections, save for those that are exempt: proxies, which speak for many.
    pub fn new(most: usize, exempt: impl Fn(IpAddr) -> bool + Send + Sync + 'static) -> Self {
        Self {
            most,
            exempt: Box::new(exempt),
            open: Mutex::default(),
        }
    }

    /// A place for a connection from an address, until it is dropped. None for an address that has twice as many as it may.
    pub(super) fn enter(self: &Arc<Self>, address: IpAddr) -> Option<Place> {
        let home = home(address);
        let exempt = (self.exempt)(address.to_canonical());
        let mut open = self.open();
        let count = open.entry(home).or_default();
        if !exempt && *count >= self.most.saturating_mul(2) {
            return None;
        }
        *count += 1;
        Some(Place {
            one_too_many: !exempt && *count > self.most,
            crowd: Arc::clone(self),
            home,
        })
    }

    fn leave(&self, home: IpAddr) {
        let mut open = self.open();
        if let Some(count) = open.get_mut(&home) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                open.remove(&home);
            }
        }
    }

    fn open(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Crowd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Crowd")
            .field("most", &self.most)
            .finish_non_exhaustive()
    }
}

/// A connection's place in the crowd.
#[derive(Debug)]
pub(super) struct Place {
    crowd: Arc<Crowd>,
    home: IpAddr,
    pub(super) one_too_many: bool,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.crowd.leave(self.home);
    }
}

/// Whose an address is: a household has a /64 of IPv6 and not one address of it.
fn home(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let bits = address.to_bits() & !u128::from(u64::MAX);
            IpAddr::V6(Ipv6Addr::from_bits(bits))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{net::IpAddr, sync::Arc};

    use super::Crowd;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_has_its_places_and_gets_them_back() {
        let crowd = Arc::new(Crowd::new(2, |_| false));
        let places: Vec<_> = (0..4).map(|_| crowd.enter(ip("192.0.2.1"))).collect();
        let told: Vec<bool> = places
            .iter()
            .map(|place| place.as_ref().unwrap().one_too_many)
            .collect();
        assert_eq!(told, [false, false, true, true]);
        assert!(crowd.enter(ip("192.0.2.1")).is_none());
        assert!(!crowd.enter(ip("192.0.2.2")).unwrap().one_too_many);
        drop(places);
        assert!(!crowd.enter(ip("192.0.2.1")).unwrap().one_too_many);
        assert!(crowd.open().is_empty(), "nothing is kept of who left");
    }

    #[test]
    fn case_78_hopping_within_a_network_opens_no_more_places() {
        let crowd = Arc::new(Crowd::new(1, |_| false));
        let _first = crowd.enter(ip("2001:db8::1"));
        assert!(crowd.enter(ip("2001:db8::ffff:2")).unwrap().one_too_many);
        assert!(!crowd.enter(ip("2001:db8:0:1::1")).unwrap().one_too_many);
        let _mapped = crowd.enter(ip("::ffff:192.0.2.7"));
        assert!(crowd.enter(ip("192.0.2.7")).unwrap().one_too_many);
    }

    #[test]
    fn who_speaks_for_many_is_not_counted_out() {
        let crowd = Arc::new(Crowd::new(1, |address| address == ip("192.0.2.1")));
        let places: Vec<_> = (0..9)
            .map(|_| crowd.enter(ip("::ffff:192.0.2.1")).unwrap())
            .collect();
        assert!(places.iter().all(|place| !place.one_too_many));
    }
}
