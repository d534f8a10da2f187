//! Quotas, as clients meet them.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use actix_web::test::{TestRequest, call_service, init_service};
use futures::FutureExt;
use serde_json::json;
use standfirst_api::{AppState, Networks};

use crate::support::{Answer, StubBehaviour, app_state, post, send, with};

const SMALLEST: &str = r#"{"query":"{ __typename }"}"#;

/// A list of more articles than exist, with its cost.
const LIST: &str =
    r#"{"query":"{ articles(first: 20) { nodes { id } } }","extensions":{"cost":true}}"#;

/// A state in which an address has a hundred points and regains `rate` points each second.
fn frugal(rate: usize) -> AppState {
    with(&app_state(3, StubBehaviour::Normal).0, |settings| {
        settings.limits.anonymous_burst = 100;
        settings.limits.anonymous_rate = rate;
    })
}

fn from(peer: &str) -> TestRequest {
    let peer: SocketAddr = peer.parse().unwrap();
    post(SMALLEST).peer_addr(peer)
}

fn left(answer: &Answer) -> u64 {
    let headers = answer.header("ratelimit");
    let left = headers.split(';').find_map(|part| part.strip_prefix("r="));
    left.unwrap_or_else(|| panic!("{headers:?}"))
        .parse()
        .unwrap()
}

/// Sends all requests to one state. Returns the statuses and the number of points regained
/// meanwhile.
async fn ask_all(
    state: &AppState,
    asked: impl IntoIterator<Item = TestRequest>,
) -> (Vec<u16>, usize) {
    let service = init_service(standfirst_api::app(state)).await;
    let (began, mut statuses) = (Instant::now(), Vec::new());
    for request in asked {
        let answer = call_service(&service, request.to_request()).await;
        statuses.push(answer.status().as_u16());
    }
    let came_back = usize::try_from(began.elapsed().as_secs()).unwrap() + 1;
    (statuses, came_back)
}

fn admitted(statuses: &[u16]) -> usize {
    assert!(statuses.iter().all(|status| [200, 429].contains(status)));
    statuses.iter().filter(|status| **status == 200).count()
}

/// Reserved and actual cost of an operation.
fn cost(answer: &Answer) -> (u64, u64) {
    let cost = &answer.json()["extensions"]["cost"];
    let points = |name: &str| {
        cost[name]
            .as_u64()
            .unwrap_or_else(|| panic!("{}", answer.text()))
    };
    (points("requested"), points("actual"))
}

#[actix_web::test]
async fn case_78_client_headers_do_not_change_the_bucket_of_an_address() {
    let asked = (0..250).map(|number| {
        let address = format!("203.0.113.{number}");
        from("198.51.100.7:4711")
            .insert_header(("x-forwarded-for", address.as_str()))
            .insert_header(("forwarded", format!("for={address}")))
            .insert_header(("x-real-ip", address.as_str()))
            .insert_header(("true-client-ip", address.as_str()))
            .insert_header(("cf-connecting-ip", address.as_str()))
    });
    let state = frugal(1);
    let (statuses, came_back) = ask_all(&state, asked).await;
    let admitted = admitted(&statuses);
    assert!((100..=100 + came_back).contains(&admitted), "{admitted}");
    assert_eq!(send(&state, from("198.51.100.8:1")).await.status, 200);
}

#[actix_web::test]
async fn case_78_addresses_of_one_ipv6_network_share_a_bucket() {
    let state = frugal(1);
    let asked = (0..250).map(|host| from(&format!("[2001:db8:1:2:{host:x}::{host:x}]:9")));
    let (statuses, came_back) = ask_all(&state, asked).await;
    let admitted = admitted(&statuses);
    assert!((100..=100 + came_back).contains(&admitted), "{admitted}");
    assert_eq!(send(&state, from("[2001:db8:1:3::1]:9")).await.status, 200);
}

#[actix_web::test]
async fn each_client_behind_a_trusted_proxy_has_its_own_bucket() {
    let state = with(&frugal(1), |settings| {
        settings.trusted_proxies = Networks::parse("10.0.0.0/8").unwrap();
    });
    let through = |client: &str| {
        let written = format!("6.6.6.6, {client}");
        from("10.0.0.1:80").insert_header(("x-forwarded-for", written))
    };
    let (statuses, came_back) = ask_all(&state, (0..250).map(|_| through("192.0.2.1"))).await;
    let admitted = admitted(&statuses);
    assert!((100..=100 + came_back).contains(&admitted), "{admitted}");
    let others = (0..50).map(|number| through(&format!("192.0.2.{}", number + 2)));
    let (statuses, _) = ask_all(&state, others).await;
    assert!(statuses.iter().all(|status| *status == 200));
}

#[actix_web::test]
async fn case_77_sign_ins_behind_a_proxy_are_counted_for_each_client() {
    let state = with(&app_state(3, StubBehaviour::Normal).0, |settings| {
        settings.trusted_proxies = Networks::parse("10.0.0.0/8").unwrap();
    });
    let service = init_service(standfirst_api::app(&state)).await;
    let sign_in = |client: &str, number: u32| {
        let query = "mutation($input: SessionOpenInput!) { sessionOpen(input: $input) { userErrors { code } } }";
        let input =
            json!({ "email": format!("{number}@paper.example"), "password": "wrong and long" });
        post(json!({ "query": query, "variables": { "input": input } }).to_string())
            .peer_addr("10.0.0.1:80".parse().unwrap())
            .insert_header(("x-forwarded-for", client))
            .to_request()
    };
    for number in 0..100 {
        // Whoever goes away before the answer has tried all the same.
        let asked = call_service(&service, sign_in("192.0.2.1", number)).now_or_never();
        assert!(asked.is_none_or(|answer| answer.status() == 401));
    }
    let refused = call_service(&service, sign_in("192.0.2.1", 100)).await;
    assert_eq!(refused.status(), 429);
    let headers = refused.headers();
    assert_eq!(headers.get("retry-after").unwrap(), "900");
    assert!(
        headers.contains_key("ratelimit"),
        "the quota is another, and is not spent"
    );
    let other = call_service(&service, sign_in("192.0.2.2", 101)).await;
    assert_eq!(other.status(), 401);
}

#[actix_web::test]
async fn case_79_an_exhausted_client_is_admitted_after_retry_after() {
    let state = frugal(40);
    let first = send(&state, post(LIST)).await;
    let (requested, actual) = cost(&first);
    assert!(
        actual < requested,
        "the state has fewer articles than are asked for"
    );
    let paid = actual.max(requested.div_ceil(4));
    assert_eq!(first.header("ratelimit-policy"), "\"anonymous\";q=100;w=3");
    assert_eq!(
        first.header("ratelimit"),
        format!("\"anonymous\";r={};t=1", 100 - paid)
    );
    let service = init_service(standfirst_api::app(&state)).await;
    let mut refused = call_service(&service, post(LIST).to_request()).await;
    while refused.status() == 200 {
        refused = call_service(&service, post(LIST).to_request()).await;
    }
    assert_eq!(refused.status(), 429);
    let headers = |name| {
        refused
            .headers()
            .get(name)
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(
        headers("content-type"),
        "application/graphql-response+json; charset=utf-8"
    );
    let seconds: u64 = headers("retry-after").parse().unwrap();
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    assert_eq!(send(&state, post(LIST)).await.status, 200);
}

#[actix_web::test]
async fn case_79_a_rejection_has_the_accepted_media_type() {
    let state = frugal(1);
    let _ = ask_all(&state, (0..150).map(|_| post(SMALLEST))).await;
    for (accept, written) in [
        ("application/json", "application/json; charset=utf-8"),
        (
            "application/graphql-response+json",
            "application/graphql-response+json; charset=utf-8",
        ),
    ] {
        let asked = post(LIST).insert_header(("accept", accept));
        let refused = send(&state, asked).await;
        assert_eq!(
            (refused.status.as_u16(), refused.code().as_str()),
            (429, "RATE_LIMITED")
        );
        assert_eq!(refused.header("content-type"), written);
    }
}

#[actix_web::test]
async fn case_79_every_request_costs_points() {
    let state = with(&frugal(1), |settings| {
        settings.limits.anonymous_burst = 10_000;
    });
    let mut before = 10_000;
    for (request, status) in [
        (post(SMALLEST), 200),
        (post(r#"{"query":"{ __schema { types { name } } }"}"#), 200),
        (post(r#"{"query":"{ nothing }"}"#), 400),
        (post(r#"{"query":"{"}"#), 400),
        (post("{"), 400),
        (post("[]"), 400),
        (
            post(SMALLEST).insert_header(("content-type", "text/plain")),
            415,
        ),
        (
            post(SMALLEST).insert_header(("authorization", "Bearer nonsense")),
            401,
        ),
        (
            post(SMALLEST).insert_header(("standfirst-preview", "nonsense")),
            401,
        ),
        (TestRequest::get().uri("/graphql?query={__typename}"), 200),
        (TestRequest::get().uri("/graphql"), 400),
    ] {
        let answer = send(&state, request).await;
        assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
        let after = left(&answer);
        assert!(after < before, "{before}, {after}: {}", answer.text());
        before = after;
    }
}

#[actix_web::test]
async fn case_79_a_request_that_times_out_pays_its_full_cost() {
    let silent = with(&app_state(3, StubBehaviour::Hanging).0, |settings| {
        settings.limits.anonymous_burst = 100;
        settings.limits.anonymous_rate = 1;
        settings.request_deadline = Duration::from_millis(20);
    });
    let (requested, _) = cost(&send(&frugal(1), post(LIST)).await);
    let answer = send(&silent, post(LIST)).await;
    assert_eq!(
        (answer.status.as_u16(), left(&answer)),
        (504, 100 - requested)
    );
}

#[actix_web::test]
async fn a_cost_over_a_full_bucket_is_query_too_complex_and_not_rate_limited() {
    let state = frugal(1);
    let query = json!({ "query": "{ articles(first: 100) { nodes { id tags { slug } } } }" });
    let answer = send(&state, post(query.to_string())).await;
    assert_eq!(
        (answer.status.as_u16(), answer.code().as_str()),
        (400, "QUERY_TOO_COMPLEX"),
        "{}",
        answer.text()
    );
}

#[actix_web::test]
async fn front_ends_have_their_own_buckets_and_quotas_can_be_disabled() {
    let front_end = with(&frugal(1), |settings| {
        settings.front_ends = Networks::parse("192.0.2.7").unwrap();
    });
    let answer = send(&front_end, from("192.0.2.7:1")).await;
    assert_eq!(
        answer.header("ratelimit-policy"),
        "\"front-ends\";q=400000;w=10"
    );
    let off = with(&frugal(1), |settings| settings.quota = false);
    for _ in 0..120 {
        let answer = send(&off, from("192.0.2.1:1")).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("ratelimit")),
            (200, "")
        );
    }
}
