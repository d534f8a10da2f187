//! Connection limiter: counts the open connections of each client address.
//!
//! Requests on a connection over the limit are rejected with an error response. An address with
//! twice its limit gets no response: its new connections are closed at once, so that one client
//! cannot use up the connections of all.

use std::{
    collections::HashMap,
    fmt,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Open connections of every address, shared by all workers.
pub(super) struct ConnectionLimiter {
    limit: usize,
    is_exempt: Box<dyn Fn(IpAddr) -> bool + Send + Sync>,
    open: Mutex<HashMap<IpAddr, usize>>,
}

impl ConnectionLimiter {
    /// Creates a limiter with a limit per address. Exempt addresses, such as proxies that connect
    /// for many clients, are counted and never over the limit.
    pub(super) fn new(
        limit: usize,
        is_exempt: impl Fn(IpAddr) -> bool + Send + Sync + 'static,
    ) -> Self {
        Self {
            limit,
            is_exempt: Box::new(is_exempt),
            open: Mutex::default(),
        }
    }

    /// Counts a new connection until the returned value is dropped. `None` for an address that
    /// already has twice its limit open.
    pub(super) fn admit(self: &Arc<Self>, address: IpAddr) -> Option<CountedConnection> {
        let client = client_network(address);
        let is_exempt = (self.is_exempt)(address.to_canonical());
        let mut open = self.open();
        let count = open.entry(client).or_default();
        if !is_exempt && *count >= self.limit.saturating_mul(2) {
            return None;
        }
        *count += 1;
        Some(CountedConnection {
            is_over_limit: !is_exempt && *count > self.limit,
            limiter: Arc::clone(self),
            client,
        })
    }

    fn release(&self, client: IpAddr) {
        let mut open = self.open();
        if let Some(count) = open.get_mut(&client) {
            *count = count.saturating_sub(1);
            // Without removal the map would keep one row for every address ever seen.
            if *count == 0 {
                open.remove(&client);
            }
        }
    }

    fn open(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for ConnectionLimiter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectionLimiter")
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

/// A connection counted by the limiter. Dropping it ends the count.
#[derive(Debug)]
pub(super) struct CountedConnection {
    limiter: Arc<ConnectionLimiter>,
    client: IpAddr,
    /// The address has more connections open than its limit.
    pub(super) is_over_limit: bool,
}

impl Drop for CountedConnection {
    fn drop(&mut self) {
        self.limiter.release(self.client);
    }
}

/// Network that counts as one client: an IPv4 address, or a /64 of IPv6, which is the smallest
/// block that a provider assigns to a customer.
fn client_network(address: IpAddr) -> IpAddr {
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

    use super::ConnectionLimiter;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn connections_are_counted_per_address_until_they_close() {
        let limiter = Arc::new(ConnectionLimiter::new(2, |_| false));
        let connections: Vec<_> = (0..4).map(|_| limiter.admit(ip("192.0.2.1"))).collect();
        let over_limit: Vec<bool> = connections
            .iter()
            .map(|connection| connection.as_ref().unwrap().is_over_limit)
            .collect();
        assert_eq!(over_limit, [false, false, true, true]);
        assert!(limiter.admit(ip("192.0.2.1")).is_none());
        assert!(!limiter.admit(ip("192.0.2.2")).unwrap().is_over_limit);
        drop(connections);
        assert!(!limiter.admit(ip("192.0.2.1")).unwrap().is_over_limit);
        assert!(
            limiter.open().is_empty(),
            "closed connections leave no rows"
        );
    }

    #[test]
    fn case_78_addresses_of_one_ipv6_network_share_a_limit() {
        let limiter = Arc::new(ConnectionLimiter::new(1, |_| false));
        let _first = limiter.admit(ip("2001:db8::1"));
        assert!(limiter.admit(ip("2001:db8::ffff:2")).unwrap().is_over_limit);
        assert!(!limiter.admit(ip("2001:db8:0:1::1")).unwrap().is_over_limit);
        let _mapped = limiter.admit(ip("::ffff:192.0.2.7"));
        assert!(limiter.admit(ip("192.0.2.7")).unwrap().is_over_limit);
    }

    #[test]
    fn exempt_addresses_are_never_over_the_limit() {
        let limiter = Arc::new(ConnectionLimiter::new(1, |address| {
            address == ip("192.0.2.1")
        }));
        let connections: Vec<_> = (0..9)
            .map(|_| limiter.admit(ip("::ffff:192.0.2.1")).unwrap())
            .collect();
        assert!(
            connections
                .iter()
                .all(|connection| !connection.is_over_limit)
        );
    }
}
