//! Order of change records on PostgreSQL, where transactions commit in another order than they
//! began. Two transactions run statement by statement. A reader never sees a position before the
//! lower ones.

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement, TransactionTrait};
use standfirst_domain::ports::{ChangeLogReads, ImportStore};

use crate::support::{Newsroom, article, at};

const RAISE: &str =
    "UPDATE change_log_head SET position = position + 1 WHERE id = 1 RETURNING position";

async fn write(connection: &impl ConnectionTrait, position: i64) {
    let sql = format!(
        "INSERT INTO change_record (position, occurred_at, subject, kind, in_bulk) VALUES ({position}, 0, 'publication', 'changed', false)"
    );
    connection.execute_unprepared(&sql).await.unwrap();
}

async fn raise(connection: &impl ConnectionTrait) -> i64 {
    let statement = Statement::from_string(sea_orm::DbBackend::Postgres, RAISE);
    let row = connection.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get("", "position").unwrap()
}

/// Number of sessions that wait for a lock.
async fn waiting(connection: &DatabaseConnection) -> i64 {
    let sql = "SELECT COUNT(*) AS count FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let statement = Statement::from_string(sea_orm::DbBackend::Postgres, sql);
    let row = connection.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get("", "count").unwrap()
}

async fn positions(newsroom: &Newsroom) -> Vec<u64> {
    let records = newsroom.store.records(0, 100).await.unwrap();
    records.into_iter().map(|(position, _)| position).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_transaction_that_commits_last_has_the_last_position() {
    let newsroom = Newsroom::postgres().await;
    let by_hand = Database::connect(&newsroom.url).await.unwrap();
    let first = by_hand.begin().await.unwrap();
    first
        .execute_unprepared("SELECT pg_current_xact_id()")
        .await
        .unwrap();
    newsroom
        .import(vec![article("Second to begin")], at(0))
        .await;
    assert_eq!(positions(&newsroom).await, [1, 2]);
    let position = raise(&first).await;
    write(&first, position).await;
    assert_eq!(positions(&newsroom).await, [1, 2], "not before the commit");
    first.commit().await.unwrap();
    assert_eq!(positions(&newsroom).await, [1, 2, 3]);
}

/// Returns the positions after two transactions wrote at once. The one that raised the head first
/// makes the other wait; without that wait its higher position would be visible first.
async fn two_writers(first_commits: bool) -> Vec<u64> {
    let newsroom = Newsroom::postgres().await;
    let watching = Database::connect(&newsroom.url).await.unwrap();
    let by_hand = Database::connect(&newsroom.url).await.unwrap();
    let first = by_hand.begin().await.unwrap();
    let position = raise(&first).await;
    assert_eq!(position, 1);
    let store = newsroom.store.clone();
    let other = tokio::spawn(async move { store.import(vec![article("Other")], at(0)).await });
    while waiting(&watching).await == 0 {
        assert!(!other.is_finished(), "the other transaction waits");
        assert_eq!(positions(&newsroom).await, Vec::<u64>::new());
    }
    write(&first, position).await;
    if first_commits {
        first.commit().await.unwrap();
    } else {
        first.rollback().await.unwrap();
    }
    let mut met = Vec::new();
    while !other.is_finished() {
        met = positions(&newsroom).await;
        assert!(met.iter().copied().eq(1..=met.len() as u64), "{met:?}");
    }
    other.await.unwrap().unwrap();
    assert!(positions(&newsroom).await.starts_with(&met));
    positions(&newsroom).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_transaction_that_raised_the_head_first_comes_first() {
    assert_eq!(two_writers(true).await, [1, 2, 3]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_position_that_was_rolled_back_is_used_again() {
    assert_eq!(two_writers(false).await, [1, 2]);
}
