//! Clients that are slow on purpose. The deadlines are short here; `docs/limits.md` lists the
//! defaults.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{
    limited,
    raw_client::{HEALTH, RawClient, Received, post},
};
use crate::support::{TestApp, record_with};

const SHORT: Duration = Duration::from_millis(300);
/// No connection of these tests stays open longer.
const LONG: Duration = Duration::from_secs(3);

/// Sends one byte at a time until the server closes the connection. Returns the response and the
/// elapsed time.
async fn send_slowly(raw: &mut RawClient, bytes: &str) -> (Received, Duration) {
    let begun = Instant::now();
    let mut receive = Received {
        text: String::new(),
        is_closed: false,
    };
    for byte in bytes.bytes().cycle() {
        raw.send([byte]).await;
        let part = raw.receive_until_quiet(Duration::from_millis(30)).await;
        receive.text.push_str(&part.text);
        receive.is_closed = part.is_closed;
        if part.is_closed || begun.elapsed() > LONG {
            break;
        }
    }
    (receive, begun.elapsed())
}

#[actix_web::test]
async fn case_20_slow_heads_time_out_while_others_are_served() {
    let app = limited(|_, limits| limits.header_deadline = SHORT).await;
    let slow = async {
        let lines: Vec<_> = (0..50)
            .map(|_| async {
                let mut raw = RawClient::to(&app).await;
                raw.send("GET /healthz HTTP/1.1\r\n").await;
                send_slowly(&mut raw, "X-Slow: 1\r\n").await
            })
            .collect();
        futures::future::join_all(lines).await
    };
    let good = async {
        let mut slowest = Duration::ZERO;
        for _ in 0..20 {
            let started = Instant::now();
            app.data("{ __typename }", json!({})).await;
            slowest = slowest.max(started.elapsed());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        slowest
    };
    let (ended, slowest) = tokio::join!(slow, good);
    for (receive, took) in ended {
        assert!(
            receive.is_rejection("408", "REQUEST_TIMEOUT"),
            "{receive:?}"
        );
        assert!(took < LONG, "{took:?}");
    }
    assert!(slowest < Duration::from_millis(750), "{slowest:?}");
}

#[actix_web::test]
async fn case_20_a_slow_head_times_out_on_a_connection_that_was_used_before() {
    let app = limited(|_, limits| limits.header_deadline = SHORT).await;
    let mut raw = RawClient::to(&app).await;
    raw.send(HEALTH).await;
    assert_eq!(
        raw.receive_until_quiet(Duration::from_millis(100))
            .await
            .statuses(),
        ["200"]
    );
    tokio::time::sleep(SHORT * 2).await;
    raw.send("GET /healthz HTTP/1.1\r\n").await;
    let (receive, _) = send_slowly(&mut raw, "X-Slow: 1\r\n").await;
    assert!(
        receive.is_rejection("408", "REQUEST_TIMEOUT"),
        "{receive:?}"
    );
}

#[actix_web::test]
async fn case_20_a_silent_connection_is_closed_without_a_response() {
    let app = limited(|_, limits| limits.header_deadline = SHORT).await;
    let mut raw = RawClient::to(&app).await;
    let receive = raw.receive().await;
    assert!(receive.is_closed && receive.text.is_empty(), "{receive:?}");
}

#[actix_web::test]
async fn case_20_slow_bodies_time_out_and_close_the_connection() {
    let app = limited(|settings, _| settings.body_deadline = SHORT).await;
    for head in [
        post("Content-Length: 500\r\n"),
        post("Transfer-Encoding: chunked\r\n"),
    ] {
        let begun = Instant::now();
        let mut raw = RawClient::to(&app).await;
        raw.send(format!("{head}5\r\n{{")).await;
        let receive = raw.receive().await;
        assert!(
            receive.is_rejection("408", "REQUEST_TIMEOUT"),
            "{receive:?}"
        );
        assert!(begun.elapsed() < LONG, "{:?}", begun.elapsed());
        let mut raw = RawClient::to(&app).await;
        raw.send(&head).await;
        let (receive, took) = send_slowly(&mut raw, "1\r\n \r\n").await;
        assert!(
            receive.is_rejection("408", "REQUEST_TIMEOUT"),
            "{receive:?}"
        );
        assert!(took < LONG, "{took:?}");
    }
}

#[actix_web::test]
async fn an_idle_connection_is_closed_at_its_deadline_and_not_earlier() {
    let app = limited(|_, limits| limits.idle = Duration::from_millis(600)).await;
    let mut raw = RawClient::to(&app).await;
    for _ in 0..3 {
        raw.send(HEALTH).await;
        let receive = raw.receive_until_quiet(Duration::from_millis(300)).await;
        assert!(
            receive.statuses() == ["200"] && !receive.is_closed,
            "{receive:?}"
        );
    }
    let receive = raw.receive_until_quiet(LONG).await;
    assert!(receive.is_closed && receive.text.is_empty(), "{receive:?}");
}

/// Starts a server with an article of one megabyte. Returns a query that requests the body many
/// times.
async fn with_large_article(stalled: Duration) -> (TestApp, String) {
    let app = limited(|settings, limits| {
        limits.stalled = stalled;
        limits.answer_bytes = 64 << 20;
        settings.request_deadline = Duration::from_secs(20);
    })
    .await;
    app.import(&[record_with(
        "Giant",
        json!({ "body": "All the news. ".repeat(75_000) }),
    )])
    .await;
    let fields: String = (0..12).map(|n| format!(" a{n}: bodyText")).collect();
    let body =
        json!({ "query": format!("{{ article(slug: \"giant\") {{{fields} }} }}") }).to_string();
    (
        app,
        post(&format!("Content-Length: {}\r\n", body.len())) + &body,
    )
}

#[actix_web::test]
async fn case_21_a_client_that_reads_nothing_of_a_response_is_disconnected() {
    let (app, question) = with_large_article(SHORT).await;
    let mut raw = RawClient::with_small_buffer(&app).await;
    raw.send(&question).await;
    raw.read_up_to(1_000).await;
    tokio::time::sleep(SHORT * 6).await;
    let read_up_to = raw.read_up_to(12 << 20).await;
    assert!(
        read_up_to < 12_000_000,
        "the whole response was sent: {read_up_to}"
    );
    app.data("{ __typename }", json!({})).await;
}

#[actix_web::test]
async fn case_21_a_slow_reader_that_makes_progress_gets_the_whole_response() {
    let (app, question) = with_large_article(Duration::from_secs(1)).await;
    let mut raw = RawClient::with_small_buffer(&app).await;
    raw.send(&question).await;
    let mut read_up_to = 0;
    for _ in 0..15 {
        read_up_to += raw.read_up_to(400_000).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    read_up_to += raw.read_up_to(12_000_000 - read_up_to).await;
    assert_eq!(read_up_to, 12_000_000, "the response was truncated");
}

#[actix_web::test]
async fn case_21_a_reader_of_small_pieces_is_not_disconnected() {
    let (app, question) = with_large_article(Duration::from_secs(1)).await;
    let mut raw = RawClient::with_small_buffer(&app).await;
    raw.send(&question).await;
    let mut read_up_to = 0;
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(4) {
        read_up_to += raw.read_up_to(20_000).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    read_up_to += raw.read_up_to(12_000_000 - read_up_to).await;
    assert_eq!(read_up_to, 12_000_000, "the response was truncated");
}
