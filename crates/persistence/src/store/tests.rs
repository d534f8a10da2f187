//! The deadlines of the store: what runs for ever ends, what nobody waits for ends at once, and both leave their connections good.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use sea_orm::{ConnectionTrait, Database, FromQueryResult};
use standfirst_cluster::Cluster;
use standfirst_domain::error::Error;
use tempfile::TempDir;

use crate::{Options, Store, failure::told};

/// A statement that never ends by itself.
const ENDLESS: &str = "WITH RECURSIVE endless(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM endless) SELECT COUNT(*) AS count FROM endless";
const ENDLESS_CHANGE: &str = "UPDATE change_log_head SET position = position + (WITH RECURSIVE endless(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM endless) SELECT COUNT(*) FROM endless)";
const SHORT: &str = "SELECT COUNT(*) AS count FROM tag";
const STATEMENT: Duration = Duration::from_millis(400);
const ACQUIRE: Duration = Duration::from_millis(200);
const LOCK: Duration = Duration::from_millis(300);

#[derive(Debug, FromQueryResult)]
struct CountRow {
    count: i64,
}

#[derive(Debug, FromQueryResult)]
struct SettingRow {
    setting: String,
}

/// A store with one reader and short deadlines.
struct House {
    store: Store,
    options: Options,
    _folder: TempDir,
}

impl House {
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

    async fn read(&self, sql: &'static str) -> Result<i64, Error> {
        let store = self.store.clone();
        let rows = self.store.run(async move {
            let mut statement = store.sql();
            statement.push(sql);
            store.rows::<CountRow>(statement).await
        });
        Ok(rows.await?[0].count)
    }

    async fn snapshot(&self, sql: &'static str) -> Result<(), Error> {
        self.store
            .snapshot(Box::new(move |snapshot| {
                Box::pin(async move {
                    snapshot.execute_unprepared(sql).await.map_err(told)?;
                    Ok(())
                })
            }))
            .await
    }

    async fn write(&self, statements: &'static [&'static str]) -> Result<(), Error> {
        self.store
            .transaction(Box::new(move |transaction| {
                Box::pin(async move {
                    for sql in statements {
                        transaction.execute_unprepared(sql).await.map_err(told)?;
                    }
                    Ok(())
                })
            }))
            .await
    }
}

macro_rules! both {
    ($($(#[$meta:meta])* async fn $name:ident($house:ident: &House) $body:block)*) => {$(
        mod $name {
            use super::*;
            async fn test($house: &House) $body

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                test(&House::sqlite().await).await;
            }

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                test(&House::postgres().await).await;
            }
        }
    )*};
}

fn is_about(took: Duration, expected: Duration) -> bool {
    took > expected.mul_f64(0.9) && took < expected + Duration::from_millis(700)
}

both! {
    async fn a_read_that_would_never_end_is_late_and_its_connection_serves_the_next(house: &House) {
        for _ in 0..2 {
            let asked = Instant::now();
            let late = house.read(ENDLESS).await;
            assert!(matches!(late, Err(Error::Timeout)), "{late:?}");
            assert!(is_about(asked.elapsed(), STATEMENT), "{:?}", asked.elapsed());
            let late = house.snapshot(ENDLESS).await;
            assert!(matches!(late, Err(Error::Timeout)), "{late:?}");
            assert_eq!(house.read(SHORT).await.unwrap(), 0);
        }
    }

    async fn an_act_that_would_never_end_is_late_and_the_next_is_done(house: &House) {
        let late = house.write(&["INSERT INTO tag SELECT * FROM tag", ENDLESS]).await;
        assert!(matches!(late, Err(Error::Timeout)), "{late:?}");
let late = house.write(&[ENDLESS_CHANGE]).await;
        assert!(matches!(late, Err(Error::Timeout)), "SQLite has rolled back by itself: {late:?}");
        house.write(&["UPDATE change_log_head SET position = position + 0"]).await.unwrap();
    }

    async fn each_statement_of_an_act_has_its_own_deadline(house: &House) {
        let statements: &[&str] = if house.options.url.starts_with("sqlite:") {
            &["WITH RECURSIVE few(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM few WHERE n < 150000) SELECT COUNT(*) FROM few"; 25]
        } else {
            &["SELECT pg_sleep(0.1)"; 6]
        };
        let begun = Instant::now();
        house.write(statements).await.unwrap();
        assert!(begun.elapsed() > STATEMENT, "the act as a whole took longer than a statement may: {:?}", begun.elapsed());
    }

    async fn case_f24_a_panic_in_the_midst_of_an_act_or_a_read_lets_go_of_what_it_held(house: &House) {
        for _ in 0..6 {
            let store = house.store.clone();
            let broken = tokio::spawn(async move {
                store.transaction::<()>(Box::new(|transaction| Box::pin(async move {
                    transaction.execute_unprepared("DELETE FROM tag").await.map_err(told)?;
                    panic!("a fault of ours")
                }))).await
            });
            assert!(!matches!(broken.await, Ok(Ok(()))));
            let store = house.store.clone();
            let broken = tokio::spawn(async move {
                store.snapshot::<()>(Box::new(|_| Box::pin(async { panic!("a fault of ours") }))).await
            });
            assert!(!matches!(broken.await, Ok(Ok(()))));
            house.write(&["DELETE FROM tag"]).await.unwrap();
            assert_eq!(house.read(SHORT).await.unwrap(), 0);
        }
    }

    async fn case_f13_whoever_gets_no_connection_learns_it_soon_and_nobody_waits_for_ever(house: &House) {
        let slow = house.read(ENDLESS);
        let others = async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            let asked = Instant::now();
            let turned_away = futures(house, 5).await;
            assert!(turned_away.iter().all(|answer| matches!(answer, Err(Error::Overloaded))), "{turned_away:?}");
            assert!(is_about(asked.elapsed(), ACQUIRE), "{:?}", asked.elapsed());
        };
        let (slow, ()) = tokio::join!(slow, others);
        assert!(matches!(slow, Err(Error::Timeout)), "{slow:?}");
        assert!(futures(house, 5).await.iter().all(Result::is_ok), "they take turns over the one connection");
    }

    async fn case_f12_a_write_that_waits_for_a_lock_is_busy_and_reads_go_on(house: &House) {
        let other = Database::connect(house.options.url.as_str()).await.unwrap();
        let is_sqlite = house.options.url.starts_with("sqlite:");
        let lock = if is_sqlite { "BEGIN EXCLUSIVE" } else { "BEGIN; LOCK TABLE tag IN EXCLUSIVE MODE" };
        // Connections of a pool take turns; this one has one on SQLite, and on PostgreSQL what follows finds the idle one.
        other.execute_unprepared(lock).await.unwrap();
        let asked = Instant::now();
        let busy = house.write(&["DELETE FROM tag"]).await;
        assert!(matches!(busy, Err(Error::Busy(_))), "{busy:?}");
        assert!(is_about(asked.elapsed(), LOCK), "{:?}", asked.elapsed());
        assert_eq!(house.read(SHORT).await.unwrap(), 0, "reads are not kept waiting");
        other.execute_unprepared("ROLLBACK").await.unwrap();
        house.write(&["DELETE FROM tag"]).await.unwrap();
        other.close().await.unwrap();
    }
}

async fn futures(house: &House, count: usize) -> Vec<Result<i64, Error>> {
    let store = Arc::new((house.store.clone(), house.options.clone()));
    let reads: Vec<_> = (0..count)
        .map(|_| {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                let mut statement = store.0.sql();
                statement.push(SHORT);
                let inner = store.0.clone();
                let rows = store
                    .0
                    .run(async move { inner.rows::<CountRow>(statement).await });
                rows.await.map(|rows| rows[0].count)
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
async fn case_99_a_read_that_nobody_waits_for_lets_go_of_its_connection_at_once() {
    let house = House::sqlite().await;
    for _ in 0..5 {
        let given_up = tokio::time::timeout(Duration::from_millis(50), house.read(ENDLESS)).await;
        assert!(given_up.is_err(), "it would never end");
        let asked = Instant::now();
        assert_eq!(house.read(SHORT).await.unwrap(), 0);
        assert!(
            asked.elapsed() < Duration::from_millis(100),
            "{:?}",
            asked.elapsed()
        );
        let given_up =
            tokio::time::timeout(Duration::from_millis(50), house.snapshot(ENDLESS)).await;
        assert!(given_up.is_err(), "it would never end");
        let asked = Instant::now();
        assert_eq!(house.read(SHORT).await.unwrap(), 0);
        assert!(
            asked.elapsed() < Duration::from_millis(100),
            "{:?}",
            asked.elapsed()
        );
        let given_up =
            tokio::time::timeout(Duration::from_millis(50), house.write(&[ENDLESS])).await;
        assert!(given_up.is_err(), "it would never end");
        let asked = Instant::now();
        house.write(&["DELETE FROM tag"]).await.unwrap();
        assert!(
            asked.elapsed() < Duration::from_millis(100),
            "{:?}",
            asked.elapsed()
        );
    }
}

/// SQLite rolls back by itself what it ends in the midst of a change. Who counts its transactions does not know, and would begin the next one within
/// the one that is gone, which then does not hold the file.
#[tokio::test]
async fn after_a_change_that_was_ended_acts_still_hold_the_file_from_their_beginning() {
    let house = House::sqlite().await;
    let late = house.write(&[ENDLESS_CHANGE]).await;
    assert!(matches!(late, Err(Error::Timeout)), "{late:?}");
    let other = Database::connect(house.options.url.as_str()).await.unwrap();
    other
        .execute_unprepared("PRAGMA busy_timeout = 0")
        .await
        .unwrap();
    let beside = other.clone();
    let held = house.store.transaction(Box::new(move |_| {
        let other = beside.clone();
        Box::pin(async move { Ok(other.execute_unprepared("BEGIN IMMEDIATE").await.is_err()) })
    }));
    assert!(held.await.unwrap(), "nobody else writes meanwhile");
}

#[tokio::test]
async fn the_deadlines_hold_on_every_postgres_connection() {
    let house = House::postgres().await;
    let expected = [
        ("statement_timeout", "400ms"),
        ("lock_timeout", "300ms"),
        ("idle_in_transaction_session_timeout", "10s"),
    ];
    for (name, value) in expected {
        let sql = format!("SELECT current_setting('{name}') AS setting");
        let asked = sql.clone();
        let writers = house
            .store
            .transaction(Box::new(move |transaction| {
                let statement =
                    sea_orm::Statement::from_string(sea_orm::DbBackend::Postgres, asked.clone());
                Box::pin(async move {
                    let row = transaction
                        .query_one_raw(statement)
                        .await
                        .map_err(told)?
                        .unwrap();
                    SettingRow::from_query_result(&row, "").map_err(told)
                })
            }))
            .await
            .unwrap();
        assert_eq!(writers.setting, value, "{name} of those who write");
        let store = house.store.clone();
        let readers = house.store.run(async move {
            let mut statement = store.sql();
            statement.push(&sql);
            store.rows::<SettingRow>(statement).await
        });
        assert_eq!(
            readers.await.unwrap()[0].setting,
            value,
            "{name} of those who read"
        );
    }
}
