//! Quotas, as clients meet them.

use std::{net::SocketAddr, time::Duration};

use actix_web::test::{TestRequest, call_service, init_service};
use futures::FutureExt;
use serde_json::json;
use standfirst_api::{House, Networks};

use crate::support::{Answer, Mood, house, post, send, with};

const SMALLEST: &str = r#"{"query":"{ __typename }"}"#;

/// A house in which an address has a hundred points, and gets so many back each second.
fn frugal(rate: usize) -> House {
    with(&house(3, Mood::Willing).0, |settings| {
        settings.limits.burst_of_strangers = 100;
        settings.limits.rate_of_strangers = rate;
    })
}

fn from(peer: &str) -> TestRequest {
    let peer: SocketAddr = peer.parse().unwrap();
    post(SMALLEST).peer_addr(peer)
}

fn left(answer: &Answer) -> u64 {
    let told = answer.header("ratelimit");
    let left = told.split(';').find_map(|part| part.strip_prefix("r="));
    left.unwrap_or_else(|| panic!("{told:?}")).parse().unwrap()
}

#[actix_web::test]
async fn case_78_whatever_a_stranger_writes_they_have_one_bucket() {
    let house = frugal(1);
    let mut admitted = 0;
    for number in 0..130 {
        let address = format!("203.0.113.{number}");
        let request = from("198.51.100.7:4711")
            .insert_header(("x-forwarded-for", address.as_str()))
            .insert_header(("forwarded", format!("for={address}")))
            .insert_header(("x-real-ip", address.as_str()))
            .insert_header(("true-client-ip", address.as_str()))
            .insert_header(("cf-connecting-ip", address.as_str()));
        let answer = send(&house, request).await;
        match answer.status.as_u16() {
            200 => admitted += 1,
            status => assert_eq!((status, answer.code().as_str()), (429, "RATE_LIMITED")),
        }
    }
    assert!((100..103).contains(&admitted), "{admitted}");
    assert_eq!(send(&house, from("198.51.100.8:1")).await.status, 200);
}

#[actix_web::test]
async fn case_78_hopping_within_a_network_of_ipv6_changes_nothing() {
    let house = frugal(1);
    for host in 0..100 {
        let peer = format!("[2001:db8:1:2:{host:x}::{host:x}]:9");
        assert_eq!(send(&house, from(&peer)).await.status, 200);
    }
    assert_eq!(send(&house, from("[2001:db8:1:2:ffff::]:9")).await.status, 429);
    assert_eq!(send(&house, from("[2001:db8:1:3::1]:9")).await.status, 200);
}

#[actix_web::test]
async fn behind_a_proxy_that_is_trusted_each_client_has_a_bucket() {
    let house = with(&frugal(1), |settings| {
        settings.trusted_proxies = Networks::parse("10.0.0.0/8").unwrap();
    });
    let through = |client: &str| {
        let written = format!("6.6.6.6, {client}");
        from("10.0.0.1:80").insert_header(("x-forwarded-for", written))
    };
    for _ in 0..100 {
        assert_eq!(send(&house, through("192.0.2.1")).await.status, 200);
    }
    assert_eq!(send(&house, through("192.0.2.1")).await.status, 429);
    assert_eq!(send(&house, through("192.0.2.2")).await.status, 200);
}

#[actix_web::test]
async fn case_77_sign_ins_behind_a_proxy_are_counted_by_client() {
    let house = with(&house(3, Mood::Willing).0, |settings| {
        settings.trusted_proxies = Networks::parse("10.0.0.0/8").unwrap();
    });
    let service = init_service(standfirst_api::app(&house)).await;
    let sign_in = |client: &str, number: u32| {
        let query = "mutation($input: SessionOpenInput!) { sessionOpen(input: $input) { userErrors { code } } }";
        let input = json!({ "email": format!("{number}@paper.example"), "password": "wrong and long" });
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
    assert!(headers.contains_key("ratelimit"), "the quota is another, and is not spent");
    let other = call_service(&service, sign_in("192.0.2.2", 101)).await;
    assert_eq!(other.status(), 401);
}

#[actix_web::test]
async fn case_79_over_the_quota_one_is_told_when_to_come_back_and_is_let_in_then() {
    let house = frugal(40);
    let asked = || post(r#"{"query":"{ articles(first: 1) { nodes { id headline slug url kicker } } }"}"#);
    let first = send(&house, asked()).await;
    assert_eq!(first.header("ratelimit-policy"), "\"strangers\";q=100;w=3");
    assert_eq!(first.header("ratelimit"), "\"strangers\";r=93;t=1");
    let mut answer = first;
    while answer.status == 200 {
        answer = send(&house, asked()).await;
    }
    assert_eq!((answer.status.as_u16(), answer.code().as_str()), (429, "RATE_LIMITED"));
    assert_eq!(
        answer.header("content-type"),
        "application/graphql-response+json; charset=utf-8"
    );
    let seconds: u64 = answer.header("retry-after").parse().unwrap();
    assert_eq!(seconds, 1);
    let plain = send(&house, asked().insert_header(("accept", "application/json"))).await;
    assert_eq!(
        (plain.status.as_u16(), plain.header("content-type")),
        (429, "application/json; charset=utf-8")
    );
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    assert_eq!(send(&house, asked()).await.status, 200);
}

#[actix_web::test]
async fn case_79_nothing_is_for_nothing() {
    let house = frugal(1);
    let mut before = 100;
    for (request, status) in [
        (post(SMALLEST), 200),
        (post(r#"{"query":"{ __schema { types { name } } }"}"#), 200),
        (post(r#"{"query":"{ nothing }"}"#), 400),
        (post(r#"{"query":"{"}"#), 400),
        (post("{"), 400),
        (post("[]"), 400),
        (post(SMALLEST).insert_header(("content-type", "text/plain")), 415),
        (post(SMALLEST).insert_header(("authorization", "Bearer nonsense")), 401),
        (post(SMALLEST).insert_header(("standfirst-preview", "nonsense")), 401),
        (TestRequest::get().uri("/graphql?query={__typename}"), 200),
        (TestRequest::get().uri("/graphql"), 400),
    ] {
        let answer = send(&house, request).await;
        assert_eq!(answer.status.as_u16(), status, "{}", answer.text());
        let after = left(&answer);
        assert!(after < before, "{before}, {after}: {}", answer.text());
        before = after;
    }
}

#[actix_web::test]
async fn case_79_whoever_runs_into_the_deadline_has_paid_in_full() {
    let silent = with(&house(3, Mood::Silent).0, |settings| {
        settings.limits.burst_of_strangers = 100;
        settings.limits.rate_of_strangers = 1;
        settings.request_deadline = Duration::from_millis(20);
    });
    let query = r#"{"query":"{ articles(first: 1) { nodes { id headline slug url kicker } } }"}"#;
    let answer = send(&silent, post(query)).await;
    assert_eq!((answer.status.as_u16(), left(&answer)), (504, 93));
}

#[actix_web::test]
async fn what_a_full_bucket_does_not_hold_is_too_complex_and_not_too_often() {
    let house = frugal(1);
    let fields = "id ".repeat(120);
    let query = json!({ "query": format!("{{ articles(first: 1) {{ nodes {{ {fields} }} }} }}") });
    let answer = send(&house, post(query.to_string())).await;
    assert_eq!(
        (answer.status.as_u16(), answer.code().as_str()),
        (400, "QUERY_TOO_COMPLEX"),
        "{}",
        answer.text()
    );
}

#[actix_web::test]
async fn front_ends_have_buckets_of_their_own_and_quotas_can_be_off() {
    let front_end = with(&frugal(1), |settings| {
        settings.front_ends = Networks::parse("192.0.2.7").unwrap();
    });
    let answer = send(&front_end, from("192.0.2.7:1")).await;
    assert_eq!(answer.header("ratelimit-policy"), "\"front-ends\";q=400000;w=10");
    let off = with(&frugal(1), |settings| settings.quota = false);
    for _ in 0..120 {
        let answer = send(&off, from("192.0.2.1:1")).await;
        assert_eq!((answer.status.as_u16(), answer.header("ratelimit")), (200, ""));
    }
}
