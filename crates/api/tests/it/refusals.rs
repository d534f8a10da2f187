//! What is refused, under which code and status, and that nothing is read for it.

use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::support::{Mood, ask, house, post, send};

#[actix_web::test]
async fn a_variable_without_the_value_it_needs_is_refused_before_anything_is_read() {
    let (house, stub) = house(3, Mood::Willing);
    for (query, variables, named) in [
        (
            "query($s: [String!]!) { articles(filter: { sections: $s }) { totalCount } }",
            json!({}),
            "$s",
        ),
        (
            "query($s: [String!]!) { articles(filter: { sections: $s }) { totalCount } }",
            json!({ "s": null }),
            "$s",
        ),
        (
            "query($s: [String!]!) { articles(filter: { sections: $s }) { totalCount } }",
            json!({ "s": ["a", null] }),
            "$s",
        ),
        (
            "query($first: Int!) { articles(first: $first) { totalCount } }",
            json!({}),
            "$first",
        ),
        (
            "query($first: Int!) { articles(first: $first) { totalCount } }",
            json!({ "first": 99_999_999_999_999_999_999_f64 }),
            "$first",
        ),
        (
            "query($b: Boolean!) { articles @include(if: $b) { totalCount } }",
            json!({}),
            "$b",
        ),
        (
            "query($b: Boolean!) { articles @include(if: $b) { totalCount } }",
            json!({ "b": "true" }),
            "$b",
        ),
    ] {
        let answer = ask(&house, query, variables).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code().as_str()),
            (400, "BAD_USER_INPUT"),
            "{query}: {}",
            answer.text()
        );
        let error = &answer.json()["errors"][0];
        assert!(error["message"].as_str().unwrap().contains(named));
        assert_eq!(error["locations"][0]["line"], 1);
        assert_eq!(answer.json().get("data"), None);
    }
    let query = "query($a: Int!, $b: Int!, $c: Int! = 1) { articles(first: $a) { totalCount } tags(first: $b) { totalCount } sections(first: $c) { totalCount } }";
    let both = ask(&house, query, json!({})).await.json();
    assert_eq!(both["errors"].as_array().unwrap().len(), 2, "{both}");
    assert_eq!(stub.calls.load(Ordering::Relaxed), 0);
}

#[actix_web::test]
async fn input_that_is_refused_everywhere_is_400_without_data_where_the_status_speaks() {
    let (house, _) = house(3, Mood::Willing);
    let ids = vec!["\"a\""; 101].join(",");
    for (query, code) in [
        ("{ articles(first: 1000) { totalCount } }", "BAD_USER_INPUT"),
        (
            "{ articles(after: \"AAAA\") { totalCount } }",
            "INVALID_CURSOR",
        ),
        ("{ article(slug: \"a\\u0000\") { id } }", "BAD_USER_INPUT"),
        (
            "{ a: articles(first: 0) { totalCount } b: tags(after: \"x\") { totalCount } }",
            "BAD_USER_INPUT",
        ),
        (
            &format!("{{ nodes(ids: [{ids}]) {{ id }} }}"),
            "BAD_USER_INPUT",
        ),
    ] {
        let answer = ask(&house, query, json!({})).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code().as_str()),
            (400, code),
            "{query}"
        );
        assert_eq!(answer.json().get("data"), None, "{query}");
        let body = json!({ "query": query }).to_string();
        let legacy = post(body).insert_header(("accept", "application/json"));
        let legacy = send(&house, legacy).await;
        assert_eq!(
            (legacy.status.as_u16(), legacy.code().as_str()),
            (200, code)
        );
        assert!(legacy.json()["data"].is_object(), "{query}");
    }
    let partial = "{ publication { name } articles(first: 1000) { totalCount } }";
    let partial = ask(&house, partial, json!({})).await;
    assert_eq!(
        (partial.status.as_u16(), partial.code().as_str()),
        (200, "BAD_USER_INPUT")
    );
    assert_eq!(partial.json()["data"]["articles"], Value::Null);
}

/// A document for each message of each rule by which the engine validates. Not among them: the rule of uploads, of which there are none here; that
/// of fragments that spread themselves, which are refused before; and that of variables in the wrong place, which the engine has and never asks.
const BREACHES: [(&str, &str); 27] = [
    (
        "query($a: Int = \"x\") { articles(first: $a) { totalCount } }",
        "Invalid default value",
    ),
    (
        "query($a: Nothing) { articles(first: $a) { totalCount } }",
        "Unknown type",
    ),
    (
        "{ articles @include(if: true) @include(if: true) { totalCount } }",
        "Duplicate directive",
    ),
    ("{ nothing }", "Unknown field"),
    (
        "{ ...A } fragment A on DateTime { x }",
        "Fragment \"A\" cannot condition",
    ),
    ("{ ... on DateTime { x } }", "Fragment cannot condition"),
    ("{ articles(many: 1) { totalCount } }", "Unknown argument"),
    (
        "{ articles @include(if: true, or: 1) { totalCount } }",
        "Unknown argument",
    ),
    (
        "query @include(if: true) { __typename }",
        "Directive \"include\" may not",
    ),
    ("{ publication @nothing { name } }", "Unknown directive"),
    ("{ ...A }", "Unknown fragment"),
    ("{ ... on Nothing { x } }", "Unknown type"),
    (
        "{ articles(first: $f) { totalCount } }",
        "Variable \"$f\" is not defined",
    ),
    (
        "{ __typename } fragment A on Query { __typename }",
        "Fragment \"A\" is never used",
    ),
    (
        "query($f: Int) { __typename }",
        "Variable \"$f\" is not used",
    ),
    (
        "{ a: __typename a: articles { totalCount } }",
        "Fields \"a\" conflict because",
    ),
    (
        "{ articles(first: 1) { totalCount } articles { totalCount } }",
        "Fields \"articles\" conflict",
    ),
    (
        "{ ...A } fragment A on Tag { id }",
        "Fragment \"A\" cannot be spread",
    ),
    ("{ ... on Tag { id } }", "Fragment cannot be spread"),
    (
        "{ publication @include { name } }",
        "Directive \"@include\" argument",
    ),
    ("{ tag { id } }", "Field \"tag\" argument"),
    ("{ publication { name { x } } }", "Field \"name\" must not"),
    ("{ articles }", "Field \"articles\" of type"),
    (
        "query($t: Tag) { tag(slug: $t) { id } }",
        "Variable \"t\" cannot be",
    ),
    (
        "{ tag(slug: \"a\", slug: \"b\") { id } }",
        "There can only be one argument",
    ),
    (
        "query($a: Int, $a: Int) { articles(first: $a) { totalCount } }",
        "There can only be one variable",
    ),
    (
        "{ ...A } fragment A on Query { ...A }",
        "A fragment of the document",
    ),
];

#[actix_web::test]
async fn a_document_that_breaks_a_rule_does_not_fit_the_schema() {
    let (house, stub) = house(3, Mood::Willing);
    for (query, message) in BREACHES {
        let answer = ask(&house, query, json!({})).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code().as_str()),
            (400, "GRAPHQL_VALIDATION_FAILED"),
            "{query}: {}",
            answer.text()
        );
        let errors = answer.json()["errors"].clone();
        let said = |error: &Value| error["message"].as_str().unwrap().starts_with(message);
        assert!(
            errors.as_array().unwrap().iter().any(said),
            "{query}: {errors}"
        );
    }
    assert_eq!(stub.calls.load(Ordering::Relaxed), 0);
}

#[actix_web::test]
async fn a_value_that_an_argument_does_not_take_is_bad_input_in_our_words() {
    let (house, _) = house(3, Mood::Willing);
    for query in [
        "{ articles(first: \"x\") { totalCount } }",
        "{ articles(orderBy: LOUDEST) { totalCount } }",
        "{ articles(filter: { publishedAfter: \"2026-01-01\" }) { totalCount } }",
        "{ articles(filter: { languages: [\"not a language\"] }) { totalCount } }",
    ] {
        let answer = ask(&house, query, json!({})).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code().as_str()),
            (400, "BAD_USER_INPUT"),
            "{query}"
        );
        assert!(!answer.text().contains("occurred"), "{}", answer.text());
    }
}

#[actix_web::test]
async fn doubled_fragments_are_refused_before_they_cost_anything() {
    let (house, _) = house(3, Mood::Willing);
    let level = |n: usize| format!("fragment F{n} on Query {{ ...F{0} ...F{0} }} ", n + 1);
    for levels in [22, 30, 49] {
        let fragments: String = (0..levels).map(level).collect();
        let last = format!("fragment F{levels} on Query {{ __typename }}");
        let began = Instant::now();
        let answer = ask(&house, &format!("{{ ...F0 }} {fragments}{last}"), json!({})).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code().as_str()),
            (400, "QUERY_TOO_COMPLEX")
        );
        assert!(began.elapsed() < Duration::from_secs(2), "{levels}");
    }
}
