//! Overload: execution slots, the queue, and requests rejected with 503.

use std::{num::NonZeroUsize, pin::Pin, thread, time::Duration};

use actix_web::{
    http::Method,
    test::{call_service, init_service},
};
use futures::FutureExt;
use standfirst_api::AppState;

use crate::support::{StubBehaviour, app_state, post, request, send, with};

const QUERY: &str = r#"{"query":"{ articles(first: 1) { nodes { id } } }"}"#;

fn processors() -> usize {
    thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

/// A state in which one operation runs for each processor and two wait.
fn narrow(mood: StubBehaviour) -> AppState {
    with(&app_state(3, mood).0, |settings| {
        settings.limits.running = 1;
        settings.limits.queue = 2;
        settings.limits.queue_wait = Duration::from_secs(5);
        settings.request_deadline = Duration::from_millis(300);
        settings.allowed_origins = vec!["https://paper.example".to_owned()];
    })
}

#[actix_web::test]
async fn anonymous_requests_are_rejected_at_once_and_health_checks_always_succeed() {
    let state = narrow(StubBehaviour::Hanging);
    let service = init_service(standfirst_api::app(&state)).await;
    let begin = || Box::pin(call_service(&service, post(QUERY).to_request()));
    let mut begun: Vec<Pin<Box<_>>> = (0..processors() + 2).map(|_| begin()).collect();
    for one in &mut begun {
        assert!(one.now_or_never().is_none());
    }
    assert_eq!(state.load_control.load(), (processors(), 2));
    let asked = post(QUERY).insert_header(("origin", "https://paper.example"));
    let refused = send(&state, asked).now_or_never().unwrap();
    assert_eq!(
        (refused.status.as_u16(), refused.code().as_str()),
        (503, "OVERLOADED")
    );
    for (name, value) in [
        ("retry-after", "1"),
        (
            "content-type",
            "application/graphql-response+json; charset=utf-8",
        ),
        ("cache-control", "no-store"),
        ("access-control-allow-origin", "https://paper.example"),
    ] {
        assert_eq!(refused.header(name), value, "{name}");
    }
    assert_eq!(
        refused.header("x-request-id"),
        refused.json()["errors"][0]["extensions"]["requestId"]
    );
    assert_eq!(send(&state, request(Method::GET, "/")).await.status, 503);
    assert_eq!(
        send(&state, request(Method::GET, "/healthz")).await.status,
        200
    );
    let preflight = request(Method::OPTIONS, "/graphql")
        .insert_header(("origin", "https://paper.example"))
        .insert_header(("access-control-request-method", "POST"));
    assert_eq!(send(&state, preflight).await.status, 200);
    let mut everywhere = state.clone();
    everywhere.settings.allowed_origins = vec!["*".to_owned()];
    let of_no_origin = post(QUERY).insert_header(("origin", "null"));
    let refused = send(&everywhere, of_no_origin).now_or_never().unwrap();
    assert_eq!(refused.status, 503);
    assert_eq!(refused.header("access-control-allow-origin"), "*");
    assert!(state.load_control.take_rejected().overloaded >= 2);
    // Those who asked go away, and what they held is free.
    drop(begun);
    assert_eq!(state.load_control.load(), (0, 0));
    assert_eq!(send(&state, post(QUERY)).await.status, 504);
    assert_eq!(
        state.load_control.load(),
        (0, 0),
        "a deadline gives the place back"
    );
}

#[actix_web::test]
async fn a_queued_request_gets_the_slot_of_a_request_that_timed_out() {
    let state = narrow(StubBehaviour::Hanging);
    let service = init_service(standfirst_api::app(&state)).await;
    let asked = (0..processors() + 1).map(|_| call_service(&service, post(QUERY).to_request()));
    let answers = futures::future::join_all(asked).await;
    assert!(answers.iter().all(|answer| answer.status() == 504));
    assert_eq!(state.load_control.load(), (0, 0));
}

#[actix_web::test]
async fn a_panic_releases_its_execution_slot() {
    let state = narrow(StubBehaviour::Panicking);
    for _ in 0..processors() * 3 {
        assert_eq!(send(&state, post(QUERY)).await.status, 500);
        assert_eq!(state.load_control.load(), (0, 0));
    }
}
