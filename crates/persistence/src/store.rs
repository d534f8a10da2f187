//! The store: its connections, and the two ways to the tables, a read and a transaction.

mod migrate;
mod runtime;
#[cfg(test)]
mod tests;

use std::{
    future::Future,
    pin::Pin,
    sync::atomic::{AtomicU64, Ordering},
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use sea_orm::{ConnectionTrait, FromQueryResult, QueryResult, Statement};
use standfirst_domain::{error::Error, language::Language};

use crate::{
    dialect::Engine,
    failure::{commit_into_domain_error, into_domain_error, is_conflict, is_lost_connection},
    notification::Notifier,
    options::Options,
    pool::Pools,
    rows::{count::CountRow, decode::log_and_skip},
    sql::Sql,
    transaction::Transaction,
};

use self::runtime::ConnectionRuntime;

/// A newsroom's store. Clones are cheap and share the connections.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Engine,
    options: Options,
    pools: Pools,
    statements: Arc<AtomicU64>,
    notifier: Notifier,
    /// Languages of the public showings when a search last read them.
    languages: RwLock<Vec<Language>>,
    runtime: ConnectionRuntime,
}

/// Attempts of a read after lost connections.
const READ_ATTEMPTS: u32 = 3;
/// Attempts of a transaction after conflicts with others.
const TRANSACTION_ATTEMPTS: u32 = 6;

/// A boxed future of work inside a transaction, which borrows the transaction.
pub(crate) type TransactionFuture<'a, T> =
    Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

/// Boxed work inside a transaction. The store calls it again after a conflict.
pub(crate) type Work<T> =
    Box<dyn for<'a> Fn(&'a Transaction) -> TransactionFuture<'a, T> + Send + Sync>;

/// The database address names no engine.
#[derive(Debug, thiserror::Error)]
#[error("the database address must begin with sqlite:// or postgres://")]
struct UnknownEngine;

impl Store {
    /// Opens the store. Creates a missing SQLite file and no table.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the address is neither `sqlite://PATH` nor `postgres://...`, or
    /// the database cannot be reached.
    pub async fn open(options: &Options) -> Result<Self, Error> {
        let engine = Engine::from_url(&options.url)
            .ok_or_else(|| Error::Unavailable(Box::new(UnknownEngine)))?;
        let runtime = ConnectionRuntime::new(engine)?;
        let statements = Arc::new(AtomicU64::new(0));
        let (wanted, counter) = (options.clone(), Arc::clone(&statements));
        let count = move || {
            counter.fetch_add(1, Ordering::Relaxed);
        };
        let connect = async move { engine.connect(&wanted, count).await };
        let pools = runtime
            .run(async move { connect.await.map_err(into_domain_error) })
            .await?;
        let options = options.clone();
        Ok(Self {
            inner: Arc::new(Inner {
                engine,
                options,
                pools,
                statements,
                notifier: Notifier::default(),
                languages: RwLock::new(vec![Language::default()]),
                runtime,
            }),
        })
    }

    /// Number of statements sent so far, without those that begin and end transactions. Statement
    /// budgets are measured with it.
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

    pub(crate) fn cache_languages(&self, held: &[Language]) {
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

    pub(crate) fn notifier(&self) -> &Notifier {
        &self.inner.notifier
    }

    /// An empty statement for the engine of the store.
    pub(crate) fn sql(&self) -> Sql {
        Sql::new(self.inner.engine)
    }

    /// Runs a future on the runtime that the connections belong to.
    async fn run<T: Send + 'static>(
        &self,
        future: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Result<T, Error> {
        self.inner.runtime.run(future).await
    }

    /// Runs a future on that runtime until the store is dropped.
    pub(crate) fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        self.inner.runtime.spawn(future);
    }

    /// Reads the rows of one statement within the read timeout. A row that does not decode is
    /// logged and left out.
    ///
    /// # Errors
    /// [`Error::Timeout`] after the read timeout, [`Error::Overloaded`] after the acquire timeout,
    /// [`Error::Unavailable`] when every attempt lost its connection.
    pub(crate) async fn rows<R: FromQueryResult>(&self, sql: Sql) -> Result<Vec<R>, Error> {
        let (store, statement) = (self.clone(), sql.statement());
        let rows = self.run(async move { store.within_read_timeout(store.query(statement)).await });
        let decode = |row: &QueryResult| {
            log_and_skip(R::from_query_result(row, "").map_err(into_domain_error))
        };
        Ok(rows.await?.iter().filter_map(decode).collect())
    }

    /// Reads the number that a statement answers as `count`.
    pub(crate) async fn count(&self, sql: Sql) -> Result<u64, Error> {
        let rows = self.rows::<CountRow>(sql).await?;
        Ok(rows.first().map_or(0, CountRow::number))
    }

    async fn query(&self, statement: Statement) -> Result<Vec<QueryResult>, Error> {
        let reader = self.inner.pools.readers.acquire().await?;
        let mut attempts = 1;
        loop {
            let rows = reader.query_all_raw(statement.clone()).await;
            match rows.map_err(into_domain_error) {
                // The pool of sqlx opens another connection for the next attempt.
                Err(error) if attempts < READ_ATTEMPTS && is_lost_connection(&error) => {
                    attempts += 1;
                }
                other => return other,
            }
        }
    }

    /// Reads with several statements over one snapshot, within the read timeout.
    pub(crate) async fn snapshot<I, T>(
        &self,
        input: I,
        read: impl for<'a> Fn(&'a Transaction, &'a I) -> TransactionFuture<'a, T>
        + Send
        + Sync
        + 'static,
    ) -> Result<T, Error>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
    {
        let store = self.clone();
        self.run(async move {
            let reading = async {
                let reader = store.inner.pools.readers.acquire().await?;
                let engine = store.inner.engine;
                let snapshot = Transaction::begin(reader, engine, engine.snapshot_options());
                let snapshot = snapshot.await?;
                read(&snapshot, &input).await
            };
            store.within_read_timeout(reading).await
        })
        .await
    }

    async fn within_read_timeout<T>(
        &self,
        read: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        tokio::time::timeout(self.inner.options.read_timeout, read)
            .await
            .unwrap_or(Err(Error::Timeout))
    }

    /// Writes in one transaction: the only place where a transaction that writes begins. After a
    /// conflict with another transaction the work is done again from the start, on the same input.
    pub(crate) async fn transaction<I, T>(
        &self,
        input: I,
        work: impl for<'a> Fn(&'a Transaction, &'a I) -> TransactionFuture<'a, T>
        + Send
        + Sync
        + 'static,
    ) -> Result<T, Error>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
    {
        let store = self.clone();
        self.run(async move {
            let mut attempts: u32 = 1;
            loop {
                match store.attempt(&input, &work).await {
                    Err(error) if attempts < TRANSACTION_ATTEMPTS && is_conflict(&error) => {
                        // Back-off with jitter, so that the two do not meet again.
                        let jitter = u64::from(rand::random::<u8>()) / 8;
                        let pause = u64::from(attempts) * 5 + jitter;
                        tokio::time::sleep(Duration::from_millis(pause)).await;
                        attempts += 1;
                    }
                    other => return other,
                }
            }
        })
        .await
    }

    async fn attempt<I, T>(
        &self,
        input: &I,
        work: &impl for<'a> Fn(&'a Transaction, &'a I) -> TransactionFuture<'a, T>,
    ) -> Result<T, Error> {
        let writer = self.inner.pools.writers.acquire().await?;
        let engine = self.inner.engine;
        let transaction = Transaction::begin(writer, engine, engine.write_options()).await?;
        match work(&transaction, input).await {
            Ok(done) => {
                transaction
                    .commit()
                    .await
                    .map_err(commit_into_domain_error)?;
                // PostgreSQL notifies every node of the commit, this one included.
                if !engine.notifies() {
                    self.inner.notifier.notify();
                }
                Ok(done)
            }
            Err(error) => {
                // The caller needs the error that stopped the work. The pool closes a connection
                // that cannot roll back.
                let _ = transaction.rollback().await;
                Err(error)
            }
        }
    }
}
