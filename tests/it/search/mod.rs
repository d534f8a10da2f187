//! Search over HTTP: results, pagination, suggestions, rejected queries and visibility.

mod pagination;
mod rejected;
mod results;
mod suggestions;
mod visibility;

use serde_json::{Value, json};

use crate::support::{TestApp, at, record_with};

/// Records about a harbour, three days apart, the oldest first.
fn harbour() -> Vec<Value> {
    let record = |number: i64, id: &str, more: Value| {
        let mut record = record_with(id, more);
        record["published_at"] = json!(at(-86_400 * 3 * (10 - number)).to_string());
        record
    };
    vec![
        record(
            1,
            "Dredger at work",
            json!({ "body": "Mud is lifted from the channel. A ferry waited for the dredger.", "tags": ["Shipping"], "section": "Harbour", "authors": ["Ines Holt"] }),
        ),
        record(
            2,
            "Night ferry cancelled",
            json!({ "standfirst": "Fog on the sound.", "body": "Nobody crossed the sound. The ferry stayed at the quay.", "tags": ["Ferries", "Weather"], "section": "Harbour", "authors": ["Ada Larsen"] }),
        ),
        record(
            3,
            "Council meets",
            json!({ "standfirst": "A new ferry is on the list.", "body": "The council sat until midnight.", "tags": ["Council"], "section": "City", "authors": ["Ada Larsen"] }),
        ),
        record(
            4,
            "Ferry fares rise",
            json!({ "body": "From March a crossing costs more. The night tariff ends.", "tags": ["Ferries"], "section": "City", "authors": ["Ines Holt"] }),
        ),
        record(
            5,
            "Bakery opens",
            json!({ "body": "Bread, <b>bold</b> & warm, is sold from six.", "tags": ["Food"], "section": "City", "authors": ["Ada Larsen"] }),
        ),
    ]
}

/// Headlines of the results in order.
async fn headlines(app: &TestApp, query: &str, more: &str) -> Vec<String> {
    let document = format!(
        "query($query: String!) {{ search(query: $query{more}) {{ nodes {{ headline }} }} }}"
    );
    let data = app.data(&document, json!({ "query": query })).await;
    let nodes = data["search"]["nodes"].as_array().unwrap();
    nodes
        .iter()
        .map(|node| node["headline"].as_str().unwrap().to_owned())
        .collect()
}

/// Text of the runs with the matches in brackets.
fn shown(runs: &Value) -> String {
    let run = |run: &Value| match (run["text"].as_str().unwrap(), run["isMatch"] == true) {
        (text, true) => format!("[{text}]"),
        (text, false) => text.to_owned(),
    };
    runs.as_array().unwrap().iter().map(run).collect()
}
