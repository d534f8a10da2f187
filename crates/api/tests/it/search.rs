//! Searching over an archive that counts what it is asked: nothing is read twice, nothing is
//! counted unasked, and what it costs is what was said.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use crate::support::{StubBehaviour, app_state, ask, post, send};

/// Number of reads of a document, and its response.
async fn reads(query: &str) -> (usize, Value) {
    let (state, stub) = app_state(50, StubBehaviour::Normal);
    let answer = ask(&state, query, json!({})).await.json();
    (stub.calls.load(Ordering::Relaxed), answer)
}

/// Estimated and actual cost of a document.
async fn cost(query: &str, variables: Value) -> (u64, u64) {
    let (state, _) = app_state(50, StubBehaviour::Normal);
    let asked = json!({ "query": query, "variables": variables, "extensions": { "cost": true } });
    let answer = send(&state, post(asked.to_string())).await.json();
    let cost = &answer["extensions"]["cost"];
    let points = |name: &str| cost[name].as_u64().unwrap_or_else(|| panic!("{answer}"));
    (points("requested"), points("actual"))
}

#[actix_web::test]
async fn nothing_is_read_twice_or_without_request() {
    for (query, expected) in [
        (
            "{ search(query: \"a\") { nodes { headline } edges { score headline { text } } } }",
            1,
        ),
        (
            "{ search(query: \"a\") { nodes { headline } } again: search(query: \"a\") { edges { cursor } totalCount } }",
            2,
        ),
        (
            "{ search(query: \"a\") { totalCount } other: search(query: \"a\", first: 3) { totalCount count: totalCount } }",
            3,
        ),
        (
            "{ search(query: \"a\") { nodes { id } } other: search(query: \"b\") { nodes { id } } }",
            2,
        ),
        (
            "{ search(query: \"a\", first: 12) { edges { snippet { text } short: snippet(length: 50) { text isMatch } } } }",
            2,
        ),
        (
            "{ search(query: \"a\") { facets { months { count } } } }",
            2,
        ),
        (
            "{ search(query: \"a\") { facets { tags(first: 3) { count tag { name } } more: tags { count } months { count } sections { count } contributors { count } } } }",
            3,
        ),
        (
            "{ suggest(prefix: \"ab\") { text } again: suggest(prefix: \"ab\") { ... on HeadlineSuggestion { article { headline } } } }",
            1,
        ),
    ] {
        let (calls, answer) = reads(query).await;
        assert_eq!(
            (calls, &answer["errors"]),
            (expected, &Value::Null),
            "{query}: {answer}"
        );
    }
}

#[actix_web::test]
async fn a_list_of_facets_has_the_requested_length() {
    let query = "{ search(query: \"a\") { facets { tags(first: 3) { count } more: tags(first: 40) { count } usual: tags { count } } } }";
    let (_, answer) = reads(query).await;
    let facets = &answer["data"]["search"]["facets"];
    let lengths = ["tags", "more", "usual"].map(|list| facets[list].as_array().map(Vec::len));
    assert_eq!(lengths, [Some(3), Some(40), Some(10)], "{answer}");
}

#[actix_web::test]
async fn an_unreadable_text_nulls_only_its_snippet() {
    let query = "{ search(query: \"ferry\", first: 20) { edges { node { headline } headline { text isMatch } snippet { text } } } }";
    let (calls, answer) = reads(query).await;
    assert_eq!(calls, 2);
    let edges = answer["data"]["search"]["edges"].as_array().unwrap();
    let nulls: Vec<usize> = (0..edges.len())
        .filter(|at| edges[*at]["snippet"].is_null())
        .collect();
    assert_eq!((edges.len(), nulls), (20, vec![12]), "{answer}");
    assert_eq!(
        edges[12]["headline"],
        json!([{ "text": "Ferry", "isMatch": true }, { "text": " number 13", "isMatch": false }])
    );
    assert_eq!(
        answer["errors"].as_array().map(Vec::len),
        Some(1),
        "{answer}"
    );
    assert!(!answer.to_string().contains("secret"), "{answer}");
}

#[actix_web::test]
async fn case_36_the_cost_of_a_search_depends_on_its_content_and_not_its_notation() {
    for (query, variables, expected) in [
        (
            "{ search(query: \"a\") { nodes { id } } }",
            json!({}),
            10 + 20,
        ),
        (
            "{ search(query: \"a\", first: 50) { edges { score headline { text isMatch } standfirst { text } node { id } } } }",
            json!({}),
            10 + 50,
        ),
        (
            "query($first: Int!) { search(query: \"a\", first: $first) { nodes { id } } }",
            json!({ "first": 7 }),
            10 + 7,
        ),
        (
            "query($first: Int = 9) { search(query: \"a\", first: $first) { nodes { id } } }",
            json!({}),
            10 + 9,
        ),
        (
            "{ search(query: \"a\", first: 5) { totalCount nodes { id } } }",
            json!({}),
            10 + 5 + 5,
        ),
        (
            "{ search(query: \"a\", first: 5) { edges { snippet { text isMatch } } } }",
            json!({}),
            10 + 5 * 20,
        ),
        (
            "{ search(query: \"a\", first: 1) { facets { months { count } tags(first: 3) { count tag { name } } } } }",
            json!({}),
            10 + 1 + (10 + 10) + (10 + 3 + 3),
        ),
        ("{ suggest(prefix: \"ab\") { text } }", json!({}), 10 + 8),
        (
            "query($first: Int) { suggest(prefix: \"ab\", first: $first) { text ... on HeadlineSuggestion { article { id } } } }",
            json!({ "first": 4 }),
            10 + 4 + 4,
        ),
    ] {
        let (requested, actual) = cost(query, variables).await;
        assert_eq!(requested, expected, "{query}");
        assert!(actual <= requested, "{query}: {actual}");
    }
    let (state, stub) = app_state(50, StubBehaviour::Normal);
    for query in [
        "query($n: Int = 100) { a: search(query: \"a\", first: $n) { edges { snippet { text } node { related(first: $n) { nodes { id } } } } } }",
        "{ search(query: \"a\", first: 100) { edges { a: snippet { text } b: snippet(length: 50) { text } c: snippet(length: 60) { text } } } }",
    ] {
        let answer = ask(&state, query, json!({})).await;
        assert_eq!(
            answer.code(),
            "QUERY_TOO_COMPLEX",
            "{query}: {}",
            answer.text()
        );
        assert!(answer.json()["errors"][0]["extensions"]["max"].is_number());
    }
    assert_eq!(stub.calls.load(Ordering::Relaxed), 0);
}

#[actix_web::test]
async fn invalid_searches_are_rejected_before_any_read() {
    for (query, code) in [
        (
            "{ search(query: \"a\", first: 0) { totalCount } }",
            "BAD_USER_INPUT",
        ),
        (
            "{ search(query: \"a\", first: 101) { totalCount } }",
            "BAD_USER_INPUT",
        ),
        (
            "{ suggest(prefix: \"ab\", first: 101) { text } }",
            "BAD_USER_INPUT",
        ),
        (
            "{ search(query: \"a\") { facets { tags(first: 101) { count } } } }",
            "BAD_USER_INPUT",
        ),
        (
            "{ search(query: \"a\", after: \"AAAA\") { totalCount } }",
            "INVALID_CURSOR",
        ),
        (
            "{ search(query: \"a\", orderBy: BEST) { totalCount } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (
            "{ search(query: \"a\", last: 3) { totalCount } }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
        ("{ search { totalCount } }", "GRAPHQL_VALIDATION_FAILED"),
    ] {
        let (state, stub) = app_state(3, StubBehaviour::Normal);
        let answer = ask(&state, query, json!({})).await;
        let actual = answer.code();
        let is_refused =
            actual == code || (code == "GRAPHQL_VALIDATION_FAILED" && actual == "BAD_USER_INPUT");
        assert!(
            is_refused && answer.status.as_u16() == 400,
            "{query}: {}",
            answer.text()
        );
        assert_eq!(stub.calls.load(Ordering::Relaxed), 0, "{query}");
    }
}

#[actix_web::test]
async fn an_unavailable_store_nulls_only_the_search() {
    let (state, _) = app_state(3, StubBehaviour::Unavailable);
    let query = "{ search(query: \"a\") { totalCount } suggest(prefix: \"ab\") { text } publication { name } }";
    let answer = ask(&state, query, json!({})).await.json();
    assert_eq!(
        (&answer["data"]["search"], &answer["data"]["suggest"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(answer["data"]["publication"]["name"], "The Harbour Echo");
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAVAILABLE");
}
