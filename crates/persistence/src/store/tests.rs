//! Deadlines of the store: an endless statement ends at its deadline, an abandoned one ends at
//! once, and the connection of both serves the next statement.

use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, Database, FromQueryResult};
use standfirst_cluster::Cluster;
use standfirst_domain::error::Error;
use tempfile::TempDir;

use crate::{Options, Store, failure::into_domain_error, transaction::Transaction};

/// A statement that never ends.
const ENDLESS: &str = "WITH RECURSIVE endless(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM endless) SELECT COUNT(*) AS count FROM endless";
const ENDLESS_CHANGE: &str = "UPDATE change_log_head SET position = position + (WITH RECURSIVE endless(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM endless) SELECT COUNT(*) FROM endless)";
const SHORT: &str = "SELECT COUNT(*) AS count FROM tag";
const STATEMENT: Duration = Duration::from_millis(400);
const ACQUIRE: Duration = Duration::from_millis(200);
const LOCK: Duration = Duration::from_millis(300);

#[derive(Debug, FromQueryResult)]
struct SettingRow {
    setting: String,
}

/// A store with one reader and short deadlines.
struct TestStore {
    store: Store,
    options: Options,
    _folder: TempDir,
}

impl TestStore {
    async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::open(
            format!("sqlite://{}", folder.path().join("newsroom.db").display()),
            folder,
        )
        .await
    }

    async fn postgres() -> Self {
        let url = tokio::task::spawn_blocking(|| Cluster::shared().database().unwrap());
        Self::open(url.await.unwrap(), tempfile::tempdir().unwrap()).await
    }

    async fn open(url: String, folder: TempDir) -> Self {
        let options = Options {
            readers: 1,
            acquire_timeout: ACQUIRE,
            statement_timeout: STATEMENT,
            lock_timeout: LOCK,
            ..Options::new(url)
        };
        let store = Store::open(&options).await.unwrap();
        store.migrate().await.unwrap();
        Self {
            store,
            options,
            _folder: folder,
        }
    }

    async fn read(&self, sql: &'static str) -> Result<u64, Error> {
        let mut statement = self.store.sql();
        statement.push(sql);
        self.store.count(statement).await
    }

    async fn snapshot(&self, sql: &'static str) -> Result<(), Error> {
        self.store
            .snapshot(sql, |snapshot, sql| Box::pin(execute(snapshot, sql)))
            .await
    }

    async fn write(&self, statements: &'static [&'static str]) -> Result<(), Error> {
        self.store
            .transaction(statements, |transaction, statements| {
                Box::pin(async move {
                    for sql in *statements {
                        execute(transaction, sql).await?;
                    }
                    Ok(())
                })
            })
            .await
    }
}

async fn execute(transaction: &Transaction, sql: &str) -> Result<(), Error> {
    let executed = transaction.execute_unprepared(sql).await;
    executed.map(drop).map_err(into_domain_error)
}

macro_rules! both {
    ($($(#[$meta:meta])* async fn $name:ident($test_store:ident: &TestStore) $body:block)*) => {$(
        mod $name {
            use super::*;
            async fn test($test_store: &TestStore) $body

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                test(&TestStore::sqlite().await).await;
            }

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                test(&TestStore::postgres().await).await;
            }
        }
    )*};
}

fn is_about(took: Duration, expected: Duration) -> bool {
    took > expected.mul_f64(0.9) && took < expected + Duration::from_millis(700)
}

both! {
    async fn an_endless_read_times_out_and_its_connection_serves_the_next(test_store: &TestStore) {
        for _ in 0..2 {
            let begun = Instant::now();
            let late = test_store.read(ENDLESS).await;
            assert!(matches!(late, Err(Error::Timeout)), "{late:?}");
            assert!(is_about(begun.elapsed(), STATEMENT), "{:?}", begun.elapsed());
            let late = test_store.snapshot(ENDLESS).await;
            assert!(matches!(late, Err(Error::Timeout)), "{late:?}");
            assert_eq!(test_store.read(SHORT).await.unwrap(), 0);
        }
    }

    async fn an_endless_transaction_times_out_and_the_next_commits(test_store: &TestStore) {
        let late = test_store.write(&["INSERT INTO tag SELECT * FROM tag", ENDLESS]).await;
        assert!(matches!(late, Err(Error::Timeout)), "{late:?}");
        let late = test_store.write(&[ENDLESS_CHANGE]).await;
        assert!(matches!(late, Err(Error::Timeout)), "SQLite has rolled back: {late:?}");
        test_store.write(&["UPDATE change_log_head SET position = position + 0"]).await.unwrap();
    }

    async fn each_statement_of_a_transaction_has_its_own_deadline(test_store: &TestStore) {
        // Enough short statements that a fast machine also needs longer than one statement may
        // take.
        let statements: &[&str] = if test_store.options.url.starts_with("sqlite:") {
            &["WITH RECURSIVE few(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM few WHERE n < 150000) SELECT COUNT(*) FROM few"; 60]
        } else {
            &["SELECT pg_sleep(0.1)"; 6]
        };
        let begun = Instant::now();
        test_store.write(statements).await.unwrap();
        assert!(begun.elapsed() > STATEMENT, "the transaction took longer than one statement may: {:?}", begun.elapsed());
    }

    async fn case_f24_a_panic_within_a_transaction_or_a_snapshot_frees_its_connection(test_store: &TestStore) {
        for _ in 0..6 {
            let store = test_store.store.clone();
            let broken = tokio::spawn(async move {
                store.transaction::<(), ()>((), |transaction, ()| Box::pin(async move {
                    execute(transaction, "DELETE FROM tag").await?;
                    panic!("a fault of the test")
                })).await
            });
            assert!(!matches!(broken.await, Ok(Ok(()))));
            let store = test_store.store.clone();
            let broken = tokio::spawn(async move {
                store.snapshot::<(), ()>((), |_, ()| Box::pin(async { panic!("a fault of the test") })).await
            });
            assert!(!matches!(broken.await, Ok(Ok(()))));
            test_store.write(&["DELETE FROM tag"]).await.unwrap();
            assert_eq!(test_store.read(SHORT).await.unwrap(), 0);
        }
    }

    async fn case_f13_a_read_without_a_free_connection_is_refused_at_the_acquire_timeout(test_store: &TestStore) {
        let slow = test_store.read(ENDLESS);
        let others = async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            let begun = Instant::now();
            let refused = read_at_once(test_store, 5).await;
            assert!(refused.iter().all(|answer| matches!(answer, Err(Error::Overloaded))), "{refused:?}");
            assert!(is_about(begun.elapsed(), ACQUIRE), "{:?}", begun.elapsed());
        };
        let (slow, ()) = tokio::join!(slow, others);
        assert!(matches!(slow, Err(Error::Timeout)), "{slow:?}");
        assert!(read_at_once(test_store, 5).await.iter().all(Result::is_ok), "all wait for the one connection in turn");
    }

    async fn case_f12_a_write_that_waits_for_a_lock_is_refused_as_busy_and_reads_go_on(test_store: &TestStore) {
        let other = Database::connect(test_store.options.url.as_str()).await.unwrap();
        let is_sqlite = test_store.options.url.starts_with("sqlite:");
        let lock = if is_sqlite { "BEGIN EXCLUSIVE" } else { "BEGIN; LOCK TABLE tag IN EXCLUSIVE MODE" };
        // The rollback below has to run on the connection of the lock. The pool has one connection
        // on SQLite, and on PostgreSQL it hands out the idle one.
        other.execute_unprepared(lock).await.unwrap();
        let begun = Instant::now();
        let busy = test_store.write(&["DELETE FROM tag"]).await;
        assert!(matches!(busy, Err(Error::Busy(_))), "{busy:?}");
        assert!(is_about(begun.elapsed(), LOCK), "{:?}", begun.elapsed());
        assert_eq!(test_store.read(SHORT).await.unwrap(), 0, "reads do not wait for the lock");
        other.execute_unprepared("ROLLBACK").await.unwrap();
        test_store.write(&["DELETE FROM tag"]).await.unwrap();
        other.close().await.unwrap();
    }
}

async fn read_at_once(test_store: &TestStore, count: usize) -> Vec<Result<u64, Error>> {
    let reads: Vec<_> = (0..count)
        .map(|_| {
            let store = test_store.store.clone();
            tokio::spawn(async move {
                let mut statement = store.sql();
                statement.push(SHORT);
                store.count(statement).await
            })
        })
        .collect();
    let mut answers = Vec::new();
    for read in reads {
        answers.push(read.await.unwrap());
    }
    answers
}

#[tokio::test]
async fn case_99_an_abandoned_statement_frees_its_connection_at_once() {
    let test_store = TestStore::sqlite().await;
    for _ in 0..5 {
        let abandoned =
            tokio::time::timeout(Duration::from_millis(50), test_store.read(ENDLESS)).await;
        assert!(abandoned.is_err(), "the statement is endless");
        let begun = Instant::now();
        assert_eq!(test_store.read(SHORT).await.unwrap(), 0);
        assert!(
            begun.elapsed() < Duration::from_millis(100),
            "{:?}",
            begun.elapsed()
        );
        let abandoned =
            tokio::time::timeout(Duration::from_millis(50), test_store.snapshot(ENDLESS)).await;
        assert!(abandoned.is_err(), "the statement is endless");
        let begun = Instant::now();
        assert_eq!(test_store.read(SHORT).await.unwrap(), 0);
        assert!(
            begun.elapsed() < Duration::from_millis(100),
            "{:?}",
            begun.elapsed()
        );
        let abandoned =
            tokio::time::timeout(Duration::from_millis(50), test_store.write(&[ENDLESS])).await;
        assert!(abandoned.is_err(), "the statement is endless");
        let begun = Instant::now();
        test_store.write(&["DELETE FROM tag"]).await.unwrap();
        assert!(
            begun.elapsed() < Duration::from_millis(100),
            "{:?}",
            begun.elapsed()
        );
    }
}

/// SQLite rolls a transaction back when it interrupts a change in it, and the count of open
/// transactions in the driver does not follow. A next transaction that began as a nested one would
/// not lock the file.
#[tokio::test]
async fn after_an_interrupted_change_transactions_still_lock_the_file_when_they_begin() {
    let test_store = TestStore::sqlite().await;
    let late = test_store.write(&[ENDLESS_CHANGE]).await;
    assert!(matches!(late, Err(Error::Timeout)), "{late:?}");
    let other = Database::connect(test_store.options.url.as_str())
        .await
        .unwrap();
    other
        .execute_unprepared("PRAGMA busy_timeout = 0")
        .await
        .unwrap();
    let held = test_store.store.transaction(other.clone(), |_, other| {
        Box::pin(async move { Ok(other.execute_unprepared("BEGIN IMMEDIATE").await.is_err()) })
    });
    assert!(held.await.unwrap(), "no other connection writes meanwhile");
}

#[tokio::test]
async fn the_deadlines_hold_on_every_postgres_connection() {
    let test_store = TestStore::postgres().await;
    let expected = [
        ("statement_timeout", "400ms"),
        ("lock_timeout", "300ms"),
        ("idle_in_transaction_session_timeout", "10s"),
    ];
    for (name, value) in expected {
        let sql = format!("SELECT current_setting('{name}') AS setting");
        let writers = test_store
            .store
            .transaction(sql.clone(), |transaction, sql| {
                let mut statement = transaction.sql();
                statement.push(sql);
                Box::pin(transaction.row::<SettingRow>(statement))
            });
        let writers = writers.await.unwrap().unwrap();
        assert_eq!(writers.setting, value, "{name} of the writer");
        let mut statement = test_store.store.sql();
        statement.push(&sql);
        let readers = test_store.store.rows::<SettingRow>(statement);
        assert_eq!(
            readers.await.unwrap()[0].setting,
            value,
            "{name} of the readers"
        );
    }
}
