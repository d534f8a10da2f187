//! The documents that ship with the server: each is valid, and costs as many reads for one article
//! as for fifty.

use std::{path::Path, sync::atomic::Ordering};

use serde_json::json;

use crate::support::{StubBehaviour, app_state, ask};

fn document(name: &str) -> String {
    std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../operations")
            .join(name),
    )
    .unwrap()
}

/// The reads of the archive that a document costs.
async fn cost(name: &str, size: u128) -> usize {
    let (state, stub) = app_state(size, StubBehaviour::Normal);
    let variables = json!({ "slug": "ferry-1", "query": "ferry", "prefix": "fe" });
    let answer = ask(&state, &document(name), variables).await.json();
    // One article of the stub has a text that cannot be read, which nulls its snippet and nothing
    // else.
    let errors = answer["errors"].as_array().into_iter().flatten();
    let mut others = errors.filter(|error| error["path"][3] != "snippet");
    assert_eq!(others.next(), None, "{name}");
    stub.calls.load(Ordering::Relaxed)
}

#[actix_web::test]
async fn each_document_takes_as_many_reads_for_fifty_articles_as_for_one() {
    for (name, most) in [
        ("front-page.graphql", 4),
        ("article-page.graphql", 9),
        ("tag-page.graphql", 6),
        ("section-page.graphql", 5),
        ("contributor-page.graphql", 5),
        ("news-page.graphql", 12),
        ("search-page.graphql", 7),
        ("suggest.graphql", 1),
    ] {
        let (one, fifty) = (cost(name, 1).await, cost(name, 50).await);
        assert!(
            one == fifty && fifty <= most,
            "{name} costs {one} reads for one article, {fifty} for fifty, {most} are allowed"
        );
    }
}

#[actix_web::test]
async fn the_number_of_reads_does_not_depend_on_the_order_of_responses() {
    for seed in 1..200 {
        let (state, stub) = app_state(20, StubBehaviour::RandomDelay(seed));
        for (name, most) in [
            ("front-page.graphql", 4),
            ("article-page.graphql", 9),
            ("tag-page.graphql", 6),
        ] {
            let before = stub.calls.load(Ordering::Relaxed);
            let answer = ask(&state, &document(name), json!({ "slug": "ferry-1" })).await;
            let reads = stub.calls.load(Ordering::Relaxed) - before;
            assert!(
                reads <= most && answer.json()["errors"].is_null(),
                "{name} costs {reads} reads with seed {seed}"
            );
        }
    }
}

#[actix_web::test]
async fn every_shipped_document_is_tested() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../operations");
    let names = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(
        names.filter(|name| name.ends_with(".graphql")).count(),
        8,
        "add the new document to the test of costs"
    );
}

/// Introspection query that graphql-js sends to a server, as GraphiQL and code generators do.
const INTROSPECTION: &str = "query IntrospectionQuery { __schema { description queryType { name } mutationType { name } subscriptionType { name }
    types { ...FullType } directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } } } }
    fragment FullType on __Type { kind name description specifiedByURL
      fields(includeDeprecated: true) { name description args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
      inputFields(includeDeprecated: true) { ...InputValue } interfaces { ...TypeRef }
      enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
    fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue isDeprecated deprecationReason }
    fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
      ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }";

#[actix_web::test]
async fn the_usual_introspection_fits_the_limits() {
    let answer = ask(
        &app_state(0, StubBehaviour::Normal).0,
        INTROSPECTION,
        json!({}),
    )
    .await
    .json();
    assert_eq!(answer["errors"], serde_json::Value::Null);
}
