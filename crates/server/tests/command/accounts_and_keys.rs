//! Keys, tokens and accounts on the command line: no secret can be guessed, and no server that
//! others can reach starts without keys.

use std::{
    fs,
    io::{BufRead, BufReader},
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Child, Command, Stdio},
};

use tempfile::TempDir;

use crate::{output_of, serving::post, standfirst};

const KEYS: &str = "data/signing-keys.json";

/// Starts a server on a free port, and returns its process and address.
fn serve(directory: &Path) -> (Child, String) {
    let mut server = Command::new(env!("CARGO_BIN_EXE_standfirst"))
        .current_dir(directory)
        .args(["serve", "--listen", "127.0.0.1:0"])
        .env_clear()
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let address = line
        .trim()
        .strip_prefix("listening on http://")
        .unwrap()
        .to_owned();
    (server, address)
}

fn stop(mut server: Child) {
    server.kill().unwrap();
    server.wait().unwrap();
}

fn role_of(address: &str, token: &str) -> String {
    post(address, token, r#"{"query":"{ viewer { role } }"}"#)
}

#[test]
fn case_81_off_loopback_no_server_starts_without_keys() {
    let directory = TempDir::new().unwrap();
    let (code, printed, errors) = output_of(&standfirst(
        directory.path(),
        &["serve", "--listen", "0.0.0.0:0"],
        &[],
    ));
    assert_eq!(
        (code, printed.as_str(), errors.lines().count()),
        (Some(1), "", 1),
        "{errors}"
    );
    assert!(errors.contains("standfirst init"), "{errors}");
    assert!(!directory.path().join(KEYS).exists());
}

#[test]
fn case_81_on_loopback_keys_are_created_with_a_notice() {
    let directory = TempDir::new().unwrap();
    let (code, token, errors) = output_of(&standfirst(
        directory.path(),
        &["token", "--role", "editor", "--subject", "importer"],
        &[],
    ));
    assert_eq!(code, Some(0), "{errors}");
    assert!(errors.contains("created signing keys in"), "{errors}");
    let mode = fs::metadata(directory.path().join(KEYS))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(
        token.trim().split('.').count(),
        3,
        "the token and nothing else"
    );
    let (server, address) = serve(directory.path());
    let answer = role_of(&address, token.trim());
    assert!(answer.contains("\"role\":\"EDITOR\""), "{answer}");
    let (code, printed, _) = output_of(&standfirst(directory.path(), &["keys", "rotate"], &[]));
    assert_eq!(code, Some(0), "{printed}");
    for _ in 0..40 {
        let answer = role_of(&address, token.trim());
        assert!(
            answer.contains("\"role\":\"EDITOR\""),
            "no request fails while keys rotate: {answer}"
        );
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    let keys = crate::serving::get(&address, "/.well-known/jwks.json");
    assert_eq!(
        keys.matches("\"kid\"").count(),
        2,
        "the running server reloaded the file: {keys}"
    );
    stop(server);
}

#[test]
fn case_81_weak_and_readable_keys_are_rejected() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("keys.json");
    let refused = |word: &str| {
        let (code, printed, errors) = output_of(&standfirst(
            directory.path(),
            &[
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--signing-keys",
                "keys.json",
            ],
            &[],
        ));
        assert_eq!(
            (code, printed.as_str(), errors.lines().count()),
            (Some(1), "", 1),
            "{errors}"
        );
        assert!(errors.contains(word), "{word}: {errors}");
    };
    refused("standfirst init");
    let zeros = "A".repeat(43);
    for (text, word) in [
        ("secret".to_owned(), "not a file of keys"),
        ("changeme".to_owned(), "not a file of keys"),
        (
            "-----BEGIN RSA PRIVATE KEY-----".to_owned(),
            "not a file of keys",
        ),
        (
            format!(
                r#"{{"pepper":"{zeros}","keys":[{{"kty":"OKP","crv":"Ed25519","d":"{zeros}","x":"{zeros}","signs_from":0}}]}}"#
            ),
            "weak key",
        ),
        (r#"{"pepper":"c2hvcnQ","keys":[]}"#.to_owned(), "weak key"),
    ] {
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        refused(word);
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    refused("chmod 600");
}

#[test]
fn case_81_the_first_admin_has_a_password_of_their_own() {
    let directory = TempDir::new().unwrap();
    let init = || {
        output_of(&standfirst(
            directory.path(),
            &["init", "--admin", "ada@paper.example"],
            &[],
        ))
    };
    let (code, printed, errors) = init();
    assert_eq!(code, Some(0), "{errors}");
    let password = printed
        .lines()
        .find_map(|line| line.strip_prefix("password: "))
        .unwrap()
        .to_owned();
    assert!(password.len() >= 24);
    let (code, again, _) = init();
    assert_eq!(code, Some(0));
    assert!(
        !again.contains("password") && again.contains("an admin already"),
        "{again}"
    );
    let (server, address) = serve(directory.path());
    let open = format!(
        r#"{{"query":"mutation {{ sessionOpen(input: {{ email: \"ada@paper.example\", password: \"{password}\" }}) {{ session {{ account {{ role }} }} }} }}"}}"#
    );
    let answer = post(&address, "", &open);
    assert!(answer.contains("\"role\":\"ADMIN\""), "{answer}");
    stop(server);
}

#[test]
fn accounts_are_created_changed_and_suspended() {
    let directory = TempDir::new().unwrap();
    let run = |arguments: &[&str]| output_of(&standfirst(directory.path(), arguments, &[]));
    let (code, printed, errors) = run(&["user", "add", "bea@paper.example", "--role", "author"]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(
        printed.contains("as AUTHOR") && printed.contains("password: "),
        "{printed}"
    );
    for (arguments, word) in [
        (
            &["user", "role", "bea@paper.example", "--role", "editor"][..],
            "now EDITOR",
        ),
        (&["user", "password", "Bea@paper.example"], "password: "),
        (&["user", "suspend", "bea@paper.example"], "suspended"),
        (
            &["user", "suspend", "bea@paper.example", "--lift"],
            "may sign in again",
        ),
    ] {
        let (code, printed, errors) = run(arguments);
        assert!(
            code == Some(0) && printed.contains(word),
            "{arguments:?}: {printed}{errors}"
        );
    }
    for arguments in [
        &["user", "add", "bea@paper.example", "--role", "author"][..],
        &["user", "add", "nobody", "--role", "author"],
        &["user", "add", "c@paper.example", "--role", "king"],
        &["user", "role", "nobody@paper.example", "--role", "editor"],
        &["token", "--role", "editor", "--subject", "a@b"],
        &[
            "token",
            "--role",
            "editor",
            "--subject",
            "a",
            "--lifetime",
            "2d",
        ],
    ] {
        let (code, printed, errors) = run(arguments);
        assert_eq!(
            (
                code,
                printed.as_str(),
                errors
                    .lines()
                    .filter(|line| line.starts_with("standfirst:"))
                    .count()
            ),
            (Some(2), "", 1),
            "{arguments:?}: {errors}"
        );
    }
    let token = || run(&["token", "--role", "author", "--subject", "night"]);
    assert_eq!(token().0, Some(0));
    run(&["user", "suspend", "author:night"]);
    assert_eq!(token().0, Some(2), "a suspended service gets no token");
}
