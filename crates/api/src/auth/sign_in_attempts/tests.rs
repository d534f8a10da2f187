//! How failures are counted.

use super::{Attempts, ClientAddress, Login, MOST_COUNTED, Moment, WINDOW};

fn login(number: usize) -> Login {
    Login::email(&format!("{number}@paper.example")).unwrap()
}

#[test]
fn the_eleventh_failure_of_an_account_is_one_too_many_until_time_has_passed() {
    let (attempts, start) = (Attempts::default(), Moment::from_millis(0));
    assert!((0..10).all(|_| attempts.admit(&login(1), None, start).is_ok()));
    assert!(attempts.admit(&login(1), None, start).is_err());
    assert!(attempts.admit(&login(2), None, start).is_ok());
    assert!(
        attempts
            .admit(&login(1), None, start.plus_millis(WINDOW))
            .is_ok()
    );
}

#[test]
fn an_address_has_a_hundred_and_one_network_counts_as_one_address() {
    let (attempts, start) = (Attempts::default(), Moment::from_millis(0));
    let peer = |host: u16| ClientAddress::parse(&format!("2001:db8::{host:x}"));
    for number in 0..100 {
        assert!(
            attempts
                .admit(&login(number), peer(u16::try_from(number).unwrap()), start)
                .is_ok()
        );
    }
    assert!(attempts.admit(&login(200), peer(7), start).is_err());
    assert!(
        attempts
            .admit(&login(201), ClientAddress::parse("2001:db8:1::1"), start)
            .is_ok()
    );
}

#[test]
fn whoever_is_turned_away_leaves_no_trace() {
    let (attempts, start) = (Attempts::default(), Moment::from_millis(0));
    let peer = ClientAddress::parse("192.0.2.1");
    assert!((0..100).all(|number| attempts.admit(&login(number), peer, start).is_ok()));
    assert!((100..5_000).all(|number| attempts.admit(&login(number), peer, start).is_err()));
    assert_eq!(attempts.counts().failures.len(), 101);
}

#[test]
fn what_is_counted_has_an_end_and_opens_again_with_time() {
    let (attempts, start) = (Attempts::default(), Moment::from_millis(0));
    let admitted = (0..MOST_COUNTED + 1_000)
        .filter(|number| attempts.admit(&login(*number), None, start).is_ok());
    assert_eq!(admitted.count(), MOST_COUNTED);
    assert_eq!(attempts.counts().failures.len(), MOST_COUNTED);
    assert!(
        attempts.admit(&login(1), None, start).is_ok(),
        "who is counted already is heard"
    );
    let later = start.plus_millis(WINDOW);
    assert!(
        attempts
            .admit(&login(MOST_COUNTED + 1), None, later)
            .is_ok()
    );
    assert_eq!(attempts.counts().failures.len(), 1);
}

#[test]
fn what_was_not_decided_does_not_count_and_pardons_nothing() {
    let (attempts, start) = (Attempts::default(), Moment::from_millis(0));
    assert!((0..9).all(|_| attempts.admit(&login(1), None, start).is_ok()));
    for _ in 0..50 {
        assert!(attempts.admit(&login(1), None, start).is_ok());
        attempts.withdraw(&login(1), None);
    }
    assert!(attempts.admit(&login(1), None, start).is_ok());
    assert!(attempts.admit(&login(1), None, start).is_err());
}

#[test]
fn a_success_does_not_count() {
    let (attempts, start) = (Attempts::default(), Moment::from_millis(0));
    for _ in 0..50 {
        assert!(attempts.admit(&login(1), None, start).is_ok());
        attempts.forgive(&login(1), None);
    }
}

#[test]
fn the_pause_is_as_long_as_it_has_to_be() {
    let (attempts, start) = (Attempts::default(), Moment::from_millis(0));
    for second in 0..10 {
        let at = start.plus_millis(second * 1_000);
        assert!(attempts.admit(&login(1), None, at).is_ok());
    }
    let now = start.plus_millis(60_500);
    let pause = attempts.admit(&login(1), None, now).unwrap_err();
    assert_eq!(pause.seconds(), 840);
    let honoured = now.plus_millis(840_000);
    assert!(attempts.admit(&login(1), None, honoured).is_ok());
    let next = attempts.admit(&login(1), None, honoured).unwrap_err();
    assert_eq!(next.seconds(), 1, "the second failure is forgotten next");
}
