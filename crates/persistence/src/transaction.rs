//! A transaction in progress: its connection, its engine and its statements.

use async_trait::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, FromQueryResult,
    QueryResult, Statement, TransactionOptions, TransactionTrait,
};
use standfirst_domain::error::Error;

use crate::{dialect::Engine, failure::into_domain_error, pool::PooledConnection, sql::Sql};

/// A transaction in progress. Dropping it without [`Transaction::commit`] rolls it back.
///
/// A read snapshot is a transaction too: the one that [`Store::snapshot`](crate::store::Store)
/// begins sees one moment and is never committed.
pub(crate) struct Transaction {
    inner: DatabaseTransaction,
    engine: Engine,
    /// Dropped after `inner`: fields are dropped in the order of their declaration, and the
    /// rollback needs the connection.
    connection: PooledConnection,
}

impl Transaction {
    pub(crate) async fn begin(
        connection: PooledConnection,
        engine: Engine,
        options: TransactionOptions,
    ) -> Result<Self, Error> {
        let inner = connection.begin_with_options(options).await;
        Ok(Self {
            inner: inner.map_err(into_domain_error)?,
            engine,
            connection,
        })
    }

    pub(crate) async fn commit(self) -> Result<(), DbErr> {
        self.inner.commit().await
    }

    pub(crate) async fn rollback(self) -> Result<(), DbErr> {
        self.inner.rollback().await
    }

    pub(crate) const fn engine(&self) -> Engine {
        self.engine
    }

    /// An empty statement for the engine of the transaction.
    pub(crate) const fn sql(&self) -> Sql {
        Sql::new(self.engine)
    }

    /// Reads every row of a statement.
    pub(crate) async fn rows<R: FromQueryResult>(&self, sql: Sql) -> Result<Vec<R>, Error> {
        let rows = self.query_all_raw(sql.statement()).await;
        let rows = rows.map_err(into_domain_error)?;
        let rows = rows.iter().map(|row| R::from_query_result(row, ""));
        rows.collect::<Result<_, _>>().map_err(into_domain_error)
    }

    /// Reads the first row of a statement.
    pub(crate) async fn row<R: FromQueryResult>(&self, sql: Sql) -> Result<Option<R>, Error> {
        let row = self.query_one_raw(sql.statement()).await;
        let row = row.map_err(into_domain_error)?;
        row.map(|row| R::from_query_result(&row, ""))
            .transpose()
            .map_err(into_domain_error)
    }

    /// Executes a statement and answers the number of rows that it changed.
    pub(crate) async fn execute(&self, sql: Sql) -> Result<u64, Error> {
        let done = self.execute_raw(sql.statement()).await;
        Ok(done.map_err(into_domain_error)?.rows_affected())
    }
}

/// Lets the query builder of sea-orm run on the transaction. Each statement gets the whole
/// statement timeout.
#[async_trait]
impl ConnectionTrait for Transaction {
    fn get_database_backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.connection.restart_deadline();
        self.inner.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.connection.restart_deadline();
        self.inner.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.connection.restart_deadline();
        self.inner.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.connection.restart_deadline();
        self.inner.query_all_raw(statement).await
    }
}
