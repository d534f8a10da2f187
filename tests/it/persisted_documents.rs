//! Persisted documents over HTTP and across worker threads.

use serde_json::{Value, json};

use crate::support::{TestApp, both, operation, record};

const QUERY: &str = "{ articles(first: 1) { nodes { headline } } }";
/// SHA-256 of the query, as printed by `printf '%s' '...' | sha256sum`.
const HASH: &str = "8ba4b58e9a7adad57ab0bdc123ce105ccb383697234a8ef8f4e40dc412149034";

both! {
    async fn case_40_a_registered_document_is_known_to_every_worker_thread(app: &TestApp) {
        app.import(&[record("One")]).await;
        let named = json!({ "extensions": { "persistedQuery": { "version": 1, "sha256Hash": HASH } } });
        let (status, answer) = post(app, &named).await;
        assert_eq!((status, &answer["errors"][0]["extensions"]["code"]), (400, &json!("PERSISTED_QUERY_NOT_FOUND")));
        let mut sent = named.clone();
        sent["query"] = json!(QUERY);
        let (status, whole) = post(app, &sent).await;
        assert_eq!((status, &whole["data"]["articles"]["nodes"][0]["headline"]), (200, &json!("One")));
        for _ in 0..8 {
            // Each request has a new connection, which another thread may accept.
            let client = reqwest::Client::new();
            let extensions = named["extensions"].to_string();
            let address = reqwest::Url::parse_with_params(
                &format!("{}/graphql", app.url),
                [("extensions", extensions)],
            );
            let request = client.get(address.unwrap());
            let answer: Value = request.send().await.unwrap().json().await.unwrap();
            assert_eq!(answer, whole);
        }
    }

    async fn shipped_documents_are_named_by_their_file(app: &TestApp) {
        app.import(&[record("One")]).await;
        let whole = app.data(&operation("front-page"), json!({})).await;
        let (status, answer) = post(app, &json!({ "documentId": "front-page" })).await;
        assert_eq!((status, &answer["data"]), (200, &whole));
    }
}

async fn post(app: &TestApp, body: &Value) -> (u16, Value) {
    let request = app
        .client
        .post(format!("{}/graphql", app.url))
        .header("accept", "application/graphql-response+json");
    let answer = request.json(body).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}
