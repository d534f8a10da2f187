//! Servers that run out of file descriptors or hold unread responses, measured by `/proc`.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::{output_of, record, serving::post, standfirst};

/// Unit of processor time in `/proc` (clock tick).
const TICK: Duration = Duration::from_millis(10);

/// Starts a server from a shell, after a command such as `ulimit`, and returns its process and
/// address.
fn started(directory: &TempDir, before: &str, limits: &str) -> (Child, String) {
    let mut server = Command::new("sh")
        .current_dir(directory.path())
        .arg("-c")
        .arg(format!("{before} exec \"$0\" serve --listen 127.0.0.1:0 --log-level error --workers 2 --limits {limits}"))
        .arg(env!("CARGO_BIN_EXE_standfirst"))
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(server.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let address = line.trim().strip_prefix("listening on http://").unwrap();
    (server, address.to_owned())
}

/// Processor time of the process.
fn processor_time(server: &Child) -> Duration {
    let status = fs::read_to_string(format!("/proc/{}/stat", server.id())).unwrap();
    let fields: Vec<&str> = status
        .rsplit(')')
        .next()
        .unwrap()
        .split_whitespace()
        .collect();
    let ticks = |at: usize| fields.get(at).unwrap().parse::<u32>().unwrap();
    TICK * (ticks(11) + ticks(12))
}

/// Resident memory of the process in KiB.
fn resident(server: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", server.id())).unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// A directory with a database that holds the records.
fn newsroom(records: &str) -> TempDir {
    let directory = TempDir::new().unwrap();
    fs::write(directory.path().join("news.ndjson"), records).unwrap();
    let (code, report, errors) = output_of(&standfirst(
        directory.path(),
        &["import", "ndjson", "news.ndjson"],
        &[],
    ));
    assert_eq!(code, Some(0), "{report}{errors}");
    output_of(&standfirst(directory.path(), &["init"], &[]));
    directory
}

#[test]
fn fault_16_without_file_descriptors_it_waits_idly_and_recovers() {
    let directory = newsroom(&record("ferry", "Text."));
    let (mut server, address) = started(&directory, "ulimit -n 64;", "header-deadline=60s");
    let ask = r#"{"query":"{ articles(first: 1) { nodes { headline } } }"}"#;
    assert!(post(&address, "", ask).contains("\"headline\":\"ferry\""));
    let held: Vec<_> = (0..200).map(|_| TcpStream::connect(&address)).collect();
    assert!(held.iter().all(Result::is_ok), "the backlog accepts them");
    let files = || {
        fs::read_dir(format!("/proc/{}/fd", server.id()))
            .unwrap()
            .count()
    };
    let started_at = Instant::now();
    while files() < 62 {
        assert!(
            started_at.elapsed() < Duration::from_secs(5),
            "{} files are open",
            files()
        );
        sleep(Duration::from_millis(50));
    }
    let before = processor_time(&server);
    sleep(Duration::from_secs(1));
    let meanwhile = processor_time(&server) - before;
    assert!(
        meanwhile < Duration::from_millis(300),
        "it uses {meanwhile:?} in a second"
    );
    drop(held);
    let released = Instant::now();
    let answer = post(&address, "", ask);
    assert!(answer.contains("\"headline\":\"ferry\""), "{answer}");
    assert!(
        released.elapsed() < Duration::from_secs(5),
        "{:?}",
        released.elapsed()
    );
    server.kill().unwrap();
    server.wait().unwrap();
}

#[test]
fn case_21_and_fault_18_two_hundred_stalled_clients_hold_their_responses_only() {
    let body = "All the news. ".repeat(75_000);
    let directory = newsroom(&record("giant", &body));
    let (mut server, address) = started(
        &directory,
        "",
        "stalled=1s,idle=2s,connections-per-address=220",
    );
    let ask = r#"{"query":"{ article(slug: \"giant\") { bodyText } }"}"#;
    assert!(post(&address, "", ask).len() > 1_000_000);
    let before = resident(&server);
    let slow: Vec<_> = (0..200)
        .map(|_| {
            let mut stream = TcpStream::connect(&address).unwrap();
            write!(stream, "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{ask}", ask.len()).unwrap();
            let _ = stream.read(&mut [0]).unwrap();
            stream
        })
        .collect();
    let during = resident(&server);
    let started_at = Instant::now();
    assert!(post(&address, "", r#"{"query":"{ __typename }"}"#).contains("\"Query\""));
    assert!(
        started_at.elapsed() < Duration::from_secs(1),
        "{:?}",
        started_at.elapsed()
    );
    let files = || {
        fs::read_dir(format!("/proc/{}/fd", server.id()))
            .unwrap()
            .count()
    };
    while files() > 100 {
        assert!(
            started_at.elapsed() < Duration::from_secs(8),
            "{} files are open",
            files()
        );
        sleep(Duration::from_millis(100));
    }
    // The memory is freed within ten seconds, while other clients are answered.
    let cut_off = Instant::now();
    while resident(&server) >= before + 50 * 1_024 && cut_off.elapsed() < Duration::from_secs(10) {
        post(&address, "", r#"{"query":"{ __typename }"}"#);
        sleep(Duration::from_millis(100));
    }
    let after = resident(&server);
    drop(slow);
    server.kill().unwrap();
    server.wait().unwrap();
    eprintln!("{before} KiB before, {during} KiB during, {after} KiB after");
    assert!(
        during < before + 200 * 2_048,
        "{before} KiB, then {during} KiB"
    );
    assert!(
        after < before + 50 * 1_024,
        "{before} KiB, and {after} KiB when they were cut off"
    );
}
