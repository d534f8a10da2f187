//! How failures are counted.

use super::{Attempts, Login, MOST_COUNTED, Moment, WINDOW};

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
fn whoever_is_turned_away_leaves_no_trace() {
    let (attempts, start) = (Attempts::default(), Moment::from_millis(0));
    let peer = Some("192.0.2.1".parse().unwrap());
    assert!((0..100).all(|number| attempts.admit(&login(number), peer, start)));
    assert!((100..5_000).all(|number| !attempts.admit(&login(number), peer, start)));
    assert_eq!(attempts.counts().failures.len(), 101);
}

#[test]
fn what_is_counted_has_an_end_and_opens_again_with_time() {
    let (attempts, start) = (Attempts::default(), Moment::from_millis(0));
    let admitted =
        (0..MOST_COUNTED + 1_000).filter(|number| attempts.admit(&login(*number), None, start));
    assert_eq!(admitted.count(), MOST_COUNTED);
    assert_eq!(attempts.counts().failures.len(), MOST_COUNTED);
    assert!(
        attempts.admit(&login(1), None, start),
        "who is counted already is heard"
    );
    let later = start.plus_millis(WINDOW);
    assert!(attempts.admit(&login(MOST_COUNTED + 1), None, later));
    assert_eq!(attempts.counts().failures.len(), 1);
}

#[test]
fn what_was_not_decided_does_not_count_and_pardons_nothing() {
    let (attempts, start) = (Attempts::default(), Moment::from_millis(0));
    assert!((0..9).all(|_| attempts.admit(&login(1), None, start)));
    for _ in 0..50 {
        assert!(attempts.admit(&login(1), None, start));
        attempts.withdraw(&login(1), None);
    }
    assert!(attempts.admit(&login(1), None, start));
    assert!(!attempts.admit(&login(1), None, start));
}

#[test]
fn a_success_does_not_count() {
    let (attempts, start) = (Attempts::default(), Moment::from_millis(0));
    for _ in 0..50 {
        assert!(attempts.admit(&login(1), None, start));
        attempts.forgive(&login(1), None);
    }
}
