//! The command `standfirst` as a process: output, exit codes and the running server.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot run its command has failed"
)]

mod accounts_and_keys;
mod consumers;
mod import_newsrooms;
mod preview_database;
#[cfg(target_os = "linux")]
mod resource_exhaustion;
mod search_rebuild;
mod serving;
mod trusted_documents;

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use tempfile::TempDir;

/// Runs the command in a directory, with these environment variables only.
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

/// Exit code, standard output and standard error.
fn output_of(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

/// A record of an NDJSON import.
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
    let (code, printed, _) = output_of(&standfirst(
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
        assert!(printed.lines().any(|printed| printed == line), "{printed}");
    }
}

#[test]
fn every_mistake_is_reported_before_anything_is_done() {
    let directory = TempDir::new().unwrap();
    let (code, printed, errors) = output_of(&standfirst(
        directory.path(),
        &["serve", "--dev=1"],
        &[("STANDFIRST_TIMEZONE", "Mars"), ("STANDFIRST_WORKERS", "0")],
    ));
    assert_eq!(
        (code, printed.as_str(), errors.lines().count()),
        (Some(2), "", 4),
        "{errors}"
    );
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
}

#[test]
fn valid_records_are_imported_and_the_others_reported() {
    let directory = TempDir::new().unwrap();
    let lines = [
        record("a", "See [b](https://example.org/b)."),
        "{\"id\": \"untitled\"}".to_owned(),
        record("b", "Text."),
        record("a", "Again."),
    ];
    fs::write(directory.path().join("news.ndjson"), lines.join("\n")).unwrap();
    let (code, report, errors) = output_of(&standfirst(
        directory.path(),
        &["import", "ndjson", "news.ndjson", "--dry-run"],
        &[],
    ));
    assert!(
        code == Some(3)
            && report.contains("\ncreated       2\n")
            && !directory.path().join("data").exists(),
        "{report}{errors}"
    );
    let (code, report, errors) = output_of(&standfirst(
        directory.path(),
        &["import", "ndjson", "news.ndjson"],
        &[],
    ));
    assert!(
        code == Some(3) && report.contains("\ncreated       2\n"),
        "{report}{errors}"
    );
    assert!(
        report.contains("\n  news.ndjson:2: ")
            && report.ends_with("\n  news.ndjson:4: The id a is on an earlier line already.\n"),
        "{report}"
    );
    let (_, report, _) = output_of(&standfirst(
        directory.path(),
        &["import", "ndjson", "news.ndjson"],
        &[],
    ));
    assert!(
        report.contains("\ncreated       0\n") && report.contains("\nunchanged     2\n"),
        "{report}"
    );
}

#[test]
fn help_describes_every_command_and_setting() {
    let directory = TempDir::new().unwrap();
    let (code, help, _) = output_of(&standfirst(directory.path(), &["--help"], &[]));
    assert_eq!(code, Some(0));
    for text in ["\n  consumers ", "--listen <ADDRESS>", "STANDFIRST_LISTEN="] {
        assert!(help.contains(text), "{text}: {help}");
    }
    let secret = [("STANDFIRST_DATABASE_URL", "postgres://desk:s3cret@db/news")];
    let (_, help, _) = output_of(&standfirst(directory.path(), &["--help"], &secret));
    assert!(!help.contains("s3cret"), "{help}");
}

#[test]
fn a_file_of_another_format_stops_the_import_before_anything_is_written() {
    let directory = TempDir::new().unwrap();
    fs::write(directory.path().join("news.ndjson"), record("a", "Text.")).unwrap();
    fs::write(directory.path().join("page.ndjson"), "<html>\n<p>").unwrap();
    let (code, report, errors) = output_of(&standfirst(
        directory.path(),
        &["import", "ndjson", "news.ndjson", "page.ndjson"],
        &[],
    ));
    assert_eq!((code, report.as_str()), (Some(1), ""));
    assert!(
        errors.starts_with("standfirst: page.ndjson:1: the file is no NDJSON")
            && errors.ends_with("; nothing was written\n"),
        "{errors}"
    );
    assert!(!directory.path().join("data").exists());
}

#[test]
fn a_server_that_cannot_start_prints_one_line() {
    let directory = TempDir::new().unwrap();
    output_of(&standfirst(directory.path(), &["init"], &[]));
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
        let (code, printed, errors) = output_of(&standfirst(directory.path(), &arguments, &[]));
        assert_eq!(
            (code, printed.as_str(), errors.lines().count()),
            (Some(1), "", 1),
            "{errors}"
        );
        assert!(errors.starts_with("standfirst: "), "{errors}");
    }
}
