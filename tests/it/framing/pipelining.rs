//! Pipelined requests.

use super::raw_client::{HEALTH, RawClient, exchange, post};
use crate::support::TestApp;

const LAST: &str = "GET /nope HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
const HEAD: &str = "HEAD /graphql?query=%7B__typename%7D HTTP/1.1\r\nHost: a\r\n\r\n";
const GET: &str = "GET /graphql?query=%7B__typename%7D HTTP/1.1\r\nHost: a\r\n\r\n";
const ANSWER: &str = r#"{"data":{"__typename":"Query"}}"#;

#[actix_web::test]
async fn case_18_each_pipelined_request_gets_a_response_of_its_own_kind() {
    let app = TestApp::sqlite().await;
    let receive = exchange(&app, format!("{HEAD}{LAST}")).await;
    assert_eq!(receive.statuses(), ["200", "404"], "{receive:?}");
    assert!(
        !receive.text.contains(ANSWER),
        "a HEAD has no body: {receive:?}"
    );
    let last_head = LAST.replace("GET", "HEAD");
    let receive = exchange(&app, format!("{GET}{last_head}")).await;
    assert_eq!(receive.statuses(), ["200", "404"], "{receive:?}");
    assert!(receive.text.contains(ANSWER), "a GET has one: {receive:?}");
    let chunked = post("Transfer-Encoding: chunked\r\n")
        + "1a\r\n{\"query\":\"{ __typename }\"}\r\n0\r\n\r\n";
    let receive = exchange(&app, format!("{chunked}{last_head}")).await;
    assert_eq!(receive.statuses(), ["200", "404"], "{receive:?}");
    assert!(receive.text.contains(ANSWER), "{receive:?}");
    let old = "GET /nope HTTP/1.0\r\n\r\n";
    let receive = exchange(&app, format!("{GET}{old}")).await;
    assert_eq!(receive.statuses(), ["200"], "{receive:?}");
    assert!(receive.text.contains("HTTP/1.0 404 "), "{receive:?}");
}

#[actix_web::test]
async fn case_18_pipelined_requests_are_answered_however_their_bytes_are_split() {
    let app = TestApp::sqlite().await;
    let receive = exchange(&app, HEALTH.repeat(600) + LAST).await;
    assert_eq!(receive.statuses().len(), 601);
    let mut raw = RawClient::to(&app).await;
    let text = format!("{GET}{HEAD}{GET}{LAST}");
    for part in text.as_bytes().chunks(7) {
        raw.send(part).await;
    }
    let receive = raw.receive().await;
    assert_eq!(
        receive.statuses(),
        ["200", "200", "200", "404"],
        "{receive:?}"
    );
    assert_eq!(receive.text.matches(ANSWER).count(), 2, "{receive:?}");
}

#[actix_web::test]
async fn case_18_no_response_follows_one_that_closes_the_connection() {
    let app = TestApp::sqlite().await;
    let receive = exchange(&app, format!("{LAST}{HEALTH}{HEALTH}")).await;
    assert!(receive.is_rejection("404", ""), "{receive:?}");
    assert!(receive.text.contains("connection: close"), "{receive:?}");
    let old = "GET /healthz HTTP/1.0\r\n\r\n";
    let receive = exchange(&app, format!("{old}{HEALTH}")).await;
    assert!(
        receive.statuses().is_empty() && receive.is_closed,
        "{receive:?}"
    );
}

#[actix_web::test]
async fn case_18_an_upgrade_request_with_a_body_is_rejected() {
    let app = TestApp::sqlite().await;
    let question = r#"{"query":"{ __typename }"}"#;
    let upgrade = post(&format!(
        "Connection: upgrade\r\nUpgrade: websocket\r\nContent-Length: {}\r\n",
        question.len()
    ));
    let receive = exchange(&app, format!("{upgrade}{question}{HEALTH}")).await;
    assert!(receive.is_rejection("400", "BAD_REQUEST"), "{receive:?}");
    assert!(
        receive
            .text
            .contains("content-security-policy: default-src 'none'")
    );
}
