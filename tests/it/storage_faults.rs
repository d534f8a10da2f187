//! Storage faults: a corrupt row, and a database that stops and starts again.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::json;
use standfirst_cluster::Cluster;

use crate::support::{TestApp, both, record};

both! {
    async fn a_corrupt_body_nulls_only_that_field(app: &TestApp) {
        app.import(&[record("Good"), record("Bad")]).await;
        app.corrupt("UPDATE revision SET body = 'corrupt' WHERE content LIKE '%\"Bad\"%'").await;
        let (status, answer) = app.ask("{ good: article(slug: \"good\") { headline bodyText } bad: article(slug: \"bad\") { headline body { plainText } } }", json!({})).await;
        assert_eq!(status, 200);
        assert_eq!(answer["data"]["good"], json!({ "headline": "Good", "bodyText": "The text of Good." }));
        assert_eq!(answer["data"]["bad"], json!({ "headline": "Bad", "body": null }));
        let errors = answer["errors"].as_array().unwrap();
        assert_eq!(errors.len(), 1, "{answer:#}");
        assert_eq!(errors[0]["path"], json!(["bad", "body"]));
        assert_eq!(errors[0]["extensions"]["code"], "INTERNAL");
        assert!(!answer.to_string().contains("corrupt"), "no internal detail is in the response");
    }
}

#[actix_web::test]
async fn requests_fail_fast_while_postgres_is_down_and_recover_afterwards() {
    let cluster = Arc::new(
        tokio::task::spawn_blocking(|| Cluster::start().unwrap())
            .await
            .unwrap(),
    );
    let database = cluster.database().unwrap();
    let app = TestApp::open(database, tempfile::tempdir().unwrap()).await;
    app.import(&[record("One")]).await;
    let query = "{ articles(first: 1) { nodes { headline } } }";
    app.data(query, json!({})).await;
    run_blocking(&cluster, Cluster::stop).await;
    for _ in 0..3 {
        let started = Instant::now();
        let (status, answer) = app.ask(query, json!({})).await;
        assert!(
            started.elapsed() < Duration::from_secs(5),
            "{:?}",
            started.elapsed()
        );
        assert_eq!(
            answer["errors"][0]["extensions"]["code"], "UNAVAILABLE",
            "{status}: {answer}"
        );
        assert_eq!(status, 503);
    }
    let ready = app
        .client
        .get(format!("{}/readyz", app.url))
        .send()
        .await
        .unwrap();
    assert_eq!(ready.status(), 503);
    let health = app
        .client
        .get(format!("{}/healthz", app.url))
        .send()
        .await
        .unwrap();
    assert_eq!(health.status(), 200, "the process is alive");
    run_blocking(&cluster, Cluster::resume).await;
    let back = Instant::now();
    while app.ask(query, json!({})).await.0 != 200 {
        assert!(
            back.elapsed() < Duration::from_secs(3),
            "it did not recover in time"
        );
    }
}

async fn run_blocking(cluster: &Arc<Cluster>, act: fn(&Cluster) -> std::io::Result<()>) {
    let cluster = Arc::clone(cluster);
    tokio::task::spawn_blocking(move || act(&cluster).unwrap())
        .await
        .unwrap();
}
