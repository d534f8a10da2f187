//! Tests of the failure counts.

use super::{ClientAddress, Login, MAX_SUBJECTS, Moment, SignInAttempts, WINDOW_MILLIS};

fn login(number: usize) -> Login {
    Login::email(&format!("{number}@paper.example")).unwrap()
}

#[test]
fn an_account_is_locked_after_ten_failures_until_the_window_has_passed() {
    let (attempts, start) = (SignInAttempts::default(), Moment::from_millis(0));
    assert!((0..10).all(|_| attempts.record(&login(1), None, start).is_ok()));
    assert!(attempts.record(&login(1), None, start).is_err());
    assert!(attempts.record(&login(2), None, start).is_ok());
    assert!(
        attempts
            .record(&login(1), None, start.plus_millis(WINDOW_MILLIS))
            .is_ok()
    );
}

#[test]
fn an_address_group_is_locked_after_a_hundred_failures() {
    let (attempts, start) = (SignInAttempts::default(), Moment::from_millis(0));
    let address = |host: u16| ClientAddress::parse(&format!("2001:db8::{host:x}"));
    for number in 0..100 {
        assert!(
            attempts
                .record(
                    &login(number),
                    address(u16::try_from(number).unwrap()),
                    start
                )
                .is_ok()
        );
    }
    assert!(attempts.record(&login(200), address(7), start).is_err());
    assert!(
        attempts
            .record(&login(201), ClientAddress::parse("2001:db8:1::1"), start)
            .is_ok()
    );
}

#[test]
fn a_rejected_attempt_is_not_recorded() {
    let (attempts, start) = (SignInAttempts::default(), Moment::from_millis(0));
    let address = ClientAddress::parse("192.0.2.1");
    assert!((0..100).all(|number| attempts.record(&login(number), address, start).is_ok()));
    assert!((100..5_000).all(|number| attempts.record(&login(number), address, start).is_err()));
    assert_eq!(attempts.counts().failures.len(), 101);
}

#[test]
fn the_number_of_subjects_is_bounded_and_expired_ones_make_room() {
    let (attempts, start) = (SignInAttempts::default(), Moment::from_millis(0));
    let admitted = (0..MAX_SUBJECTS + 1_000)
        .filter(|number| attempts.record(&login(*number), None, start).is_ok());
    assert_eq!(admitted.count(), MAX_SUBJECTS);
    assert_eq!(attempts.counts().failures.len(), MAX_SUBJECTS);
    assert!(
        attempts.record(&login(1), None, start).is_ok(),
        "a known subject may try"
    );
    let later = start.plus_millis(WINDOW_MILLIS);
    assert!(
        attempts
            .record(&login(MAX_SUBJECTS + 1), None, later)
            .is_ok()
    );
    assert_eq!(attempts.counts().failures.len(), 1);
}

#[test]
fn a_withdrawn_attempt_does_not_count_and_clears_nothing() {
    let (attempts, start) = (SignInAttempts::default(), Moment::from_millis(0));
    assert!((0..9).all(|_| attempts.record(&login(1), None, start).is_ok()));
    for _ in 0..50 {
        assert!(attempts.record(&login(1), None, start).is_ok());
        attempts.withdraw(&login(1), None);
    }
    assert!(attempts.record(&login(1), None, start).is_ok());
    assert!(attempts.record(&login(1), None, start).is_err());
}

#[test]
fn a_success_does_not_count() {
    let (attempts, start) = (SignInAttempts::default(), Moment::from_millis(0));
    for _ in 0..50 {
        assert!(attempts.record(&login(1), None, start).is_ok());
        attempts.clear(&login(1), None);
    }
}

#[test]
fn the_wait_ends_when_the_oldest_failure_expires() {
    let (attempts, start) = (SignInAttempts::default(), Moment::from_millis(0));
    for second in 0..10 {
        let at = start.plus_millis(second * 1_000);
        assert!(attempts.record(&login(1), None, at).is_ok());
    }
    let now = start.plus_millis(60_500);
    let wait = attempts.record(&login(1), None, now).unwrap_err();
    assert_eq!(wait.seconds(), 840);
    let afterwards = now.plus_millis(840_000);
    assert!(attempts.record(&login(1), None, afterwards).is_ok());
    let next = attempts.record(&login(1), None, afterwards).unwrap_err();
    assert_eq!(next.seconds(), 1, "the second failure expires next");
}
