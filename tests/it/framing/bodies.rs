//! Bodies that are too large, of another kind, or that nobody reads.

use std::time::{Duration, Instant};

use super::{
    limited,
    raw::{HEALTH, Raw, post, told},
};
use crate::support::TestApp;

#[actix_web::test]
async fn case_16_a_body_that_says_it_is_too_large_is_not_waited_for() {
    let app = TestApp::sqlite().await;
    for length in ["10485760", "1048577", "18446744073709551615"] {
        let asked = Instant::now();
        let heard = told(&app, post(&format!("Content-Length: {length}\r\n"))).await;
        assert!(heard.is_refusal("413", "PAYLOAD_TOO_LARGE"), "{heard:?}");
        assert!(
            asked.elapsed() < Duration::from_secs(3),
            "{:?}",
            asked.elapsed()
        );
    }
}

#[actix_web::test]
async fn case_16_a_chunked_body_is_read_to_the_limit_and_no_further() {
    let limit = 100_000;
    let app = limited(|settings, _| settings.body_limit_bytes = limit).await;
    let mut raw = Raw::to(&app).await;
    raw.send(post("Transfer-Encoding: chunked\r\n")).await;
    let chunk = format!("2000\r\n{}\r\n", " ".repeat(0x2000));
    let mut sent = 0;
    let mut heard = String::new();
    while heard.is_empty() {
        assert!(sent <= limit + 65_536, "{sent} bytes were taken");
        raw.send(&chunk).await;
        sent += 0x2000;
        if sent > limit {
            heard = raw.heard_within(Duration::from_millis(50)).await.text;
        }
    }
    assert!(
        heard.starts_with("HTTP/1.1 413 ") && heard.contains("connection: close"),
        "{heard}"
    );
    assert!(heard.contains("PAYLOAD_TOO_LARGE"), "{heard}");
    let asked = Instant::now();
    while raw.send(&chunk).await {
        assert!(
            asked.elapsed() < Duration::from_secs(3),
            "it goes on reading"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[actix_web::test]
async fn case_17_no_body_is_unpacked() {
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
        let heard = told(&app, [head.as_bytes(), packed].concat()).await;
        assert!(
            heard.is_refusal("415", "UNSUPPORTED_MEDIA_TYPE"),
            "{heard:?}"
        );
    }
}

#[actix_web::test]
async fn what_nobody_reads_of_a_body_is_never_taken_for_a_request() {
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
        let heard = told(&app, format!("{head}{hidden}")).await;
        assert_eq!(heard.statuses(), [status], "{head:?}: {heard:?}");
        assert!(heard.is_closed, "{head:?}");
    }
}
