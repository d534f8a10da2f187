//! Clients that are slow on purpose. The deadlines are short here; what they are by default is in `docs/limits.md`.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{
    limited,
    raw::{HEALTH, Heard, Raw, post},
};
use crate::support::{TestApp, record_with};

const SHORT: Duration = Duration::from_millis(300);
/// No connection of these tests stays longer.
const LONG: Duration = Duration::from_secs(3);

/// Sends byte after byte until the server closes, and answers what it said and after how long.
async fn dribbled(raw: &mut Raw, bytes: &str) -> (Heard, Duration) {
    let begun = Instant::now();
    let mut heard = Heard {
        text: String::new(),
        is_closed: false,
    };
    for byte in bytes.bytes().cycle() {
        raw.send([byte]).await;
        let part = raw.heard_within(Duration::from_millis(30)).await;
        heard.text.push_str(&part.text);
        heard.is_closed = part.is_closed;
        if part.is_closed || begun.elapsed() > LONG {
            break;
        }
    }
    (heard, begun.elapsed())
}

#[actix_web::test]
async fn case_20_slow_heads_are_given_up_while_others_are_served() {
    let app = limited(|_, limits| limits.header_deadline = SHORT).await;
    let slow = async {
        let lines: Vec<_> = (0..50)
            .map(|_| async {
                let mut raw = Raw::to(&app).await;
                raw.send("GET /healthz HTTP/1.1\r\n").await;
                dribbled(&mut raw, "X-Slow: 1\r\n").await
            })
            .collect();
        futures::future::join_all(lines).await
    };
    let good = async {
        let mut slowest = Duration::ZERO;
        for _ in 0..20 {
            let asked = Instant::now();
            app.data("{ __typename }", json!({})).await;
            slowest = slowest.max(asked.elapsed());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        slowest
    };
    let (ended, slowest) = tokio::join!(slow, good);
    for (heard, took) in ended {
        assert!(heard.is_refusal("408", "REQUEST_TIMEOUT"), "{heard:?}");
        assert!(took < LONG, "{took:?}");
    }
    assert!(slowest < Duration::from_millis(750), "{slowest:?}");
}

#[actix_web::test]
async fn case_20_a_head_is_given_up_on_a_connection_that_was_good_before() {
    let app = limited(|_, limits| limits.header_deadline = SHORT).await;
    let mut raw = Raw::to(&app).await;
    raw.send(HEALTH).await;
    assert_eq!(
        raw.heard_within(Duration::from_millis(100))
            .await
            .statuses(),
        ["200"]
    );
    tokio::time::sleep(SHORT * 2).await;
    raw.send("GET /healthz HTTP/1.1\r\n").await;
    let (heard, _) = dribbled(&mut raw, "X-Slow: 1\r\n").await;
    assert!(heard.is_refusal("408", "REQUEST_TIMEOUT"), "{heard:?}");
}

#[actix_web::test]
async fn case_20_a_connection_on_which_nothing_comes_ends_without_a_word() {
    let app = limited(|_, limits| limits.header_deadline = SHORT).await;
    let mut raw = Raw::to(&app).await;
    let heard = raw.heard().await;
    assert!(heard.is_closed && heard.text.is_empty(), "{heard:?}");
}

#[actix_web::test]
async fn case_20_slow_bodies_are_given_up_and_nobody_waits_for_the_rest() {
    let app = limited(|settings, _| settings.body_deadline = SHORT).await;
    for head in [
        post("Content-Length: 500\r\n"),
        post("Transfer-Encoding: chunked\r\n"),
    ] {
        let begun = Instant::now();
        let mut raw = Raw::to(&app).await;
        raw.send(format!("{head}5\r\n{{")).await;
        let heard = raw.heard().await;
        assert!(heard.is_refusal("408", "REQUEST_TIMEOUT"), "{heard:?}");
        assert!(begun.elapsed() < LONG, "{:?}", begun.elapsed());
        let mut raw = Raw::to(&app).await;
        raw.send(&head).await;
        let (heard, took) = dribbled(&mut raw, "1\r\n \r\n").await;
        assert!(heard.is_refusal("408", "REQUEST_TIMEOUT"), "{heard:?}");
        assert!(took < LONG, "{took:?}");
    }
}

#[actix_web::test]
async fn an_idle_connection_ends_and_not_before() {
    let app = limited(|_, limits| limits.idle = Duration::from_millis(600)).await;
    let mut raw = Raw::to(&app).await;
    for _ in 0..3 {
        raw.send(HEALTH).await;
        let heard = raw.heard_within(Duration::from_millis(300)).await;
        assert!(heard.statuses() == ["200"] && !heard.is_closed, "{heard:?}");
    }
    let heard = raw.heard_within(LONG).await;
    assert!(heard.is_closed && heard.text.is_empty(), "{heard:?}");
}

/// A server with an article of a megabyte, and the question that asks for it many times over.
async fn with_a_giant(stalled: Duration) -> (TestApp, String) {
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
async fn case_21_who_takes_nothing_of_an_answer_is_cut_off() {
    let (app, question) = with_a_giant(SHORT).await;
    let mut raw = Raw::narrow(&app).await;
    raw.send(&question).await;
    raw.taken(1_000).await;
    tokio::time::sleep(SHORT * 6).await;
    let taken = raw.taken(12 << 20).await;
    assert!(taken < 12_000_000, "all of it was sent: {taken}");
    app.data("{ __typename }", json!({})).await;
}

#[actix_web::test]
async fn case_21_who_is_slow_and_goes_on_gets_all_of_it() {
    let (app, question) = with_a_giant(Duration::from_secs(1)).await;
    let mut raw = Raw::narrow(&app).await;
    raw.send(&question).await;
    let mut taken = 0;
    for _ in 0..15 {
        taken += raw.taken(400_000).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    taken += raw.taken(12_000_000 - taken).await;
    assert_eq!(taken, 12_000_000, "it was cut off");
}

#[actix_web::test]
async fn case_21_who_takes_little_at_a_time_is_not_taken_for_one_who_stopped() {
    let (app, question) = with_a_giant(Duration::from_secs(1)).await;
    let mut raw = Raw::narrow(&app).await;
    raw.send(&question).await;
    let mut taken = 0;
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(4) {
        taken += raw.taken(20_000).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    taken += raw.taken(12_000_000 - taken).await;
    assert_eq!(taken, 12_000_000, "it was cut off");
}
