//! GraphQL over HTTP: media types, methods, status codes, limits, and what is said of faults.

use std::{sync::atomic::Ordering, time::Duration};

use actix_web::{dev::Payload, http::Method, test};
use serde_json::{Value, json};
use standfirst_api::Introspection;

use crate::support::{StubBehaviour, app_state, ask, post, request, send};

const HELLO: &str = r#"{"query":"{ publication { name } }"}"#;

#[actix_web::test]
async fn the_media_type_is_negotiated() {
    let (state, _) = app_state(0, StubBehaviour::Normal);
    for (accept, wanted) in [
        ("application/json", "application/json; charset=utf-8"),
        ("*/*", "application/json; charset=utf-8"),
        (
            "application/graphql-response+json",
            "application/graphql-response+json; charset=utf-8",
        ),
    ] {
        let answer = send(&state, post(HELLO).insert_header(("accept", accept))).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("content-type")),
            (200, wanted)
        );
        assert!(answer.header("vary").starts_with("Accept"));
        assert_eq!(
            answer.json()["data"]["publication"]["name"],
            "The Harbour Echo"
        );
    }
    let none = request(Method::GET, "/graphql?query=%7B__typename%7D");
    assert_eq!(
        send(&state, none).await.header("content-type"),
        "application/json; charset=utf-8"
    );
    let answer = send(&state, post(HELLO).insert_header(("accept", "text/html"))).await;
    assert_eq!(
        (answer.status.as_u16(), answer.code().as_str()),
        (406, "NOT_ACCEPTABLE")
    );
}

#[actix_web::test]
async fn a_rejected_document_has_status_400_and_no_data() {
    let (state, _) = app_state(0, StubBehaviour::Normal);
    let deep = format!("{{ node(id: {}) {{ id }} }}", "[".repeat(3_000));
    for (query, code) in [
        ("{", "BAD_REQUEST"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("query($a: ID!) { node(id: $a) { id } }", "BAD_USER_INPUT"),
        ("fragment A on Query { __typename }", "BAD_REQUEST"),
        ("mutation { nothing }", "GRAPHQL_VALIDATION_FAILED"),
        (deep.as_str(), "QUERY_TOO_DEEP"),
    ] {
        let body = json!({ "query": query }).to_string();
        let answer = send(&state, post(body.clone())).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code().as_str()),
            (400, code),
            "{query}: {}",
            answer.text()
        );
        assert_eq!(answer.json().get("data"), None);
        assert!(
            !answer.text().contains("-->") && !answer.text().contains("\\n"),
            "{}",
            answer.text()
        );
        let legacy = send(
            &state,
            post(body).insert_header(("accept", "application/json")),
        )
        .await;
        assert_eq!(
            (legacy.status.as_u16(), legacy.code().as_str()),
            (200, code)
        );
    }
    let syntax = ask(&state, "{\n  a b(", json!({})).await.json();
    assert_eq!(syntax["errors"][0]["locations"][0]["line"], 2);
}

#[actix_web::test]
async fn a_malformed_request_has_status_400_in_both_media_types() {
    let (state, _) = app_state(0, StubBehaviour::Normal);
    for body in [
        "",
        "{",
        "null",
        "{}",
        r#"{"query":1}"#,
        r#"{"query":"{a}","query":"{a}"}"#,
        r#"{"query":"{a}","variables":"x"}"#,
    ] {
        for accept in ["application/json", "application/graphql-response+json"] {
            let answer = send(&state, post(body).insert_header(("accept", accept))).await;
            assert_eq!(
                (answer.status.as_u16(), answer.code().as_str()),
                (400, "BAD_REQUEST"),
                "{body}"
            );
        }
    }
    let batch = send(&state, post(format!("[{HELLO}]"))).await;
    assert_eq!(
        (batch.status.as_u16(), batch.code().as_str()),
        (400, "BATCH_NOT_ALLOWED")
    );
    let unknown = send(
        &state,
        post(r#"{"query":"query A { __typename }","operationName":"B"}"#),
    )
    .await;
    assert_eq!(
        (unknown.status.as_u16(), unknown.code().as_str()),
        (400, "BAD_REQUEST")
    );
}

#[actix_web::test]
async fn get_runs_queries_only() {
    let (state, _) = app_state(0, StubBehaviour::Normal);
    let get = |query: &str| request(Method::GET, &format!("/graphql?{query}"));
    let named = send(&state, get("query=query+A+%7B+__typename+%7D+query+B%28%24x%3AID%21%29+%7B+node%28id%3A%24x%29+%7B+id+%7D+%7D&operationName=B&variables=%7B%22x%22%3A%22y%22%7D")).await;
    assert_eq!(named.json(), json!({ "data": { "node": null } }));
    let mutation = send(&state, get("query=mutation+%7B+__typename+%7D")).await;
    assert_eq!(
        (
            mutation.status.as_u16(),
            mutation.header("allow"),
            mutation.code().as_str()
        ),
        (405, "POST", "METHOD_NOT_ALLOWED")
    );
    assert_eq!(send(&state, get("")).await.status, 400);
    assert_eq!(
        send(
            &state,
            request(Method::HEAD, "/graphql?query=%7B__typename%7D")
        )
        .await
        .status,
        200
    );
}

#[actix_web::test]
async fn other_methods_and_paths_get_the_standard_error() {
    let (state, _) = app_state(0, StubBehaviour::Normal);
    for method in [Method::PUT, Method::DELETE, Method::PATCH] {
        let answer = send(&state, request(method, "/graphql")).await;
        assert_eq!(
            (
                answer.status.as_u16(),
                answer.header("allow"),
                answer.code().as_str()
            ),
            (405, "GET, HEAD, POST, OPTIONS", "METHOD_NOT_ALLOWED")
        );
    }
    let nowhere = send(&state, request(Method::GET, "/wp-login.php")).await;
    assert_eq!(
        (nowhere.status.as_u16(), nowhere.code().as_str()),
        (404, "NOT_FOUND")
    );
    assert_eq!(nowhere.header("x-content-type-options"), "nosniff");
    assert_eq!(
        nowhere.json()["errors"][0]["extensions"]["requestId"].as_str(),
        Some(nowhere.header("x-request-id"))
    );
    assert_eq!(nowhere.header("server"), "");
}

#[actix_web::test]
async fn bodies_are_limited_in_type_size_and_time() {
    let (mut state, stub) = app_state(0, StubBehaviour::Normal);
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=latin1",
    ] {
        assert_eq!(
            send(&state, post(HELLO).insert_header(("content-type", kind)))
                .await
                .code(),
            "UNSUPPORTED_MEDIA_TYPE",
            "{kind}"
        );
    }
    assert_eq!(
        send(
            &state,
            post(HELLO).insert_header(("content-encoding", "gzip"))
        )
        .await
        .status,
        415
    );
    state.settings.body_limit_bytes = 100;
    assert_eq!(
        send(&state, post(" ".repeat(101))).await.code(),
        "PAYLOAD_TOO_LARGE"
    );
    assert_eq!(
        send(
            &state,
            post("").insert_header(("content-length", "99999999999"))
        )
        .await
        .status,
        413
    );
    assert_eq!(stub.calls.load(Ordering::Relaxed), 0);
}

#[actix_web::test]
async fn a_body_that_does_not_arrive_times_out() {
    let (mut state, _) = app_state(0, StubBehaviour::Normal);
    state.settings.body_deadline = Duration::from_millis(20);
    let service = test::init_service(standfirst_api::app(&state)).await;
    let mut request = post(HELLO).to_request();
    *request.payload() = Payload::Stream {
        payload: Box::pin(futures::stream::pending()),
    };
    assert_eq!(test::call_service(&service, request).await.status(), 408);
}

#[actix_web::test]
async fn an_unavailable_store_gives_unavailable_without_details() {
    let (state, _) = app_state(3, StubBehaviour::Unavailable);
    let answer = ask(
        &state,
        "{ articles { nodes { id } } tag(slug: \"a\") { id } }",
        json!({}),
    )
    .await;
    assert_eq!(
        (
            answer.status.as_u16(),
            answer.code().as_str(),
            answer.header("retry-after")
        ),
        (503, "UNAVAILABLE", "1")
    );
    assert!(!answer.text().contains("hunter2"));
    assert_eq!(answer.json().get("data"), None);
    let partial = ask(
        &state,
        "{ publication { name } articles { nodes { id } } }",
        json!({}),
    )
    .await;
    assert_eq!(
        (partial.status.as_u16(), partial.code().as_str()),
        (200, "UNAVAILABLE")
    );
    assert_eq!(partial.json()["data"]["articles"], Value::Null);
    let ready = send(&state, request(Method::GET, "/readyz")).await;
    assert_eq!(
        (ready.status.as_u16(), ready.code().as_str()),
        (503, "UNAVAILABLE")
    );
    assert_eq!(
        send(&state, request(Method::GET, "/healthz")).await.status,
        200
    );
}

#[actix_web::test]
async fn a_hanging_store_and_an_internal_error_fail_only_their_request() {
    let (mut silent, _) = app_state(3, StubBehaviour::Hanging);
    silent.settings.request_deadline = Duration::from_millis(20);
    let answer = ask(&silent, "{ articles { nodes { id } } }", json!({})).await;
    assert_eq!(
        (answer.status.as_u16(), answer.code().as_str()),
        (504, "TIMEOUT")
    );
    let (broken, _) = app_state(3, StubBehaviour::Panicking);
    let answer = ask(&broken, "{ articles { nodes { id } } }", json!({})).await;
    assert_eq!(
        (answer.status.as_u16(), answer.code().as_str()),
        (500, "INTERNAL")
    );
    assert!(!answer.text().contains("fault of ours"));
}

#[actix_web::test]
async fn without_introspection_errors_reveal_nothing_of_the_schema() {
    let (mut state, _) = app_state(0, StubBehaviour::Normal);
    state.settings.introspection = Introspection::Off;
    for (query, code) in [
        ("{ __schema { types { name } } }", "INTROSPECTION_DISABLED"),
        (
            "{ __type(name: \"Query\") { name } }",
            "INTROSPECTION_DISABLED",
        ),
        ("{ articels { nodes { id } } }", "GRAPHQL_VALIDATION_FAILED"),
    ] {
        let answer = ask(&state, query, json!({})).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code().as_str()),
            (400, code),
            "{query} {}",
            answer.text()
        );
        assert!(!answer.text().contains("Did you mean"), "{}", answer.text());
    }
    state.settings.introspection = Introspection::On;
    let meant = ask(&state, "{ articels { nodes { id } } }", json!({})).await;
    assert!(
        meant.text().contains("Did you mean `articles`?"),
        "{}",
        meant.text()
    );
    assert_eq!(
        ask(&state, "{ __typename }", json!({})).await.json()["data"]["__typename"],
        "Query"
    );
}

#[actix_web::test]
async fn only_allowed_origins_get_cors_headers() {
    let (mut state, _) = app_state(0, StubBehaviour::Normal);
    state.settings.allowed_origins = vec!["https://front.example".into()];
    let from = |origin: &str| post(HELLO).insert_header(("origin", origin));
    let allowed = send(&state, from("https://front.example")).await;
    assert_eq!(
        allowed.header("access-control-allow-origin"),
        "https://front.example"
    );
    assert!(
        allowed.header("vary").contains("Accept") && allowed.header("vary").contains("Origin"),
        "{:?}",
        allowed.headers
    );
    assert_eq!(
        send(&state, from("https://other.example"))
            .await
            .header("access-control-allow-origin"),
        ""
    );
    let preflight =
        request(Method::OPTIONS, "/graphql").insert_header(("origin", "https://front.example"));
    let preflight = preflight
        .insert_header(("access-control-request-method", "POST"))
        .insert_header(("access-control-request-headers", "content-type"));
    let foreign = request(Method::OPTIONS, "/graphql")
        .insert_header(("origin", "https://other.example"))
        .insert_header(("access-control-request-method", "POST"));
    let foreign = send(&state, foreign).await;
    assert_eq!(
        (foreign.status.as_u16(), foreign.code().as_str()),
        (400, "BAD_REQUEST")
    );
    assert_eq!(foreign.header("access-control-allow-origin"), "");
    assert_eq!(foreign.header("cache-control"), "no-store");
    let preflight = send(&state, preflight).await;
    assert!(
        preflight.status.is_success()
            && preflight
                .header("access-control-allow-methods")
                .contains("POST"),
        "{:?}",
        preflight.headers
    );
}
