//! Faults: a spoilt row, and a database that goes away and comes back.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::json;
use standfirst_cluster::Cluster;

use crate::support::{TestApp, both, record};

both! {
    async fn a_body_that_does_not_decode_nulls_that_field_alone(app: &TestApp) {
        app.import(&[record("Good"), record("Bad")]).await;
        app.spoil("UPDATE revision SET body = 'spoilt' WHERE content LIKE '%\"Bad\"%'").await;
        let (status, answer) = app.ask("{ good: article(slug: \"good\") { headline bodyText } bad: article(slug: \"bad\") { headline body { plainText } } }", json!({})).await;
        assert_eq!(status, 200);
        assert_eq!(answer["data"]["good"], json!({ "headline": "Good", "bodyText": "The text of Good." }));
        assert_eq!(answer["data"]["bad"], json!({ "headline": "Bad", "body": null }));
        let errors = answer["errors"].as_array().unwrap();
        assert_eq!(errors.len(), 1, "{answer:#}");
        assert_eq!(errors[0]["path"], json!(["bad", "body"]));
        assert_eq!(errors[0]["extensions"]["code"], "INTERNAL");
        assert!(!answer.to_string().contains("spoilt"), "nothing internal leaks");
    }
}

#[actix_web::test]
async fn requests_end_while_postgres_is_away_and_recover_when_it_is_back() {
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
    on_the_side(&cluster, Cluster::stop).await;
    for _ in 0..3 {
        let asked = Instant::now();
        let (status, answer) = app.ask(query, json!({})).await;
        assert!(
            asked.elapsed() < Duration::from_secs(5),
            "{:?}",
            asked.elapsed()
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
    assert_eq!(health.status(), 200, "the process lives");
    on_the_side(&cluster, Cluster::resume).await;
    let back = Instant::now();
    while app.ask(query, json!({})).await.0 != 200 {
        assert!(
            back.elapsed() < Duration::from_secs(3),
            "it recovers by itself"
        );
    }
}

async fn on_the_side(cluster: &Arc<Cluster>, act: fn(&Cluster) -> std::io::Result<()>) {
    let cluster = Arc::clone(cluster);
    tokio::task::spawn_blocking(move || act(&cluster).unwrap())
        .await
        .unwrap();
}
