//! Pagination of search results.

use std::collections::HashSet;

use serde_json::{Value, json};

use super::harbour;
use crate::support::{TestApp, at, both, record_with};

const PAGE: &str = "query($query: String!, $after: Cursor, $orderBy: SearchOrder) { search(query: $query, first: 7, after: $after, orderBy: $orderBy) { edges { cursor score node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";

/// Cursors with a valid checksum and the mark of the search, at impossible positions.
fn forged(good: &str) -> Vec<String> {
    use aws_lc_rs::digest::{SHA256, digest};
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let good = URL_SAFE_NO_PAD.decode(good).unwrap();
    let (head, place) = good[..good.len() - 16].split_at(11);
    let id = &place[24..];
    let moments = [i64::MIN, -1, 0, i64::MAX].map(i64::to_be_bytes);
    let scores = [
        0.0,
        1.0,
        f64::MIN_POSITIVE,
        -0.0,
        2.0,
        -1.0,
        f64::NAN,
        f64::INFINITY,
    ]
    .map(f64::to_be_bytes);
    let mut forged = Vec::new();
    for as_of in moments {
        for score in scores {
            for published_at in moments {
                let bytes = [head, &as_of, &score, &published_at, id].concat();
                let seal = digest(&SHA256, &bytes);
                forged.push(URL_SAFE_NO_PAD.encode([&bytes[..], &seal.as_ref()[..16]].concat()));
            }
        }
    }
    forged
}

both! {
    async fn pages_neither_repeat_nor_skip_and_scores_stay_stable(app: &TestApp) {
        let records: Vec<Value> = (0..60).map(|number| record_with(&format!("Fog {number}"), json!({ "published_at": at(-3_600 * (number % 20)).to_string(), "body": "fog ".repeat(usize::try_from(number % 5).unwrap() + 1) }))).collect();
        let ids: HashSet<String> = app.import(&records).await.into_iter().map(|id| standfirst_api::GlobalId::Article(id).encode().to_string()).collect();
        for order in ["RELEVANCE", "NEWEST"] {
            let mut collected: Vec<(String, f64)> = Vec::new();
            let mut after = Value::Null;
            for step in 0..30 {
                let page = app.data(PAGE, json!({ "query": "fog", "after": after, "orderBy": order })).await["search"].take();
                assert_eq!(page["pageInfo"]["hasPreviousPage"], !after.is_null(), "{order}");
                for edge in page["edges"].as_array().unwrap() {
                    collected.push((edge["node"]["id"].as_str().unwrap().to_owned(), edge["score"].as_f64().unwrap()));
                }
                app.set_clock(1_000 + 86_400 * (step + 1));
                app.import(&[record_with(&format!("Fog of {order} {step}"), json!({ "published_at": at(1_000 + 86_400 * step).to_string() }))]).await;
                if page["pageInfo"]["hasNextPage"] == false {
                    break;
                }
                assert_eq!(page["pageInfo"]["endCursor"], page["edges"][6]["cursor"]);
                after = page["pageInfo"]["endCursor"].clone();
            }
            let once: HashSet<&String> = collected.iter().map(|(id, _)| id).collect();
            assert_eq!(once.len(), collected.len(), "{order}: nothing twice");
            assert!(ids.iter().all(|id| once.contains(id)), "{order}: nothing missed of {}", collected.len());
            if order == "RELEVANCE" {
                assert!(collected.is_sorted_by(|one, next| one.1 >= next.1), "{collected:?}");
            }
            app.set_clock(1_000);
        }
    }

    async fn an_unreadable_article_leaves_a_gap_and_the_list_continues(app: &TestApp) {
        let records: Vec<Value> = (0..9).map(|number| record_with(&format!("Fog {number}"), json!({ "published_at": at(-3_600 * number).to_string() }))).collect();
        app.import(&records).await;
        app.corrupt("UPDATE showing SET card = '{' WHERE slug IN ('fog-1', 'fog-2', 'fog-8')").await;
        for order in ["RELEVANCE", "NEWEST"] {
            for first in [1, 2, 4] {
                let (mut collected, mut after) = (Vec::new(), Value::Null);
                loop {
                    let page = app.data("query($first: Int, $after: Cursor, $order: SearchOrder) { search(query: \"fog\", first: $first, after: $after, orderBy: $order) { nodes { slug } pageInfo { hasNextPage endCursor } } }", json!({ "first": first, "after": after, "order": order })).await["search"].take();
                    collected.extend(page["nodes"].as_array().unwrap().iter().map(|node| node["slug"].as_str().unwrap().to_owned()));
                    if page["pageInfo"]["hasNextPage"] == false {
                        break;
                    }
                    after = page["pageInfo"]["endCursor"].clone();
                }
                assert_eq!(collected, ["fog-0", "fog-3", "fog-4", "fog-5", "fog-6", "fog-7"], "{order} by {first}");
            }
        }
    }

    async fn cases_41_and_42_a_cursor_of_another_list_or_search_is_rejected(app: &TestApp) {
        app.import(&harbour()).await;
        let data = app.data("{ search(query: \"ferry\", first: 1) { pageInfo { endCursor } } articles(first: 1) { pageInfo { endCursor } } }", json!({})).await;
        let (good, of_a_list) = (&data["search"]["pageInfo"]["endCursor"], &data["articles"]["pageInfo"]["endCursor"]);
        for (arguments, code) in [
            (format!("query: \"ferry\", after: {good}"), None),
            (format!("query: \"ferry\", first: 100, after: {good}"), None),
            (format!("query: \"ferries\", after: {good}"), Some("INVALID_CURSOR")),
            (format!("query: \"ferry\", orderBy: NEWEST, after: {good}"), Some("INVALID_CURSOR")),
            (format!("query: \"ferry\", asYouType: true, after: {good}"), Some("INVALID_CURSOR")),
            (format!("query: \"ferry\", filter: {{ sections: [\"city\"] }}, after: {good}"), Some("INVALID_CURSOR")),
            (format!("query: \"ferry\", after: {of_a_list}"), Some("INVALID_CURSOR")),
            ("query: \"ferry\", after: \"AAAA\"".to_owned(), Some("INVALID_CURSOR")),
        ] {
            let (_, answer) = app.ask(&format!("{{ search({arguments}) {{ nodes {{ id }} }} }}"), json!({})).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"].as_str(), code, "{arguments}: {answer}");
        }
        for forged in forged(good.as_str().unwrap()) {
            for order in ["RELEVANCE", "NEWEST"] {
                let query = "query($after: Cursor, $order: SearchOrder) { search(query: \"ferry\", first: 100, orderBy: $order, after: $after) { totalCount edges { score cursor node { id } } pageInfo { hasNextPage } } }";
                let (status, answer) = app.ask(query, json!({ "after": forged, "order": order })).await;
                let code = answer["errors"][0]["extensions"]["code"].as_str();
                assert!((status == 200 && code.is_none()) || code == Some("INVALID_CURSOR"), "{order}: {status}: {answer}");
            }
        }
        let (_, answer) = app.ask(&format!("{{ articles(after: {good}) {{ nodes {{ id }} }} }}"), json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "INVALID_CURSOR", "{answer}");
    }
}
