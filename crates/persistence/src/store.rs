//! The store: its connections, and the two ways through it, a read and a transaction.

use std::{
    future::Future,
    pin::Pin,
    sync::atomic::{AtomicU64, Ordering},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use sea_orm::{ConnectionTrait, DatabaseConnection, FromQueryResult, QueryResult};
use sea_orm_migration::MigratorTrait;
use standfirst_domain::{error::Error, language::Language};
use standfirst_migrations::Migrator;
use tokio::runtime::{Builder, Runtime};

use crate::{
    change_log::Hint,
    dialect::{Connections, Engine},
    failure::{is_conflict, is_lost_connection, told, told_of_commit},
    options::Options,
    rows::found::readable,
    sql::Sql,
    transaction::Transaction,
};

/// A newsroom's store. Cheap to clone; all clones share the connections.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Engine,
    options: Options,
    connections: Connections,
    statements: Arc<AtomicU64>,
    hint: Hint,
    /// In which languages showings were when it was last asked.
    languages: RwLock<Vec<Language>>,
    runtime: OwnRuntime,
}

/// How often a read is tried on another connection.
const TRIES: u32 = 3;
/// How often a migration is tried beside which another node migrates.
const MIGRATION_TRIES: u32 = 40;
/// How often a transaction is tried that conflicts with another.
const TRANSACTION_TRIES: u32 = 6;

/// What a transaction does, given the connection it runs on. It may be asked again after a conflict.
pub(crate) type Work<T> = Box<
    dyn for<'a> Fn(&'a Transaction) -> Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>
        + Send
        + Sync,
>;

impl Store {
    /// Opens the store. A SQLite file is created when it is missing; no table is touched.
    ///
    /// # Errors
    /// An address that is neither `sqlite://PATH` nor `postgres://...`, or a database that cannot be reached.
    pub async fn open(options: &Options) -> Result<Self, Error> {
        let engine = Engine::of(&options.url).ok_or_else(|| {
            Error::Unavailable(
                "the database address must begin with sqlite:// or postgres://".into(),
            )
        })?;
        let runtime = OwnRuntime::of(engine)?;
        let statements = Arc::new(AtomicU64::new(0));
        let (wanted, counter) = (options.clone(), Arc::clone(&statements));
        let count = move || {
            counter.fetch_add(1, Ordering::Relaxed);
        };
        let connections = runtime
            .drive(async move { engine.connect(&wanted, count).await.map_err(told) })
            .await?;
        let options = options.clone();
        Ok(Self {
            inner: Arc::new(Inner {
                engine,
                options,
                connections,
                statements,
                hint: Hint::default(),
                languages: RwLock::new(vec![Language::default()]),
                runtime,
            }),
        })
    }

    /// Brings the tables up to date and answers the names of the steps taken. Several nodes may try at once: each step is taken once.
    ///
    /// # Errors
    /// A database that cannot be reached, or a step that failed.
    pub async fn migrate(&self) -> Result<Vec<String>, Error> {
        let store = self.clone();
        self.run(async move {
            let connection = store
                .inner
                .engine
                .connect_for_migration(&store.inner.options)
                .await
                .map_err(told)?;
            store
                .inner
                .engine
                .wait_for_other_migrations(&connection)
                .await
                .map_err(told)?;
            let pending = pending(&connection).await?;
            let mut tries = 1;
            while let Err(error) = Migrator::up(&connection, None).await.map_err(told) {
                // Another node took the same step, or holds the file: it is done there or will be, and the rest is to do.
                let another_node =
                    is_conflict(&error) || matches!(error, Error::Timeout | Error::Busy(_));
                if tries == MIGRATION_TRIES || !another_node {
                    return Err(error);
                }
                tries += 1;
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            connection.close().await.map_err(told)?;
            Ok(pending)
        })
        .await
    }

    /// The names of the steps that [`Store::migrate`] would take.
    ///
    /// # Errors
    /// A database that cannot be reached.
    pub async fn pending_migrations(&self) -> Result<Vec<String>, Error> {
        let store = self.clone();
        self.run(async move {
            let connection = store
                .inner
                .engine
                .connect_for_migration(&store.inner.options)
                .await
                .map_err(told)?;
            let pending = pending(&connection).await?;
            connection.close().await.map_err(told)?;
            Ok(pending)
        })
        .await
    }

    /// Lets the database see how much it holds of what, as after a large import: until it does, it finds things by ways that suit what it held before. PostgreSQL
    /// does so by itself too, a minute later; SQLite is asked in ways that hang on no such knowledge.
    ///
    /// # Errors
    /// A database that cannot be reached.
    pub async fn take_stock(&self) -> Result<(), Error> {
        self.take_stock_of("").await
    }

    /// As [`Store::take_stock`], of some tables.
    pub(crate) async fn take_stock_of(&self, tables: &'static str) -> Result<(), Error> {
        if self.inner.engine == Engine::Sqlite {
            return Ok(());
        }
        let store = self.clone();
        self.run(async move {
            let (engine, options) = (store.inner.engine, &store.inner.options);
            let connection = engine.connect_for_migration(options).await.map_err(told)?;
            let analyze = format!("ANALYZE {tables}");
            let done = connection.execute_unprepared(&analyze).await;
            connection.close().await.map_err(told)?;
            done.map_err(told).map(drop)
        })
        .await
    }

    /// How many statements were sent so far, beginning and ending transactions not counted: what a budget is measured with.
    pub fn statements(&self) -> u64 {
        self.inner.statements.load(Ordering::Relaxed)
    }

    pub(crate) fn engine(&self) -> Engine {
        self.inner.engine
    }

    pub(crate) fn languages(&self) -> Vec<Language> {
        self.inner
            .languages
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub(crate) fn note_languages(&self, held: &[Language]) {
        let mut languages = self
            .inner
            .languages
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        languages.clear();
        languages.extend_from_slice(held);
    }

    pub(crate) fn url(&self) -> &str {
        &self.inner.options.url
    }

    pub(crate) fn hint(&self) -> &Hint {
        &self.inner.hint
    }

    pub(crate) fn sql(&self) -> Sql {
        Sql::new(self.inner.engine)
    }

    /// Drives a future where the connections live.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        future: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Result<T, Error> {
        self.inner.runtime.drive(future).await
    }

    /// Drives a future where the connections live, on and on until the store is gone.
    pub(crate) fn keep_driving(&self, future: impl Future<Output = ()> + Send + 'static) {
        if let Some(runtime) = &self.inner.runtime.0 {
            runtime.spawn(future);
        }
    }

    /// Reads rows, again if the connection was lost, and gives up after the read deadline. A row that does not decode is logged and left out.
    pub(crate) async fn rows<R: FromQueryResult>(&self, sql: Sql) -> Result<Vec<R>, Error> {
        let statement = sql.statement();
        let rows: Vec<QueryResult> = self
            .in_time(async {
                let reader = self.inner.connections.readers.take().await?;
                let mut tries = 1;
                loop {
                    match reader.query_all_raw(statement.clone()).await.map_err(told) {
                        Err(error) if tries < TRIES && is_lost_connection(&error) => tries += 1,
                        other => return other,
                    }
                }
            })
            .await?;
        let read = |row: &QueryResult| readable(R::from_query_result(row, "").map_err(told));
        Ok(rows.iter().filter_map(read).collect())
    }

    /// Reads in several statements that see one moment, and gives up after the read deadline.
    pub(crate) async fn snapshot<T: Send + 'static>(&self, read: Work<T>) -> Result<T, Error> {
        let store = self.clone();
        self.run(async move {
            store
                .in_time(async {
                    let reader = store.inner.connections.readers.take().await?;
                    let snapshot = Transaction::begin(reader, store.inner.engine.reading()).await?;
                    read(&snapshot).await
                })
                .await
        })
        .await
    }

    /// A read as a whole ends at its deadline, whatever it waits for.
    async fn in_time<T>(&self, read: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        tokio::time::timeout(self.inner.options.read_timeout, read)
            .await
            .unwrap_or(Err(Error::Timeout))
    }

    /// The one place where a transaction that writes begins. After a conflict with another the work is done again from the start.
    pub(crate) async fn transaction<T: Send + 'static>(&self, work: Work<T>) -> Result<T, Error> {
        let store = self.clone();
        self.run(async move {
            let mut tries: u32 = 1;
            loop {
                match store.attempt(&work).await {
                    Err(error) if tries < TRANSACTION_TRIES && is_conflict(&error) => {
                        let jitter = u64::from(rand::random::<u8>()) / 8;
                        tokio::time::sleep(Duration::from_millis(u64::from(tries) * 5 + jitter))
                            .await;
                        tries += 1;
                    }
                    other => return other,
                }
            }
        })
        .await
    }

    async fn attempt<T>(&self, work: &Work<T>) -> Result<T, Error> {
        let writer = self.inner.connections.writers.take().await?;
        let transaction = Transaction::begin(writer, self.inner.engine.writing()).await?;
        match work(&transaction).await {
            Ok(done) => {
                transaction.commit().await.map_err(told_of_commit)?;
                if !self.inner.engine.notifies() {
                    self.inner.hint.give();
                }
                Ok(done)
            }
            Err(error) => {
                // The error that stopped the work is the one to tell; a connection that cannot roll back is closed by the pool.
                let _ = transaction.rollback().await;
                Err(error)
            }
        }
    }
}

/// The runtime that drives the connections, where the engine needs one of its own.
struct OwnRuntime(Option<Runtime>);

impl OwnRuntime {
    fn of(engine: Engine) -> Result<Self, Error> {
        if !engine.needs_runtime() {
            return Ok(Self(None));
        }
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("standfirst-store")
            .enable_all()
            .build();
        runtime
            .map(|runtime| Self(Some(runtime)))
            .map_err(|error| Error::Unavailable(Box::new(error)))
    }

    async fn drive<T: Send + 'static>(
        &self,
        future: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Result<T, Error> {
        match &self.0 {
            Some(runtime) => runtime
                .spawn(future)
                .await
                .map_err(|error| Error::Storage(Box::new(error)))?,
            None => future.await,
        }
    }
}

impl Drop for OwnRuntime {
    /// A runtime must not be waited for inside another.
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

async fn pending(connection: &DatabaseConnection) -> Result<Vec<String>, Error> {
    let steps = Migrator::get_pending_migrations(connection)
        .await
        .map_err(told)?;
    Ok(steps.iter().map(|step| step.name().to_owned()).collect())
}

#[cfg(test)]
mod tests;
