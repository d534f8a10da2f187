//! `standfirst consumers`: lag and dead letters.

use standfirst_cluster::Cluster;
use standfirst_domain::{
    moment::Moment,
    ports::{ConsumerStore, DeadLetter, DeadLetterStore},
};
use standfirst_persistence::{Options, Store};
use tempfile::TempDir;

use crate::{output_of, record, standfirst};

/// Leases one consumer until the year 2100, and leaves another one released.
async fn lease_consumers(url: &str) {
    let store = Store::open(&Options::new(url)).await.unwrap();
    let now = Moment::parse("2026-01-01T00:00:00Z").unwrap();
    let until = Moment::parse("2100-01-01T00:00:00Z").unwrap();
    let lease = store.lease("lists", None, now, until).await.unwrap();
    let letter = DeadLetter {
        position: 1,
        created_at: now,
        reason: "It was\nbad.".to_owned(),
    };
    store
        .dead_letter("lists", Some(lease.unwrap().fencing_token), letter)
        .await
        .unwrap();
    let lease = store.lease("webhooks", None, now, until).await.unwrap();
    let fencing_token = lease.unwrap().fencing_token;
    store
        .save_checkpoint("webhooks", fencing_token, 4)
        .await
        .unwrap();
    store.release("webhooks", fencing_token).await.unwrap();
}

fn lag_and_dead_letters_are_printed(url: &str) {
    let directory = TempDir::new().unwrap();
    let variables = [("STANDFIRST_DATABASE_URL", url)];
    let run = |arguments: &[&str]| output_of(&standfirst(directory.path(), arguments, &variables));
    let (code, answer, _) = run(&["consumers"]);
    assert_eq!(
        (code, answer.as_str()),
        (Some(0), "head 0\nno consumer has held a lease yet\n")
    );
    let records = ["a", "b"].map(|id| {
        let record = record(id, "Text.");
        record.replacen('{', r#"{"published_at": "2026-01-01T00:00:00Z", "#, 1)
    });
    std::fs::write(directory.path().join("news.ndjson"), records.join("\n")).unwrap();
    run(&["import", "ndjson", "news.ndjson"]);
    tokio::runtime::Runtime::new()
        .unwrap()
        .block_on(lease_consumers(url));
    let (code, answer, _) = run(&["consumers"]);
    let lines: Vec<&str> = answer.lines().collect();
    let [head, lists, webhooks, letter] = lines[..] else {
        panic!("{answer}");
    };
    assert_eq!((code, head), (Some(0), "head 4"));
    assert!(
        lists.starts_with("consumer lists: at 1, 3 behind, the oldest for ")
            && lists.ends_with("s, held until 2100-01-01T00:00:00Z"),
        "{lists}"
    );
    assert_eq!(
        webhooks,
        "consumer webhooks: at 4, 0 behind, held by no node"
    );
    assert_eq!(
        letter,
        r"dead letter of lists: 1 at 2026-01-01T00:00:00Z: It was\nbad."
    );
}

#[test]
fn consumers_are_printed_on_sqlite() {
    let folder = TempDir::new().unwrap();
    lag_and_dead_letters_are_printed(&format!(
        "sqlite://{}",
        folder.path().join("n.db").display()
    ));
}

#[test]
fn consumers_are_printed_on_postgres() {
    lag_and_dead_letters_are_printed(&Cluster::shared().database().unwrap());
}
