//! How many buckets there are.

use std::{net::Ipv4Addr, time::Duration};

use governor::clock::FakeRelativeClock;

use super::{Buckets, CROWD, Holder, MOST};
use crate::address::ClientAddress;

fn stranger(number: usize) -> Holder {
    let bits = u32::try_from(number).unwrap();
    let address = ClientAddress::new(Ipv4Addr::from_bits(bits).into());
    Holder::of_address(Some(address), false)
}

#[test]
fn buckets_that_are_full_again_are_dropped_when_others_come() {
    let clock = FakeRelativeClock::default();
    let buckets = Buckets::new("strangers", 1_000, 100, clock.clone());
    for number in 0..500 {
        buckets.take(&stranger(number), 100).unwrap();
    }
    buckets.take(&stranger(500), 1_000).unwrap();
    clock.advance(Duration::from_secs(9));
    buckets.take(&stranger(501), 1).unwrap();
    assert_eq!(buckets.kept.levels().len(), 502, "it is too early to look");
    clock.advance(Duration::from_millis(21_500));
    buckets.take(&stranger(1), 1_000).unwrap();
    clock.advance(Duration::from_secs(1));
    buckets.take(&stranger(502), 1).unwrap();
    assert!(buckets.kept.levels().len() < 5);
    assert!(
        buckets.take(&stranger(1), 1_000).is_err(),
        "what is owed stays"
    );
}

#[test]
fn a_flood_of_addresses_finds_an_end_and_known_ones_keep_their_own() {
    let clock = FakeRelativeClock::default();
    let buckets = Buckets::new("strangers", 1_000, 100, clock.clone());
    for number in 0..MOST {
        buckets.take(&stranger(number), 900).unwrap();
    }
    clock.advance(Duration::from_millis(1_500));
    for number in 0..10 {
        assert!(
            buckets.take(&stranger(MOST + number), 100).is_ok(),
            "the crowd has a bucket"
        );
    }
    assert!(
        buckets.take(&stranger(MOST + 10), 100).is_err(),
        "which they share"
    );
    assert_eq!(buckets.kept.levels().len(), MOST + 1);
    assert!(buckets.take(&stranger(7), 250).is_ok());
    buckets.give_back(&stranger(MOST + 3), 100);
    assert_eq!(buckets.take(&CROWD, 100), Ok(0));
    clock.advance(Duration::from_secs(20));
    assert!(buckets.take(&stranger(MOST + 10), 100).is_ok());
    assert!(
        buckets.kept.levels().len() < 3,
        "a flood that is over is forgotten"
    );
}
