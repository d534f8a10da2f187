//! Pagination of lists by opaque cursors.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::support::{TestApp, both, record, record_with};

const FORWARD: &str = "query($after: Cursor) { articles(first: 7, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }";
const BACK: &str = "query($before: Cursor) { articles(last: 7, before: $before) { nodes { id } pageInfo { hasPreviousPage startCursor } } }";

both! {
    async fn cases_44_and_45_pages_repeat_and_skip_nothing_among_a_thousand_equal_times(app: &TestApp) {
        let records: Vec<Value> = (0..1_000).map(|number| record(&format!("article {number}"))).collect();
        app.import(&records).await;
        let total = app.data("{ articles(first: 1) { totalCount } }", json!({})).await;
        assert_eq!(total["articles"]["totalCount"], 1_000);
        for (query, variable, more, cursor) in [(FORWARD, "after", "hasNextPage", "endCursor"), (BACK, "before", "hasPreviousPage", "startCursor")] {
            let mut collected = Vec::new();
            let mut position = Value::Null;
            for step in 0..400 {
                let page = app.data(query, json!({ variable: position })).await["articles"].take();
                collected.extend(page["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap().to_owned()));
                if step % 10 == 0 {
                    app.import(&[record(&format!("added {variable} {step}"))]).await;
                }
                if page["pageInfo"][more] == false {
                    break;
                }
                position = page["pageInfo"][cursor].clone();
            }
            let once: HashSet<&String> = collected.iter().collect();
            assert_eq!(once.len(), collected.len(), "{variable}: nothing twice");
            assert!(collected.len() >= 1_000, "{variable}: nothing missed of {}", collected.len());
        }
    }

    async fn case_43_an_id_of_another_kind_finds_nothing(app: &TestApp) {
        let tagged = record_with("one", json!({ "tags": ["Harbour"] }));
        app.import(&[tagged]).await;
        let found = app.data("{ articles(first: 1) { nodes { id tags { id } section { id } } } }", json!({})).await;
        let article = &found["articles"]["nodes"][0];
        let others: Vec<Value> = [&article["tags"][0]["id"], &article["section"]["id"]].into_iter().filter(|id| id.is_string()).cloned().collect();
        assert!(!others.is_empty(), "{article}");
        for id in others {
            let query = "query($id: ID!) { article(id: $id) { id } node(id: $id) { ... on Article { headline } } }";
            let (status, answer) = app.ask(query, json!({ "id": id })).await;
            assert_eq!((status, &answer["errors"]), (200, &Value::Null), "{answer}");
            assert_eq!(answer["data"], json!({ "article": null, "node": {} }), "as an article that does not exist");
            let never = app.data("{ article(id: \"nobody\") { id } }", json!({})).await;
            assert_eq!(never["article"], Value::Null);
        }
    }

    async fn cases_10_41_and_42_invalid_page_arguments_are_rejected(app: &TestApp) {
        app.import(&[record("one"), record("two")]).await;
        let cursor = app.data("{ articles(first: 1) { pageInfo { endCursor } } }", json!({})).await["articles"]["pageInfo"]["endCursor"].take();
        for (arguments, code) in [
            ("first: 0", "BAD_USER_INPUT"),
            ("first: -1", "BAD_USER_INPUT"),
            ("first: 101", "BAD_USER_INPUT"),
            ("first: 1, last: 1", "BAD_USER_INPUT"),
            ("after: \"AAAA\"", "INVALID_CURSOR"),
            ("after: \"\"", "INVALID_CURSOR"),
            (&format!("orderBy: OLDEST, after: {cursor}"), "INVALID_CURSOR"),
        ] {
            let (_, answer) = app.ask(&format!("{{ articles({arguments}) {{ nodes {{ id }} }} }}"), json!({})).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{arguments}: {answer}");
            assert!(answer["errors"][0]["extensions"]["requestId"].is_string());
        }
    }
}
