//! A panic fails the request that caused it and no other.

use serde_json::{Value, json};
use standfirst_api::Settings;

use super::{
    panicking_archive::{PANIC_MESSAGE, PanickingArchive},
    short_timeouts,
};
use crate::support::{TestApp, record_with};

const QUERY: &str = "{ one: article(slug: \"one\") { headline tags { name } } two: article(slug: \"two\") { headline } other: tag(slug: \"harbour\") { name } }";

#[actix_web::test]
async fn case_f24_a_panic_fails_only_its_own_request_on_sqlite() {
    let (database, folder) = TestApp::sqlite_file();
    a_panic_fails_only_its_own_request(database, folder).await;
}

#[actix_web::test]
async fn case_f24_a_panic_fails_only_its_own_request_on_postgres() {
    a_panic_fails_only_its_own_request(
        TestApp::postgres_database().await,
        tempfile::tempdir().unwrap(),
    )
    .await;
}

/// Uses one read connection, so that a leaked connection blocks the next request.
async fn a_panic_fails_only_its_own_request(database: String, folder: tempfile::TempDir) {
    let mut archive = None;
    let app = TestApp::open_over(
        short_timeouts(database, 1),
        folder,
        Settings::default(),
        |store| {
            let over = PanickingArchive::over(store);
            archive = Some(over.clone());
            over
        },
    )
    .await;
    let archive = archive.unwrap();
    let tagged = json!({ "tags": ["Harbour"] });
    app.import(&[
        record_with("One", tagged.clone()),
        record_with("Two", tagged),
    ])
    .await;
    let complete = app.data(QUERY, json!({})).await;
    assert_eq!(complete["two"]["headline"], "Two");
    for _ in 0..5 {
        archive.arm(true);
        let failed = futures::future::join_all((0..8).map(|_| post(&app))).await;
        for (status, id, answer) in failed {
            assert_internal_error(status, &id, &answer);
        }
        for path in ["/", "/readyz"] {
            let answer = app
                .client
                .get(format!("{}{path}", app.url))
                .send()
                .await
                .unwrap();
            assert_eq!(
                answer.headers()["x-content-type-options"],
                "nosniff",
                "{path}"
            );
            let (status, id, text) = read(answer).await;
            assert_internal_error(status, &id, &text);
        }
        let health = app
            .client
            .get(format!("{}/healthz", app.url))
            .send()
            .await
            .unwrap();
        assert_eq!(health.status(), 200);
        archive.arm(false);
        assert_eq!(
            app.data(QUERY, json!({})).await,
            complete,
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

fn assert_internal_error(status: u16, id: &str, text: &str) {
    assert_eq!(status, 500, "{text}");
    assert!(
        !text.contains(PANIC_MESSAGE),
        "the response has no detail of the panic"
    );
    let answer: Value = serde_json::from_str(text).unwrap();
    assert_eq!(answer["errors"].as_array().unwrap().len(), 1, "{text}");
    assert_eq!(
        answer["errors"][0]["extensions"],
        json!({ "code": "INTERNAL", "requestId": id, "retryable": false })
    );
    assert!(answer.get("data").is_none());
}
