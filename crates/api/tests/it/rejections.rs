//! Rejections: code and status of each, and no read of the store.

use std::{
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::support::{StubBehaviour, app_state, ask, post, send};

#[actix_web::test]
async fn a_missing_required_variable_is_rejected_before_any_read() {
    let (state, stub) = app_state(3, StubBehaviour::Normal);
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
        let answer = ask(&state, query, variables).await;
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
    let both = ask(&state, query, json!({})).await.json();
    assert_eq!(both["errors"].as_array().unwrap().len(), 2, "{both}");
    assert_eq!(stub.calls.load(Ordering::Relaxed), 0);
}

#[actix_web::test]
async fn a_null_is_rejected_only_if_an_executed_field_uses_it() {
    let (state, _) = app_state(3, StubBehaviour::Normal);
    let query = |kind: &str| {
        format!(
            "query($b: Boolean = false) {{ articles(first: 1) {{ nodes {{ ... {{ ...Any }} }} }} }} fragment Any on Node {{ id ... on {kind} {{ id @include(if: $b) }} }}"
        )
    };
    for (kind, status) in [("Article", 400), ("Node", 400), ("Section", 200)] {
        let answer = ask(&state, &query(kind), json!({ "b": null })).await;
        assert_eq!(answer.status.as_u16(), status, "{kind}: {}", answer.text());
    }
}

#[actix_web::test]
async fn descriptions_in_documents_follow_the_rules_of_strings() {
    let (state, _) = app_state(3, StubBehaviour::Normal);
    let query = |description: &str| {
        format!(
            "{description} query({description} $n: Int = 1) {{ articles(first: $n) {{ totalCount }} }}"
        )
    };
    for (description, status) in [
        (r#""said \u0041\u{1F600}\n""#, 200),
        (r#""""said \x""""#, 200),
        (r#""""#, 200),
        (r#""\x""#, 400),
        (r#""\u00""#, 400),
        ("\"not closed\n", 400),
        ("\"\"\"not closed", 400),
    ] {
        let answer = ask(&state, &query(description), json!({})).await;
        assert_eq!(
            answer.status.as_u16(),
            status,
            "{description}: {}",
            answer.text()
        );
    }
}

#[actix_web::test]
async fn invalid_input_anywhere_is_rejected_before_any_resolver_runs() {
    let (state, stub) = app_state(3, StubBehaviour::Normal);
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
        let answer = ask(&state, query, json!({})).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code().as_str()),
            (400, code),
            "{query}"
        );
        assert_eq!(answer.json().get("data"), None, "{query}");
        let body = json!({ "query": query }).to_string();
        let legacy = post(body).insert_header(("accept", "application/json"));
        let legacy = send(&state, legacy).await;
        assert_eq!(
            (legacy.status.as_u16(), legacy.code().as_str()),
            (200, code)
        );
        assert_eq!(legacy.json().get("data"), None, "{query}");
    }
    let mixed = "{ publication { name } articles(first: 1000) { totalCount } }";
    let mixed = ask(&state, mixed, json!({})).await;
    assert_eq!(
        (mixed.status.as_u16(), mixed.code().as_str()),
        (400, "BAD_USER_INPUT")
    );
    assert_eq!(stub.calls.load(Ordering::Relaxed), 0);
}

/// A document for each kind of finding, and what is said of it. What is wrong with values is told
/// by other tests.
const BREACHES: [(&str, &str); 34] = [
    (
        "query($a: Nothing) { articles(first: $a) { totalCount } }",
        "There is no type `Nothing`.",
    ),
    (
        "{ articles @include(if: true) @include(if: true) { totalCount } }",
        "A directive that may stand here once stands here twice.",
    ),
    ("{ nothing }", "Type `Query` has no field `nothing`."),
    (
        "{ ...A } fragment A on DateTime { x }",
        "A fragment is defined on a type that has no fields.",
    ),
    (
        "{ ... on DateTime { x } }",
        "A fragment is defined on a type that has no fields.",
    ),
    (
        "{ articles(many: 1) { totalCount } }",
        "There is no argument `many` of `Query.articles`.",
    ),
    (
        "{ articles @include(if: true, or: 1) { totalCount } }",
        "There is no argument `or` of `@include`.",
    ),
    (
        "query @include(if: true) { __typename }",
        "A directive stands where it may not.",
    ),
    (
        "{ publication @nothing { name } }",
        "There is no directive `@nothing`.",
    ),
    (
        "{ __typename @nothing }",
        "There is no directive `@nothing`.",
    ),
    ("{ __typename(a: 1) }", "There is no argument `a`"),
    (
        "{ __typename { a } }",
        "Nothing can be selected within a value of type `String`.",
    ),
    ("{ ...A }", "There is no fragment `A`."),
    ("{ ... on Nothing { x } }", "There is no type `Nothing`."),
    (
        "{ ...A } fragment A on Nothing { x }",
        "There is no type `Nothing`, on which fragment `A` is defined.",
    ),
    (
        "{ articles(first: $f) { totalCount } }",
        "Variable `$f` is not defined by its operation.",
    ),
    (
        "{ __typename } fragment A on Query { __typename }",
        "Fragment `A` is never used.",
    ),
    (
        "query($f: Int) { __typename }",
        "Variable `$f` is never used.",
    ),
    (
        "{ a: __typename a: articles { totalCount } }",
        "Different fields are selected as `a`.",
    ),
    (
        "{ articles(first: 1) { totalCount } articles { totalCount } }",
        "A field is selected as `articles` twice, with different arguments.",
    ),
    (
        "{ nodes(ids: []) { id } ... { nodes(ids: [\"a\", \"b\"]) { __typename } } }",
        "A field is selected as `nodes` twice, with different arguments.",
    ),
    (
        "{ articles(filter: { sections: [\"a\"] }) { totalCount } articles(filter: { sections: [\"a\", \"b\"] }) { totalCount } }",
        "A field is selected as `articles` twice, with different arguments.",
    ),
    (
        "{ node(id: \"x\") { ... on Tag { a: slug } ... on Article { a: wordCount } } }",
        "Fields of different types are selected as `a`.",
    ),
    (
        "{ ...A } fragment A on Tag { id }",
        "A fragment stands where no object can be of its type.",
    ),
    (
        "{ ... on Tag { id } }",
        "A fragment stands where no object can be of its type.",
    ),
    (
        "{ publication @include { name } }",
        "The argument `@include(if:)` is required, and it is not given.",
    ),
    (
        "{ tag { id } }",
        "The argument `Query.tag(slug:)` is required, and it is not given.",
    ),
    (
        "{ publication { name { x } } }",
        "Nothing can be selected within a value of type `String`.",
    ),
    (
        "{ articles }",
        "A field that holds fields needs a selection of them.",
    ),
    (
        "query($t: Tag) { tag(slug: $t) { id } }",
        "Variable `$t` is not of a type that takes values.",
    ),
    (
        "{ tag(slug: \"a\", slug: \"b\") { id } }",
        "The argument `slug` is given twice.",
    ),
    (
        "query($a: Int, $a: Int) { articles(first: $a) { totalCount } }",
        "Variable `$a` is defined twice.",
    ),
    (
        "{ ...A } fragment A on Query { ...A }",
        "A fragment of the document spreads itself",
    ),
    (
        "query A { __typename } query A { __typename }",
        "Operation `A` is defined twice.",
    ),
];

#[actix_web::test]
async fn a_document_that_breaks_a_rule_fails_validation() {
    let (state, stub) = app_state(3, StubBehaviour::Normal);
    for (query, message) in BREACHES {
        let answer = ask(&state, query, json!({})).await;
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
async fn an_invalid_argument_value_is_bad_user_input_with_our_message() {
    let (state, _) = app_state(3, StubBehaviour::Normal);
    for query in [
        "{ articles(first: \"x\") { totalCount } }",
        "{ articles(orderBy: LOUDEST) { totalCount } }",
        "{ articles(filter: { publishedAfter: \"2026-01-01\" }) { totalCount } }",
        "{ articles(filter: { languages: [\"not a language\"] }) { totalCount } }",
    ] {
        let answer = ask(&state, query, json!({})).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code().as_str()),
            (400, "BAD_USER_INPUT"),
            "{query}"
        );
        assert!(!answer.text().contains("occurred"), "{}", answer.text());
    }
}

#[actix_web::test]
async fn duplicate_fragments_are_rejected_before_cost_analysis() {
    let (state, _) = app_state(3, StubBehaviour::Normal);
    let level = |n: usize| format!("fragment F{n} on Query {{ ...F{0} ...F{0} }} ", n + 1);
    for levels in [22, 30, 49] {
        let fragments: String = (0..levels).map(level).collect();
        let last = format!("fragment F{levels} on Query {{ __typename }}");
        let began = Instant::now();
        let answer = ask(&state, &format!("{{ ...F0 }} {fragments}{last}"), json!({})).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code().as_str()),
            (400, "QUERY_TOO_COMPLEX")
        );
        assert!(began.elapsed() < Duration::from_secs(2), "{levels}");
    }
}

#[actix_web::test]
async fn cases_7_8_and_11_ambiguous_invalid_and_batched_requests_are_rejected() {
    let (state, stub) = app_state(3, StubBehaviour::Normal);
    let two = "query A { articles { totalCount } } query B { tags { totalCount } }";
    for (body, code) in [
        (json!({ "query": two, "operationName": "C" }), "BAD_REQUEST"),
        (json!({ "query": two }), "BAD_REQUEST"),
        (
            json!({ "query": "{ articles { totalCount } } { tags { totalCount } }" }),
            "BAD_REQUEST",
        ),
        (json!({ "query": "{ nope }" }), "GRAPHQL_VALIDATION_FAILED"),
        (
            json!(vec![
                json!({ "query": "{ articles { totalCount } }" });
                1_000
            ]),
            "BATCH_NOT_ALLOWED",
        ),
    ] {
        let answer = send(&state, post(body.to_string())).await;
        assert_eq!(
            (answer.status.as_u16(), answer.code().as_str()),
            (400, code),
            "{}",
            answer.text()
        );
        assert_eq!(answer.json().get("data"), None);
    }
    assert_eq!(stub.calls.load(Ordering::Relaxed), 0);
}
