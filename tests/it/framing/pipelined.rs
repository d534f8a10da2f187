//! Requests that are sent before the one ahead of them is answered.

use super::raw::{HEALTH, Raw, post, told};
use crate::support::TestApp;

const LAST: &str = "GET /nope HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
const HEAD: &str = "HEAD /graphql?query=%7B__typename%7D HTTP/1.1\r\nHost: a\r\n\r\n";
const GET: &str = "GET /graphql?query=%7B__typename%7D HTTP/1.1\r\nHost: a\r\n\r\n";
const ANSWER: &str = r#"{"data":{"__typename":"Query"}}"#;

#[actix_web::test]
async fn case_18_each_pipelined_request_is_answered_in_its_own_manner() {
    let app = TestApp::sqlite().await;
    let heard = told(&app, format!("{HEAD}{LAST}")).await;
    assert_eq!(heard.statuses(), ["200", "404"], "{heard:?}");
    assert!(
        !heard.text.contains(ANSWER),
        "a HEAD has no body: {heard:?}"
    );
    let last_head = LAST.replace("GET", "HEAD");
    let heard = told(&app, format!("{GET}{last_head}")).await;
    assert_eq!(heard.statuses(), ["200", "404"], "{heard:?}");
    assert!(heard.text.contains(ANSWER), "a GET has one: {heard:?}");
    let chunked = post("Transfer-Encoding: chunked\r\n")
        + "1a\r\n{\"query\":\"{ __typename }\"}\r\n0\r\n\r\n";
    let heard = told(&app, format!("{chunked}{last_head}")).await;
    assert_eq!(heard.statuses(), ["200", "404"], "{heard:?}");
    assert!(heard.text.contains(ANSWER), "{heard:?}");
    let old = "GET /nope HTTP/1.0\r\n\r\n";
    let heard = told(&app, format!("{GET}{old}")).await;
    assert_eq!(heard.statuses(), ["200"], "{heard:?}");
    assert!(heard.text.contains("HTTP/1.0 404 "), "{heard:?}");
}

#[actix_web::test]
async fn case_18_many_pipelined_requests_are_all_answered_however_they_are_cut() {
    let app = TestApp::sqlite().await;
    let heard = told(&app, HEALTH.repeat(600) + LAST).await;
    assert_eq!(heard.statuses().len(), 601);
    let mut raw = Raw::to(&app).await;
    let text = format!("{GET}{HEAD}{GET}{LAST}");
    for part in text.as_bytes().chunks(7) {
        raw.send(part).await;
    }
    let heard = raw.heard().await;
    assert_eq!(heard.statuses(), ["200", "200", "200", "404"], "{heard:?}");
    assert_eq!(heard.text.matches(ANSWER).count(), 2, "{heard:?}");
}

#[actix_web::test]
async fn case_18_nothing_is_answered_after_an_answer_that_closes() {
    let app = TestApp::sqlite().await;
    let heard = told(&app, format!("{LAST}{HEALTH}{HEALTH}")).await;
    assert!(heard.is_refusal("404", ""), "{heard:?}");
    assert!(heard.text.contains("connection: close"), "{heard:?}");
    let old = "GET /healthz HTTP/1.0\r\n\r\n";
    let heard = told(&app, format!("{old}{HEALTH}")).await;
    assert!(heard.statuses().is_empty() && heard.is_closed, "{heard:?}");
}

#[actix_web::test]
async fn case_18_another_protocol_is_not_asked_for_together_with_a_body() {
    let app = TestApp::sqlite().await;
    let question = r#"{"query":"{ __typename }"}"#;
    let upgrade = post(&format!(
        "Connection: upgrade\r\nUpgrade: websocket\r\nContent-Length: {}\r\n",
        question.len()
    ));
    let heard = told(&app, format!("{upgrade}{question}{HEALTH}")).await;
    assert!(heard.is_refusal("400", "BAD_REQUEST"), "{heard:?}");
    assert!(
        heard
            .text
            .contains("content-security-policy: default-src 'none'")
    );
}
