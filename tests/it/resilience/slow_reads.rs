//! Reads that do not end and clients that disconnect from
//! them (case 99).

use std::time::{Duration, Instant};

use serde_json::json;
use standfirst_api::Settings;
use tokio::{io::AsyncWriteExt, net::TcpStream};

use super::short_timeouts;
use crate::support::{TestApp, record_with};

/// Query on the slow table.
const SLOW: &str = "{ contributor(slug: \"slow-hand\") { name } }";
/// Query on other tables.
const QUICK: &str = "{ articles(first: 1) { nodes { headline } } }";

/// Starts a server in which reads of contributors never end.
async fn slow_newsroom(database: String, folder: tempfile::TempDir, readers: u32) -> TestApp {
    let wait = if database.starts_with("sqlite:") {
        "(WITH RECURSIVE endless(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM endless) SELECT COUNT(*) FROM endless)"
    } else {
        "pg_sleep(60)"
    };
    let app = TestApp::open_over(
        short_timeouts(database, readers),
        folder,
        Settings::default(),
        |store| std::sync::Arc::new(store.clone()),
    )
    .await;
    app.import(&[record_with("One", json!({ "authors": ["Slow Hand"] }))])
        .await;
    assert_eq!(
        app.data(SLOW, json!({})).await["contributor"]["name"],
        "Slow Hand"
    );
    app.alter(&[
        "ALTER TABLE contributor RENAME TO contributor_table",
        &format!("CREATE VIEW contributor AS SELECT t.* FROM contributor_table t CROSS JOIN {wait} AS wait"),
    ])
    .await;
    app
}

/// Sends a request and returns the status, the code and the elapsed time.
async fn ask(app: &TestApp, query: &str) -> (u16, String, Duration) {
    let started = Instant::now();
    let (status, answer) = app.ask(query, json!({})).await;
    let code = answer["errors"][0]["extensions"]["code"]
        .as_str()
        .unwrap_or_default();
    (status, code.to_owned(), started.elapsed())
}

#[actix_web::test]
async fn case_f13_slow_reads_on_every_connection_do_not_block_others_on_sqlite() {
    for readers in [1, 3] {
        let (database, folder) = TestApp::sqlite_file();
        slow_reads_on_every_connection(&slow_newsroom(database, folder, readers).await, readers)
            .await;
    }
}

#[actix_web::test]
async fn case_f13_slow_reads_on_every_connection_do_not_block_others_on_postgres() {
    for readers in [1, 3] {
        let database = TestApp::postgres_database().await;
        slow_reads_on_every_connection(
            &slow_newsroom(database, tempfile::tempdir().unwrap(), readers).await,
            readers,
        )
        .await;
    }
}

/// With twice as many slow reads as connections, other requests are rejected quickly, and succeed
/// afterwards.
async fn slow_reads_on_every_connection(app: &TestApp, readers: u32) {
    let slow = futures::future::join_all((0..2 * readers).map(|_| ask(app, SLOW)));
    let others = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let (status, code, took) = ask(app, QUICK).await;
        assert_eq!((status, code.as_str()), (503, "OVERLOADED"));
        assert!(took < Duration::from_millis(800), "{took:?}");
        let started = Instant::now();
        let health = app
            .client
            .get(format!("{}/healthz", app.url))
            .send()
            .await
            .unwrap();
        assert!(
            health.status() == 200 && started.elapsed() < Duration::from_millis(200),
            "{:?}",
            started.elapsed()
        );
    };
    let (slow, ()) = futures::future::join(slow, others).await;
    let count = |wanted: (u16, &str)| {
        slow.iter()
            .filter(|(status, code, _)| (*status, code.as_str()) == wanted)
            .count()
    };
    assert_eq!(
        (count((504, "TIMEOUT")), count((503, "OVERLOADED"))),
        (readers as usize, readers as usize),
        "{slow:?}"
    );
    for _ in 0..3 {
        let quick = futures::future::join_all((0..2 * readers).map(|_| ask(app, QUICK))).await;
        assert!(quick.iter().all(|(status, ..)| *status == 200), "{quick:?}");
    }
}

#[actix_web::test]
async fn case_99_a_disconnected_client_releases_its_connection_on_sqlite() {
    let (database, folder) = TestApp::sqlite_file();
    let app = slow_newsroom(database, folder, 1).await;
    for _ in 0..10 {
        ask_and_disconnect(&app).await;
        let (status, code, took) = ask(&app, QUICK).await;
        assert_eq!((status, code.as_str()), (200, ""));
        assert!(took < Duration::from_millis(250), "{took:?}");
    }
}

#[actix_web::test]
async fn case_99_a_disconnected_client_holds_no_connection_beyond_its_statement_on_postgres() {
    let app = slow_newsroom(
        TestApp::postgres_database().await,
        tempfile::tempdir().unwrap(),
        1,
    )
    .await;
    for _ in 0..2 {
        ask_and_disconnect(&app).await;
        let gone = Instant::now();
        while ask(&app, QUICK).await.0 != 200 {
            assert!(
                gone.elapsed() < Duration::from_millis(1_500),
                "its statement ends after 900 milliseconds"
            );
        }
    }
}

/// Sends a slow request and closes the connection when the read has started.
async fn ask_and_disconnect(app: &TestApp) {
    let mut stream = TcpStream::connect(app.url.trim_start_matches("http://"))
        .await
        .unwrap();
    let body = json!({ "query": SLOW }).to_string();
    let head = format!(
        "POST /graphql HTTP/1.1\r\nhost: courier.example\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let before = app.store.statements();
    stream
        .write_all(format!("{head}{body}").as_bytes())
        .await
        .unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(
        app.store.statements(),
        before,
        "the statement is still running"
    );
    drop(stream);
    tokio::time::sleep(Duration::from_millis(50)).await;
}
