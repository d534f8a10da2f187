//! The command as a script meets it: what it prints, where, and the code it ends with.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot run its command has failed"
)]

mod consumers;
#[cfg(target_os = "linux")]
mod exhaustion;
mod identity;
mod newsrooms;
mod operations;
mod search;
mod serving;

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use tempfile::TempDir;

fn standfirst(directory: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_standfirst"));
    command
        .current_dir(directory)
        .args(arguments)
        .env_clear()
        .envs(variables.iter().copied())
        .output()
        .unwrap()
}

fn said(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

fn record(id: &str, body: &str) -> String {
    format!(
        r#"{{"id": "{id}", "title": "{id}", "body": "{body}", "format": "markdown", "source_url": "https://example.org/{id}"}}"#
    )
}

#[test]
fn the_environment_configures_what_the_command_line_does_not() {
    let directory = TempDir::new().unwrap();
    let variables = [
        ("STANDFIRST_DEV", "true"),
        ("STANDFIRST_LISTEN", "[::1]:9"),
        ("STANDFIRST_DATABASE_URL", "postgres://desk:s3cret@db/news"),
    ];
    let (code, shown, _) = said(&standfirst(
        directory.path(),
        &["check", "--listen", "127.0.0.1:8181"],
        &variables,
    ));
    assert_eq!(code, Some(0));
    for line in [
        "listen            127.0.0.1:8181",
        "introspection     on",
        "database-url      postgres://desk:hidden@db/news",
    ] {
        assert!(shown.lines().any(|shown| shown == line), "{shown}");
    }
}

#[test]
fn every_mistake_is_told_before_anything_is_done() {
    let directory = TempDir::new().unwrap();
    let (code, shown, told) = said(&standfirst(
        directory.path(),
        &["serve", "--dev=1"],
        &[("STANDFIRST_TIMEZONE", "Mars"), ("STANDFIRST_WORKERS", "0")],
    ));
    assert_eq!(
        (code, shown.as_str(), told.lines().count()),
        (Some(2), "", 4),
        "{told}"
    );
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[test]
fn what_can_go_in_goes_in_and_the_rest_is_told() {
    let directory = TempDir::new().unwrap();
    let lines = [
        record("a", "See [b](https://example.org/b)."),
        "{\"id\": \"untitled\"}".to_owned(),
        record("b", "Text."),
        record("a", "Again."),
    ];
    fs::write(directory.path().join("news.ndjson"), lines.join("\n")).unwrap();
    let (code, report, told) = said(&standfirst(
        directory.path(),
        &["import", "ndjson", "news.ndjson", "--dry-run"],
        &[],
    ));
    assert!(
        code == Some(3)
            && report.contains("\nfiled         2\n")
            && !directory.path().join("data").exists(),
        "{report}{told}"
    );
    let (code, report, told) = said(&standfirst(
        directory.path(),
        &["import", "ndjson", "news.ndjson"],
        &[],
    ));
    assert!(
        code == Some(3) && report.contains("\nfiled         2\n"),
        "{report}{told}"
    );
    assert!(
        report.contains("\n  news.ndjson:2: ")
            && report.ends_with("\n  news.ndjson:4: The id a stands on an earlier line already.\n"),
        "{report}"
    );
    let (_, report, _) = said(&standfirst(
        directory.path(),
        &["import", "ndjson", "news.ndjson"],
        &[],
    ));
    assert!(
        report.contains("\nfiled         0\n") && report.contains("\nunchanged     2\n"),
        "{report}"
    );
}

#[test]
fn a_file_that_is_something_else_stops_the_import_before_anything_is_written() {
    let directory = TempDir::new().unwrap();
    fs::write(directory.path().join("news.ndjson"), record("a", "Text.")).unwrap();
    fs::write(directory.path().join("page.ndjson"), "<html>\n<p>").unwrap();
    let (code, report, told) = said(&standfirst(
        directory.path(),
        &["import", "ndjson", "news.ndjson", "page.ndjson"],
        &[],
    ));
    assert_eq!((code, report.as_str()), (Some(1), ""));
    assert!(
        told.starts_with("standfirst: page.ndjson:1: the file is no NDJSON")
            && told.ends_with("; nothing was written\n"),
        "{told}"
    );
    assert!(!directory.path().join("data").exists());
}

#[test]
fn a_server_that_cannot_start_says_why_in_one_line() {
    let directory = TempDir::new().unwrap();
    said(&standfirst(directory.path(), &["init"], &[]));
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for arguments in [
        vec!["serve", "--listen", &address, "--log-level", "error"],
        vec![
            "serve",
            "--database-url",
            "postgres://desk@127.0.0.1:9/news",
        ],
    ] {
        let (code, shown, told) = said(&standfirst(directory.path(), &arguments, &[]));
        assert_eq!(
            (code, shown.as_str(), told.lines().count()),
            (Some(1), "", 1),
            "{told}"
        );
        assert!(told.starts_with("standfirst: "), "{told}");
    }
}
