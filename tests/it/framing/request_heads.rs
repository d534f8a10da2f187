//! Invalid and oversized request heads, and ambiguous framing that two parsers could read
//! differently.

use super::{
    limited,
    raw_client::{HEALTH, RawClient, exchange, post},
};
use crate::support::TestApp;

const QUESTION: &str = r#"{"query":"{ __typename }"}"#;

#[actix_web::test]
async fn case_18_ambiguous_framing_is_rejected_once_and_closes_the_connection() {
    let app = TestApp::sqlite().await;
    let get = |headers: &str| format!("GET /healthz HTTP/1.1\r\n{headers}\r\n");
    let chunked = format!("{:x}\r\n{QUESTION}\r\n0\r\n\r\n", QUESTION.len());
    let length = format!("Content-Length: {}\r\n", QUESTION.len());
    for refused in [
        post(&format!("{length}Transfer-Encoding: chunked\r\n")) + &chunked,
        post(&format!("Transfer-Encoding: chunked\r\n{length}")) + &chunked,
        post(&format!("{length}Content-Length: 5\r\n")) + QUESTION,
        post(&format!("{length}{length}")) + QUESTION,
        post("Content-Length: 5, 5\r\n") + QUESTION,
        post("Content-Length: +5\r\n") + QUESTION,
        post("Content-Length: -1\r\n") + QUESTION,
        post("Content-Length: 0x5\r\n") + QUESTION,
        post("Content-Length: 99999999999999999999999\r\n") + QUESTION,
        post("Transfer-Encoding : chunked\r\n") + &chunked,
        post("Transfer-Encoding: chunked, identity\r\n") + &chunked,
        post("Transfer-Encoding: identity, chunked\r\n") + &chunked,
        post("Transfer-Encoding: gzip\r\n") + &chunked,
        post("Transfer-Encoding: identity\r\n") + QUESTION,
        post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n") + &chunked,
        post("Transfer-Encoding: \u{b}chunked\r\n") + &chunked,
        post("X: a\r\n folded\r\n"),
        post("X: a\rY: b\r\n"),
        post("X: a\u{0}b\r\n"),
        post("X Y: a\r\n"),
        post(": a\r\n"),
        get(""),
        get("Host: a\r\nHost: b\r\n"),
        "GET /healthz HTTP/2.0\r\nHost: a\r\n\r\n".to_owned(),
        "GET  /healthz  HTTP/1.1\r\nHost: a\r\n\r\n".to_owned(),
        "GET /heal thz HTTP/1.1\r\nHost: a\r\n\r\n".to_owned(),
        "GE(T /healthz HTTP/1.1\r\nHost: a\r\n\r\n".to_owned(),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(),
        "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}".to_owned(),
    ] {
        let receive = exchange(&app, format!("{refused}{HEALTH}")).await;
        assert!(receive.is_rejection("400", ""), "{refused:?}: {receive:?}");
    }
}

#[actix_web::test]
async fn case_18_an_invalid_chunk_is_rejected_once_and_the_rest_is_ignored() {
    let app = TestApp::sqlite().await;
    for chunks in [
        "zz\r\n",
        "5\r\n{\"queXX",
        "-1\r\n",
        "ffffffffffffffffff\r\n",
        "\r\n",
        "5 5\r\n",
    ] {
        let frame = post("Transfer-Encoding: chunked\r\n") + chunks;
        let receive = exchange(&app, format!("{frame}\r\n{HEALTH}")).await;
        assert!(receive.is_rejection("400", ""), "{chunks:?}: {receive:?}");
    }
}

#[actix_web::test]
async fn case_18_pipelined_requests_are_answered_in_order_and_none_after_an_invalid_one() {
    let app = TestApp::sqlite().await;
    let question = post(&format!("Content-Length: {}\r\n", QUESTION.len())) + QUESTION;
    let receive = exchange(&app, format!("{HEALTH}{question}NONSENSE\r\n\r\n{HEALTH}")).await;
    assert_eq!(receive.statuses(), ["200", "200", "400"], "{receive:?}");
    assert!(receive.is_closed && receive.text.contains(r#"{"data":{"__typename":"Query"}}"#));
}

/// A bare line feed ends a line of a head (RFC 9112, section 2.2), but not a chunk.
#[actix_web::test]
async fn case_18_a_bare_line_feed_is_accepted_in_a_head_and_rejected_in_a_chunk() {
    let app = TestApp::sqlite().await;
    let receive = exchange(
        &app,
        "GET /healthz HTTP/1.1\nHost: a\nConnection: close\n\n",
    )
    .await;
    assert_eq!(receive.statuses(), ["200"], "{receive:?}");
    let chunked = format!("{:x}\n{QUESTION}\n0\n\n", QUESTION.len());
    let receive = exchange(
        &app,
        post("Transfer-Encoding: chunked\r\n") + &chunked + HEALTH,
    )
    .await;
    assert!(receive.is_rejection("400", ""), "{receive:?}");
}

#[actix_web::test]
async fn case_19_the_number_and_size_of_headers_are_limited() {
    let app = TestApp::sqlite().await;
    let headers =
        |count: usize| -> String { (0..count).map(|n| format!("X-{n}: a\r\n")).collect() };
    let ask = |headers: &str| {
        format!("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}\r\n")
    };
    assert_eq!(exchange(&app, ask(&headers(94))).await.statuses(), ["200"]);
    let receive = exchange(&app, ask(&headers(95))).await;
    assert!(receive.is_rejection("431", ""), "{receive:?}");
    let long = |bytes: usize| format!("X: {}\r\n", "a".repeat(bytes));
    assert_eq!(exchange(&app, ask(&long(32_000))).await.statuses(), ["200"]);
    for bytes in [33_000, 200_000, 2_000_000] {
        let receive = exchange(&app, ask(&long(bytes))).await;
        assert!(
            receive.is_rejection("431", "HEADERS_TOO_LARGE"),
            "{bytes}: {receive:?}"
        );
    }
}

#[actix_web::test]
async fn case_19_the_length_of_the_request_target_is_limited() {
    let app = limited(|_, limits| limits.target_bytes = 2_000).await;
    let target = |bytes: usize| {
        format!(
            "/graphql?query=%7B__typename%7D&x={}",
            "a".repeat(bytes - 34)
        )
    };
    for (method, bytes, status) in [
        ("GET", 2_000, "200"),
        ("GET", 2_001, "414"),
        ("POST", 2_001, "414"),
        ("GET", 65_536, "414"),
        ("GET", 1_000_000, "414"),
    ] {
        let receive = exchange(
            &app,
            format!(
                "{method} {} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                target(bytes)
            ),
        )
        .await;
        assert_eq!(receive.statuses(), [status], "{bytes}: {receive:?}");
        assert_eq!(receive.text.contains("URI_TOO_LONG"), status == "414");
    }
    let mut raw = RawClient::to(&app).await;
    raw.send(format!("{HEALTH}{HEALTH}")).await;
    let first = raw
        .receive_until_quiet(std::time::Duration::from_millis(100))
        .await;
    assert_eq!(first.statuses(), ["200", "200"]);
    raw.send(format!("GET {} HTTP/1.1\r\n", target(2_001)))
        .await;
    let second = raw.receive().await;
    assert!(
        second.is_rejection("414", "URI_TOO_LONG"),
        "a later one too: {second:?}"
    );
}
