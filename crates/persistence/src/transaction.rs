//! A transaction under way: the connection it holds, and its statements, each within its own deadline.

use async_trait::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement,
    TransactionOptions, TransactionTrait,
};
use standfirst_domain::error::Error;

use crate::{failure::told, pool::Taken};

/// A transaction under way. It is rolled back unless it is committed.
pub(crate) struct Transaction {
    inner: DatabaseTransaction,
    /// Let go after the transaction has ended.
    taken: Taken,
}

impl Transaction {
    pub(crate) async fn begin(taken: Taken, options: TransactionOptions) -> Result<Self, Error> {
        let inner = taken.begin_with_options(options).await.map_err(told)?;
        Ok(Self { inner, taken })
    }

    pub(crate) async fn commit(self) -> Result<(), DbErr> {
        self.inner.commit().await
    }

    pub(crate) async fn rollback(self) -> Result<(), DbErr> {
        self.inner.rollback().await
    }
}

#[async_trait]
impl ConnectionTrait for Transaction {
    fn get_database_backend(&self) -> DbBackend {
        self.inner.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.taken.begin_statement();
        self.inner.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.taken.begin_statement();
        self.inner.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.taken.begin_statement();
        self.inner.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.taken.begin_statement();
        self.inner.query_all_raw(statement).await
    }
}
