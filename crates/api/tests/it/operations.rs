//! The documents that ship with the server: each is valid, and costs as many reads for one article as for fifty.

use std::{path::Path, sync::atomic::Ordering};

use serde_json::json;

use crate::support::{Mood, ask, house};

fn document(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../operations").join(name)).unwrap()
}

/// The reads of the archive that a document costs.
async fn cost(name: &str, size: u128) -> usize {
    let (house, stub) = house(size, Mood::Willing);
    let answer = ask(&house, &document(name), json!({ "slug": "ferry-1" })).await;
    assert_eq!(answer.json()["errors"], serde_json::Value::Null, "{name}");
    stub.calls.load(Ordering::Relaxed)
}

#[actix_web::test]
async fn each_document_costs_the_same_reads_for_one_article_as_for_fifty() {
    for (name, most) in [
        ("front-page.graphql", 4),
        ("article-page.graphql", 9),
        ("tag-page.graphql", 6),
        ("section-page.graphql", 5),
        ("contributor-page.graphql", 5),
        ("news-page.graphql", 12),
    ] {
        let (one, fifty) = (cost(name, 1).await, cost(name, 50).await);
        println!("{name}: {fifty} reads");
        assert!(
            one == fifty && fifty <= most,
            "{name} costs {one} reads for one article, {fifty} for fifty, {most} are allowed"
        );
    }
}

#[actix_web::test]
async fn every_document_that_ships_was_looked_at() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../operations");
    let names = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(
        names.filter(|name| name.ends_with(".graphql")).count(),
        6,
        "add the new document to the test of costs"
    );
}
