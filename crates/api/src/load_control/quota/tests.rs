//! Tests of charges, refunds and waits.

use std::{sync::Arc, time::Duration};

use governor::clock::FakeRelativeClock;

use super::{Charge, Quotas, RateLimitExceeded, RateLimitKey, RateLimitStatus, ReservationError};
use crate::{address::ClientAddress, limits::Limits};

type TestQuotas = (Arc<Quotas<FakeRelativeClock>>, FakeRelativeClock);

/// Buckets of 1,000 points that regain 100 points a second.
fn quotas() -> TestQuotas {
    let clock = FakeRelativeClock::default();
    let limits = Limits {
        anonymous_burst: 1_000,
        anonymous_rate: 100,
        front_end_burst: 10_000,
        ..Limits::default()
    };
    (Arc::new(Quotas::with_clock(&limits, &clock)), clock)
}

fn anonymous(number: u32) -> RateLimitKey {
    let address = ClientAddress::new(std::net::Ipv4Addr::from_bits(number).into());
    RateLimitKey::from_address(Some(address), false)
}

fn spend(quotas: &TestQuotas, points: u64) -> Result<Charge<FakeRelativeClock>, RateLimitExceeded> {
    let mut charge = quotas.0.charge(anonymous(1))?;
    match charge.reserve(points) {
        Ok(()) => Ok(charge),
        Err(ReservationError::RateLimited(exceeded)) => Err(exceeded),
        Err(ReservationError::CostAboveBurst { .. }) => {
            panic!("{points} are more than the bucket holds")
        }
    }
}

fn left(quotas: &TestQuotas) -> u64 {
    // The look itself costs a point, which is added again.
    quotas.0.charge(anonymous(1)).unwrap().status().left + 1
}

#[test]
fn case_79_a_retry_after_the_named_wait_succeeds() {
    let quotas = quotas();
    assert!(spend(&quotas, 900).is_ok());
    // 100 are left, of which one is charged on arrival.
    let exceeded = spend(&quotas, 350).err().unwrap();
    assert_eq!(exceeded.retry_after_seconds, 3);
    assert_eq!(exceeded.status.left, 99);
    quotas.1.advance(Duration::from_secs(3));
    assert!(spend(&quotas, 350).is_ok());
    // The bucket is empty: the request is rejected unread, with the wait for the highest cost so
    // far.
    while quotas.0.charge(anonymous(1)).is_ok() {}
    let exceeded = spend(&quotas, 350).err().unwrap();
    assert_eq!((exceeded.retry_after_seconds, exceeded.status.left), (9, 0));
    quotas.1.advance(Duration::from_secs(9));
    assert!(spend(&quotas, 900).is_ok());
}

#[test]
fn case_79_every_cost_succeeds_after_the_named_wait() {
    for points in [1, 2, 99, 100, 101, 399, 999, 1_000] {
        for before in [0, 1, 500, 999] {
            let quotas = quotas();
            let _ = spend(&quotas, before + 1);
            let refused = (0..3_000).find_map(|_| spend(&quotas, points).err());
            let seconds = refused.unwrap().retry_after_seconds;
            quotas.1.advance(Duration::from_secs(seconds));
            assert!(spend(&quotas, points).is_ok(), "{points} after {before}");
        }
    }
}

#[test]
fn case_79_other_clients_are_not_affected() {
    let (quotas, _) = quotas();
    while quotas.charge(anonymous(1)).is_ok() {}
    assert!(quotas.charge(anonymous(2)).is_ok());
    assert!(quotas.charge(RateLimitKey::Anonymous(None)).is_ok());
    let RateLimitKey::Anonymous(Some(address)) = anonymous(1) else {
        panic!("an anonymous client has an address")
    };
    let mut front_end = quotas.charge(RateLimitKey::FrontEnd(address)).unwrap();
    assert!(front_end.reserve(9_000).is_ok());
    assert_eq!(front_end.status().policy, "front-ends");
}

#[test]
fn unneeded_points_are_given_back_down_to_a_quarter_or_one_point() {
    for (reserved, actual, paid) in [
        (400, 400, 400),
        (400, 250, 250),
        (400, 10, 100),
        (401, 0, 101),
        (400, 9_999, 400),
        (1, 0, 1),
        (0, 0, 1),
    ] {
        let quotas = quotas();
        spend(&quotas, reserved).unwrap().settle(actual);
        assert_eq!(left(&quotas), 1_000 - paid, "{reserved} {actual}");
    }
    let quotas = quotas();
    drop(spend(&quotas, 400));
    assert_eq!(left(&quotas), 600, "a request that is cut off pays in full");
    let mut not_run = spend(&quotas, 400).unwrap();
    not_run.withdraw();
    assert_eq!(not_run.status().left, 598);
    not_run.settle(0);
    assert_eq!(left(&quotas), 598, "a charge settles once");
}

#[test]
fn giving_back_never_overfills_a_bucket() {
    let quotas = quotas();
    let mut first = spend(&quotas, 800).unwrap();
    quotas.1.advance(Duration::from_secs(6));
    // 200 and 600 since: 800. The first gives 600 back, of which 200 find room.
    first.settle(0);
    assert_eq!(left(&quotas), 1_000);
    let exceeded = spend(&quotas, 1_000).err().unwrap();
    assert_eq!(exceeded.status.left, 998);
    quotas.1.advance(Duration::from_secs(1_000));
    assert_eq!(left(&quotas), 1_000);
}

#[test]
fn a_cost_above_the_burst_is_rejected_for_good() {
    let (quotas, _) = quotas();
    let mut charge = quotas.charge(anonymous(1)).unwrap();
    assert_eq!(
        charge.reserve(1_001),
        Err(ReservationError::CostAboveBurst { burst: 1_000 })
    );
    assert_eq!(charge.status().left, 999);
    assert!(charge.reserve(1_000).is_ok());
}

#[test]
fn the_status_names_the_window_and_the_time_until_the_bucket_is_full() {
    let (quotas, _) = quotas();
    let mut charge = quotas.charge(anonymous(1)).unwrap();
    charge.reserve(250).unwrap();
    assert_eq!(
        charge.status(),
        RateLimitStatus {
            policy: "anonymous",
            burst: 1_000,
            window_seconds: 10,
            left: 750,
            full_in_seconds: 3,
        }
    );
}
