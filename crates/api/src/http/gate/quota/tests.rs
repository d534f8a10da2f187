//! What is charged, what comes back, and when.

use std::{sync::Arc, time::Duration};

use governor::clock::FakeRelativeClock;

use super::{Allowance, Holder, NotReserved, Quotas, Spent};
use crate::{address::ClientAddress, limits::Limits};

type Kept = (Arc<Quotas<FakeRelativeClock>>, FakeRelativeClock);

/// Buckets that hold a thousand points and get a hundred back each second.
fn quotas() -> Kept {
    let clock = FakeRelativeClock::default();
    let limits = Limits {
        burst_of_strangers: 1_000,
        rate_of_strangers: 100,
        burst_of_front_ends: 10_000,
        ..Limits::default()
    };
    (Arc::new(Quotas::with_clock(&limits, &clock)), clock)
}

fn stranger(number: u32) -> Holder {
    let address = ClientAddress::new(std::net::Ipv4Addr::from_bits(number).into());
    Holder::of_address(Some(address), false)
}

fn spend(quotas: &Kept, points: u64) -> Result<Allowance<FakeRelativeClock>, Spent> {
    let mut allowance = quotas.0.admit(stranger(1))?;
    match allowance.reserve(points) {
        Ok(()) => Ok(allowance),
        Err(NotReserved::Spent(spent)) => Err(spent),
        Err(NotReserved::TooDear { .. }) => panic!("{points} are more than the bucket holds"),
    }
}

fn left(quotas: &Kept) -> u64 {
    // Looking costs a point, which is given back to whoever counts.
    quotas.0.admit(stranger(1)).unwrap().standing().left + 1
}

#[test]
fn case_79_whoever_waits_as_told_succeeds_at_the_first_retry() {
    let quotas = quotas();
    assert!(spend(&quotas, 900).is_ok());
    // 100 are left, of which one is charged at the door.
    let spent = spend(&quotas, 350).err().unwrap();
    assert_eq!(spent.retry_after_seconds, 3);
    assert_eq!(spent.standing.left, 99);
    quotas.1.advance(Duration::from_secs(3));
    assert!(spend(&quotas, 350).is_ok());
    // Now the bucket is empty: the request is refused unread, and is told of the dearest that was sent.
    while quotas.0.admit(stranger(1)).is_ok() {}
    let spent = spend(&quotas, 350).err().unwrap();
    assert_eq!((spent.retry_after_seconds, spent.standing.left), (9, 0));
    quotas.1.advance(Duration::from_secs(9));
    assert!(spend(&quotas, 900).is_ok());
}

#[test]
fn case_79_every_cost_can_be_retried_when_it_is_said() {
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
fn case_79_others_are_not_affected() {
    let (quotas, _) = quotas();
    while quotas.admit(stranger(1)).is_ok() {}
    assert!(quotas.admit(stranger(2)).is_ok());
    assert!(quotas.admit(Holder::Stranger(None)).is_ok());
    let Holder::Stranger(Some(address)) = stranger(1) else {
        panic!("a stranger has an address")
    };
    let mut front_end = quotas.admit(Holder::FrontEnd(address)).unwrap();
    assert!(front_end.reserve(9_000).is_ok());
    assert_eq!(front_end.standing().policy, "front-ends");
}

#[test]
fn everything_costs_a_point_and_what_was_not_needed_comes_back_down_to_a_quarter() {
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
    assert_eq!(left(&quotas), 600, "whoever is cut off has paid in full");
    let mut turned_away = spend(&quotas, 400).unwrap();
    turned_away.withdraw();
    assert_eq!(turned_away.standing().left, 598);
    turned_away.settle(0);
    assert_eq!(left(&quotas), 598, "what was settled is settled");
}

#[test]
fn giving_back_never_makes_more_than_an_untouched_bucket_holds() {
    let quotas = quotas();
    let mut first = spend(&quotas, 800).unwrap();
    quotas.1.advance(Duration::from_secs(6));
    // 200 and 600 since: 800. The first gives 600 back, of which 200 find room.
    first.settle(0);
    assert_eq!(left(&quotas), 1_000);
    let spent = spend(&quotas, 1_000).err().unwrap();
    assert_eq!(spent.standing.left, 998);
    quotas.1.advance(Duration::from_secs(1_000));
    assert_eq!(left(&quotas), 1_000);
}

#[test]
fn what_no_full_bucket_holds_is_refused_for_good() {
    let (quotas, _) = quotas();
    let mut allowance = quotas.admit(stranger(1)).unwrap();
    assert_eq!(
        allowance.reserve(1_001),
        Err(NotReserved::TooDear { burst: 1_000 })
    );
    assert_eq!(allowance.standing().left, 999);
    assert!(allowance.reserve(1_000).is_ok());
}

#[test]
fn headers_say_what_a_bucket_holds_and_when_it_is_full() {
    let (quotas, _) = quotas();
    let mut allowance = quotas.admit(stranger(1)).unwrap();
    allowance.reserve(250).unwrap();
    let mut headers = actix_web::http::header::HeaderMap::new();
    allowance.standing().tell(&mut headers);
    let told = |name| headers.get(name).unwrap().to_str().unwrap();
    assert_eq!(told("ratelimit-policy"), "\"strangers\";q=1000;w=10");
    assert_eq!(told("ratelimit"), "\"strangers\";r=750;t=3");
}
