//! The server as a script meets it: one line when it answers, and a graceful end.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Command, Stdio},
};

use tempfile::TempDir;

use crate::{said, standfirst};

/// Asks for a page.
pub fn asked(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// Sends a GraphQL request with a credential; an empty one is left out.
pub fn posted(address: &str, credential: &str, body: &str) -> String {
    if credential.is_empty() {
        return posted_with(address, "", body);
    }
    posted_with(
        address,
        &format!("Authorization: Bearer {credential}\r\n"),
        body,
    )
}

/// Sends a GraphQL request with whole lines of headers.
fn posted_with(address: &str, lines: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "POST /graphql HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/json\r\n{lines}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn it_says_where_it_answers_and_stops_when_told() {
    let directory = TempDir::new().unwrap();
    let mut server = Command::new(env!("CARGO_BIN_EXE_standfirst"))
        .current_dir(directory.path())
        .args(["serve", "--dev", "--listen", "127.0.0.1:0"])
        .env_clear()
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut said = BufReader::new(server.stdout.take().unwrap());
    said.read_line(&mut line).unwrap();
    let address = line
        .trim()
        .strip_prefix("listening on http://")
        .unwrap()
        .to_owned();
    for (path, found) in [
        ("/healthz", "200 OK"),
        ("/readyz", "200 OK"),
        ("/schema.graphql", "type Article implements Node"),
        ("/graphiql", "<html"),
        ("/", "Standfirst"),
        (
            "/graphql?query=%7B__typename%7D",
            "{\"data\":{\"__typename\":\"Query\"}}",
        ),
        ("/nowhere", "404 Not Found"),
    ] {
        let answer = asked(&address, path);
        assert!(answer.contains(found), "{path}: {answer}");
    }
    let told = Command::new("kill")
        .arg(server.id().to_string())
        .status()
        .unwrap();
    assert!(told.success());
    assert!(server.wait().unwrap().success());
    let mut rest = String::new();
    said.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "", "one line and no more");
}

/// What stands between two texts.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let rest = text.split_once(start).map(|(_, rest)| rest);
    rest.and_then(|rest| rest.split_once(end))
        .map(|(found, _)| found)
        .unwrap_or_else(|| panic!("{text}"))
}

#[test]
fn case_60_no_preview_and_no_credential_comes_into_the_log() {
    let directory = TempDir::new().unwrap();
    let command = ["token", "--role", "editor", "--subject", "ann"];
    let (_, credential, _) = said(&standfirst(directory.path(), &command, &[]));
    let credential = credential.trim();
    let log = directory.path().join("log");
    let mut server = Command::new(env!("CARGO_BIN_EXE_standfirst"))
        .current_dir(directory.path())
        .args(["serve", "--listen", "127.0.0.1:0", "--log-level", "trace"])
        .env_clear()
        .stdout(Stdio::piped())
        .stderr(File::create(&log).unwrap())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let address = line.trim().strip_prefix("listening on http://").unwrap();
    let file =
        r#"{"query":"mutation { articleCreate(input: { headline: \"A\" }) { article { id } } }"}"#;
    let filed = posted(address, credential, file);
    let id = between(&filed, "\"id\":\"", "\"");
    let link = format!(
        r#"{{"query":"mutation {{ articlePreviewCreate(input: {{ id: \"{id}\" }}) {{ preview {{ token }} }} }}"}}"#
    );
    let linked = posted(address, credential, &link);
    let preview = between(&linked, "\"token\":\"", "\"");
    let ask = format!(r#"{{"query":"{{ article(id: \"{id}\") {{ headline }} }}"}}"#);
    for (token, expected) in [
        (preview.to_owned(), "\"headline\":\"A\""),
        (format!("{preview}x"), "UNAUTHENTICATED"),
    ] {
        let lines = format!("Standfirst-Preview: {token}\r\n");
        let answer = posted_with(address, &lines, &ask);
        assert!(answer.contains(expected), "{answer}");
    }
    let refused = posted(address, &format!("{credential}x"), &ask);
    assert!(refused.contains("UNAUTHENTICATED"), "{refused}");
    server.kill().unwrap();
    server.wait().unwrap();
    let log = fs::read_to_string(log).unwrap();
    assert_eq!(log.matches("request answered").count(), 5, "{log}");
    for secret in [credential, preview] {
        for part in secret.split('.').filter(|part| part.len() > 8) {
            assert!(!log.contains(part), "{part} is in {log}");
        }
    }
}
