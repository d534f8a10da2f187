//! The server as a script meets it: one line when it answers, and a graceful end.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Command, Stdio},
};

use tempfile::TempDir;

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
    let mut stream = TcpStream::connect(address).unwrap();
    let line = if credential.is_empty() {
        String::new()
    } else {
        format!("Authorization: Bearer {credential}\r\n")
    };
    write!(
        stream,
        "POST /graphql HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/json\r\n{line}Content-Length: {}\r\n\r\n{body}",
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
