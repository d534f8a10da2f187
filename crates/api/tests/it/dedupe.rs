//! Lists that leave out articles of other lists. Every list scope of the archive holds the same
//! articles in the same order, and its answers arrive in random order.

use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use crate::support::{StubBehaviour, app_state, ask};

const PAGE: &str = "query($dedupe: Dedupe) {
    latest: articles(first: 2, dedupe: $dedupe) { nodes { slug related(first: 2, dedupe: $dedupe) { nodes { slug related(first: 1, dedupe: $dedupe) { nodes { slug } } } } } }
    scopes: articles(first: 3) { nodes { section { articles(first: 2, dedupe: $dedupe) { edges { node { slug section { articles(first: 1, dedupe: $dedupe) { nodes { slug } } } } } } } } }
    nobody: tag(slug: \"absent\") { articles(dedupe: $dedupe) { nodes { slug } } }
    ...Rest
} fragment Rest on Query {
    more: articles(first: 3, dedupe: $dedupe) { nodes { slug } }
    again: articles(first: 2) { nodes { slug } }
}";

/// The numbers of articles as they stand in an answer.
fn numbers(answer: &Value, found: &mut Vec<u64>) {
    match answer {
        Value::Object(fields) => {
            let slug = fields.get("slug").and_then(Value::as_str);
            found
                .extend(slug.map(|slug| slug.trim_start_matches("ferry-").parse::<u64>().unwrap()));
            fields.values().for_each(|value| numbers(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| numbers(value, found)),
        _ => {}
    }
}

fn article_numbers(answer: &Value) -> Vec<u64> {
    let mut found = Vec::new();
    numbers(answer, &mut found);
    found
}

#[actix_web::test]
async fn lists_are_deduplicated_in_document_order_whatever_the_order_of_reads() {
    for seed in 0..12 {
        let mood = if seed == 0 {
            StubBehaviour::Normal
        } else {
            StubBehaviour::RandomDelay(seed)
        };
        let answer = ask(&app_state(90, mood).0, PAGE, json!({ "dedupe": "PAGE" }))
            .await
            .json();
        assert_eq!(answer["errors"], Value::Null);
        let page = &answer["data"];
        // Beside every article stand 100, 101 and so on: first the lists beside the latest, then
        // those beside what stands there.
        assert_eq!(
            article_numbers(&page["latest"]),
            [1, 100, 104, 101, 105, 2, 102, 106, 103, 107],
            "{seed}"
        );
        assert_eq!(
            article_numbers(&page["scopes"]),
            [3, 9, 4, 10, 5, 11, 6, 12, 7, 13, 8, 14],
            "{seed}"
        );
        assert_eq!(page["nobody"], Value::Null);
        assert_eq!(
            (
                article_numbers(&page["more"]),
                article_numbers(&page["again"])
            ),
            (vec![15, 16, 17], vec![1, 2]),
            "{seed}"
        );
    }
}

#[actix_web::test]
async fn lists_without_dedupe_keep_their_cost_and_content() {
    let (plain, asked) = app_state(90, StubBehaviour::Normal);
    let answer = ask(&plain, PAGE, json!({})).await.json();
    assert_eq!(article_numbers(&answer["data"]["more"]), [1, 2, 3]);
    let without = asked.calls.load(Ordering::Relaxed);
    let (deduped, asked) = app_state(90, StubBehaviour::Normal);
    ask(&deduped, PAGE, json!({ "dedupe": "PAGE" })).await;
    let with = asked.calls.load(Ordering::Relaxed);
    assert!(
        with <= without + 2,
        "{with} reads, and {without} without turns: one may be split where lists of one length read ahead differently"
    );
}

#[actix_web::test]
async fn a_failed_list_does_not_block_the_others() {
    let query = "{ tag(slug: \"x\") { articles(first: 2, dedupe: PAGE) { nodes { slug } } } contributor(slug: \"x\") { articles(dedupe: PAGE) { nodes { slug } } }
        a: articles(first: 0, dedupe: PAGE) { nodes { slug } } b: articles(first: 2, dedupe: PAGE) { nodes { slug } } }";
    let answer = ask(
        &app_state(9, StubBehaviour::PartlyUnavailable).0,
        &query.replace("first: 0", "first: 1"),
        json!({}),
    )
    .await
    .json();
    let page = &answer["data"];
    assert_eq!(
        (&page["tag"], &page["contributor"]),
        (&Value::Null, &Value::Null),
        "{answer}"
    );
    assert_eq!(
        (article_numbers(&page["a"]), article_numbers(&page["b"])),
        (vec![1], vec![2, 3])
    );
}

#[actix_web::test]
async fn a_list_with_too_many_repeats_continues_after_the_last_examined_article() {
    let lists: String = (0..11).map(|list| format!("l{list}: articles(first: 9, dedupe: PAGE) {{ nodes {{ slug }} pageInfo {{ hasNextPage endCursor }} }} ")).collect();
    let answer = ask(
        &app_state(500, StubBehaviour::Normal).0,
        &format!("{{ {lists} }}"),
        json!({}),
    )
    .await
    .json();
    let lengths: Vec<usize> = (0..11)
        .map(|list| article_numbers(&answer["data"][format!("l{list}")]).len())
        .collect();
    assert_eq!(
        lengths,
        [9, 9, 9, 9, 9, 9, 5, 0, 0, 0, 0],
        "nine and fifty were read: {answer}"
    );
    for list in [6, 7] {
        let info = &answer["data"][format!("l{list}")]["pageInfo"];
        assert!(
            info["hasNextPage"] == true && info["endCursor"].is_string(),
            "{info}"
        );
    }
}

#[actix_web::test]
async fn reading_ahead_is_charged() {
    let cost = |query: &str| json!({ "query": query, "extensions": { "cost": true } }).to_string();
    let state = app_state(90, StubBehaviour::Normal).0;
    let mut costs = Vec::new();
    for dedupe in ["", ", dedupe: PAGE"] {
        let query = format!(
            "{{ a: articles(first: 3{dedupe}) {{ nodes {{ slug }} }} b: articles(first: 4{dedupe}) {{ nodes {{ slug }} }} }}"
        );
        let answer = crate::support::send(&state, crate::support::post(cost(&query)))
            .await
            .json();
        costs.push((
            answer["extensions"]["cost"]["requested"].as_u64().unwrap(),
            answer["extensions"]["cost"]["actual"].as_u64().unwrap(),
        ));
    }
    assert_eq!(
        costs,
        [(7, 7), (14, 14)],
        "four more for the first, three for the second"
    );
    let wide =
        "{ tags(first: 100) { nodes { articles(first: 1, dedupe: PAGE) { nodes { slug } } } } }";
    assert_eq!(
        ask(&state, wide, json!({})).await.code(),
        "QUERY_TOO_COMPLEX"
    );
}
