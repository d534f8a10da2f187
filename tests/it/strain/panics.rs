//! A fault of ours ends the request that met it and no other (F24).

use serde_json::{Value, json};
use standfirst_api::Settings;

use super::{
    short,
    tripwire::{SECRET, Tripwire},
};
use crate::support::{TestApp, record_with};

const QUERY: &str = "{ one: article(slug: \"one\") { headline tags { name } } two: article(slug: \"two\") { headline } other: tag(slug: \"harbour\") { name } }";

#[actix_web::test]
async fn case_f24_a_panic_ends_one_request_alone_on_sqlite() {
    let (database, folder) = TestApp::sqlite_file();
    a_panic_ends_one_request_alone(database, folder).await;
}

#[actix_web::test]
async fn case_f24_a_panic_ends_one_request_alone_on_postgres() {
    a_panic_ends_one_request_alone(
        TestApp::postgres_database().await,
        tempfile::tempdir().unwrap(),
    )
    .await;
}

/// With one reader, so that a connection that is not let go would be missed.
async fn a_panic_ends_one_request_alone(database: String, folder: tempfile::TempDir) {
    let mut tripwire = None;
    let app = TestApp::open_over(short(database, 1), folder, Settings::default(), |store| {
        let over = Tripwire::over(store);
        tripwire = Some(over.clone());
        over
    })
    .await;
    let tripwire = tripwire.unwrap();
    let tagged = json!({ "tags": ["Harbour"] });
    app.import(&[
        record_with("One", tagged.clone()),
        record_with("Two", tagged),
    ])
    .await;
    let whole = app.data(QUERY, json!({})).await;
    assert_eq!(whole["two"]["headline"], "Two");
    for _ in 0..5 {
        tripwire.arm(true);
        let broken = futures::future::join_all((0..8).map(|_| post(&app))).await;
        for (status, id, answer) in broken {
            assert_ours(status, &id, &answer);
        }
        for door in ["/", "/readyz"] {
            let answer = app
                .client
                .get(format!("{}{door}", app.url))
                .send()
                .await
                .unwrap();
            assert_eq!(
                answer.headers()["x-content-type-options"],
                "nosniff",
                "{door}"
            );
            let (status, id, text) = read(answer).await;
            assert_ours(status, &id, &text);
        }
        let health = app
            .client
            .get(format!("{}/healthz", app.url))
            .send()
            .await
            .unwrap();
        assert_eq!(health.status(), 200);
        tripwire.arm(false);
        assert_eq!(
            app.data(QUERY, json!({})).await,
            whole,
            "the next request is served"
        );
    }
}

async fn post(app: &TestApp) -> (u16, String, String) {
    let request = app
        .client
        .post(format!("{}/graphql", app.url))
        .json(&json!({ "query": QUERY }));
    read(
        request
            .header("accept", "application/graphql-response+json")
            .send()
            .await
            .unwrap(),
    )
    .await
}

async fn read(answer: reqwest::Response) -> (u16, String, String) {
    let id = answer.headers()["x-request-id"]
        .to_str()
        .unwrap()
        .to_owned();
    (answer.status().as_u16(), id, answer.text().await.unwrap())
}

fn assert_ours(status: u16, id: &str, text: &str) {
    assert_eq!(status, 500, "{text}");
    assert!(!text.contains(SECRET), "nothing of the panic is told");
    let answer: Value = serde_json::from_str(text).unwrap();
    assert_eq!(answer["errors"].as_array().unwrap().len(), 1, "{text}");
    assert_eq!(
        answer["errors"][0]["extensions"],
        json!({ "code": "INTERNAL", "requestId": id, "retryable": false })
    );
    assert!(answer.get("data").is_none());
}
