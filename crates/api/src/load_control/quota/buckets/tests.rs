//! Tests of the bound on the number of buckets.

use std::{net::Ipv4Addr, time::Duration};

use governor::clock::FakeRelativeClock;

use super::{MAX_BUCKETS, RateLimitKey, SHARED_KEY, TokenBuckets};
use crate::address::ClientAddress;

fn anonymous(number: usize) -> RateLimitKey {
    let bits = u32::try_from(number).unwrap();
    let address = ClientAddress::new(Ipv4Addr::from_bits(bits).into());
    RateLimitKey::from_address(Some(address), false)
}

#[test]
fn full_buckets_are_removed_when_new_clients_come() {
    let clock = FakeRelativeClock::default();
    let buckets = TokenBuckets::new("anonymous", 1_000, 100, clock.clone());
    for number in 0..500 {
        buckets.take(&anonymous(number), 100).unwrap();
    }
    buckets.take(&anonymous(500), 1_000).unwrap();
    clock.advance(Duration::from_secs(9));
    buckets.take(&anonymous(501), 1).unwrap();
    assert_eq!(buckets.store.lock().len(), 502, "the sweep is not due");
    clock.advance(Duration::from_millis(21_500));
    buckets.take(&anonymous(1), 1_000).unwrap();
    clock.advance(Duration::from_secs(1));
    buckets.take(&anonymous(502), 1).unwrap();
    assert!(buckets.store.lock().len() < 5);
    assert!(
        buckets.take(&anonymous(1), 1_000).is_err(),
        "a bucket that is not full stays"
    );
}

#[test]
fn the_number_of_buckets_is_bounded_and_known_clients_keep_theirs() {
    let clock = FakeRelativeClock::default();
    let buckets = TokenBuckets::new("anonymous", 1_000, 100, clock.clone());
    for number in 0..MAX_BUCKETS {
        buckets.take(&anonymous(number), 900).unwrap();
    }
    clock.advance(Duration::from_millis(1_500));
    for number in 0..10 {
        assert!(
            buckets.take(&anonymous(MAX_BUCKETS + number), 100).is_ok(),
            "new clients share a bucket"
        );
    }
    assert!(
        buckets.take(&anonymous(MAX_BUCKETS + 10), 100).is_err(),
        "which is empty"
    );
    assert_eq!(buckets.store.lock().len(), MAX_BUCKETS + 1);
    assert!(buckets.take(&anonymous(7), 250).is_ok());
    buckets.give_back(&anonymous(MAX_BUCKETS + 3), 100);
    assert_eq!(buckets.take(&SHARED_KEY, 100), Ok(0));
    clock.advance(Duration::from_secs(20));
    assert!(buckets.take(&anonymous(MAX_BUCKETS + 10), 100).is_ok());
    assert!(
        buckets.store.lock().len() < 3,
        "buckets are removed once they are full"
    );
}
