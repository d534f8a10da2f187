//! Tests of generating, reading and rotating keyrings.

use standfirst_domain::moment::Moment;

use super::{InvalidKeyring, Keyring, PUBLISHED_AHEAD_MILLIS, VERIFIES_AFTER_MILLIS, thumbprint};

fn random(from: u8) -> [u8; 32] {
    std::array::from_fn(|at| from.wrapping_add(u8::try_from(at * 7).unwrap()))
}

const START: Moment = Moment::from_millis(1_000_000_000_000);

#[test]
fn the_thumbprint_is_that_of_the_example_in_rfc_8037() {
    assert_eq!(
        thumbprint("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"),
        "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    );
}

#[test]
fn written_keys_are_read_again_and_weak_ones_are_rejected() {
    let keyring = Keyring::generate(random(1), random(2), START).unwrap();
    let written = keyring.write();
    assert_eq!(
        Keyring::read(&written).unwrap().public(START),
        keyring.public(START)
    );
    assert!(!keyring.public(START).to_string().contains("\"d\""));
    assert_eq!(
        Keyring::generate(random(1), [0; 32], START).err(),
        Some(InvalidKeyring::Weak)
    );
    for text in [
        "",
        "secret",
        "changeme",
        "{}",
        r#"{"pepper":"x","keys":[]}"#,
        "-----BEGIN RSA PRIVATE KEY-----",
    ] {
        assert!(Keyring::read(text).is_err(), "{text}");
    }
    let other = Keyring::generate(random(1), random(9), START)
        .unwrap()
        .write();
    let public = |text: &str| text.split("\"x\": \"").nth(1).unwrap()[..43].to_owned();
    let mismatched = written.replace(&public(&written), &public(&other));
    assert_eq!(
        Keyring::read(&mismatched).err(),
        Some(InvalidKeyring::Mismatched)
    );
}

#[test]
fn a_rotation_publishes_before_use_and_keeps_after_it() {
    let keyring = Keyring::generate(random(1), random(2), START).unwrap();
    let first = keyring.keys[0].kid.clone();
    let (keyring, signs_from) = keyring.rotate(random(5), START).unwrap();
    assert_eq!(signs_from, START.plus_millis(PUBLISHED_AHEAD_MILLIS));
    assert_eq!(keyring.public(START)["keys"].as_array().unwrap().len(), 2);
    assert!(
        keyring
            .verifying(&first, signs_from.plus_millis(VERIFIES_AFTER_MILLIS - 1))
            .is_some()
    );
    assert!(
        keyring
            .verifying(&first, signs_from.plus_millis(VERIFIES_AFTER_MILLIS))
            .is_none()
    );
    let (keyring, _) = keyring
        .rotate(random(6), signs_from.plus_millis(VERIFIES_AFTER_MILLIS))
        .unwrap();
    assert_eq!(keyring.keys.len(), 2, "the first is gone");
}
