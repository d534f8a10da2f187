//! Bodies that are too large, compressed, or not read by the server.

use std::time::{Duration, Instant};

use super::{
    limited,
    raw_client::{HEALTH, RawClient, exchange, post},
};
use crate::support::TestApp;

#[actix_web::test]
async fn case_16_a_declared_length_over_the_limit_is_rejected_before_the_body_arrives() {
    let app = TestApp::sqlite().await;
    for length in ["10485760", "1048577", "18446744073709551615"] {
        let started = Instant::now();
        let receive = exchange(&app, post(&format!("Content-Length: {length}\r\n"))).await;
        assert!(
            receive.is_rejection("413", "PAYLOAD_TOO_LARGE"),
            "{receive:?}"
        );
        assert!(
            started.elapsed() < Duration::from_secs(3),
            "{:?}",
            started.elapsed()
        );
    }
}

#[actix_web::test]
async fn case_16_a_chunked_body_is_read_to_the_limit_and_no_further() {
    let limit = 100_000;
    let app = limited(|settings, _| settings.body_limit_bytes = limit).await;
    let mut raw = RawClient::to(&app).await;
    raw.send(post("Transfer-Encoding: chunked\r\n")).await;
    let chunk = format!("2000\r\n{}\r\n", " ".repeat(0x2000));
    let mut sent = 0;
    let mut receive = String::new();
    while receive.is_empty() {
        assert!(sent <= limit + 65_536, "{sent} bytes were taken");
        raw.send(&chunk).await;
        sent += 0x2000;
        if sent > limit {
            receive = raw
                .receive_until_quiet(Duration::from_millis(50))
                .await
                .text;
        }
    }
    assert!(
        receive.starts_with("HTTP/1.1 413 ") && receive.contains("connection: close"),
        "{receive}"
    );
    assert!(receive.contains("PAYLOAD_TOO_LARGE"), "{receive}");
    let started = Instant::now();
    while raw.send(&chunk).await {
        assert!(
            started.elapsed() < Duration::from_secs(3),
            "it goes on reading"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[actix_web::test]
async fn case_17_compressed_bodies_are_rejected() {
    let app = TestApp::sqlite().await;
    let packed: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xabV*,M-\xaaT\xb2R\xaaV\x88\x8f/\xa9,HU\xa8U\xaa\x05\x00";
    for encoding in [
        "Content-Encoding: gzip\r\n",
        "Content-Encoding: br\r\n",
        "Content-Encoding: identity\r\nContent-Encoding: gzip\r\n",
        "Content-Encoding: identity, gzip\r\n",
    ] {
        let head = post(&format!(
            "{encoding}Connection: close\r\nContent-Length: {}\r\n",
            packed.len()
        ));
        let receive = exchange(&app, [head.as_bytes(), packed].concat()).await;
        assert!(
            receive.is_rejection("415", "UNSUPPORTED_MEDIA_TYPE"),
            "{receive:?}"
        );
    }
}

#[actix_web::test]
async fn an_unread_body_is_never_parsed_as_a_request() {
    let app = TestApp::sqlite().await;
    let hidden = HEALTH;
    for (head, status) in [
        (
            format!(
                "POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n",
                hidden.len()
            ),
            "404",
        ),
        (
            "POST /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\n".to_owned(),
            "405",
        ),
        (
            format!(
                "GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n",
                hidden.len()
            ),
            "200",
        ),
        (
            format!(
                "PUT /graphql HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n",
                hidden.len()
            ),
            "405",
        ),
    ] {
        let receive = exchange(&app, format!("{head}{hidden}")).await;
        assert_eq!(receive.statuses(), [status], "{head:?}: {receive:?}");
        assert!(receive.is_closed, "{head:?}");
    }
}
