//! The registry: accounts, sessions and keys. Reads of one row each by an index; every change one transaction.

mod accounts;
mod keys;
mod sessions;

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, FromQueryResult};
use standfirst_domain::{
    account::{Account, AccountChange, Login, NewAccount, PasswordHash},
    credential::KeyId,
    error::Error,
    ids::AccountId,
    moment::Moment,
    registry::{ApiKey, Digest, NewSession, Registry, Rotation},
};

use crate::{failure::told, sql::Sql, store::Store};

#[async_trait]
impl Registry for Store {
    async fn account(&self, id: AccountId) -> Result<Option<Account>, Error> {
        let store = self.clone();
        self.run(async move { accounts::by_id(&store, id).await })
            .await
    }

    async fn account_by_login(
        &self,
        login: Login,
    ) -> Result<Option<(Account, Option<PasswordHash>)>, Error> {
        let store = self.clone();
        self.run(async move { accounts::by_login(&store, &login).await })
            .await
    }

    async fn admin_count(&self) -> Result<u64, Error> {
        let store = self.clone();
        self.run(async move { accounts::admins(&store).await })
            .await
    }

    async fn add_account(&self, account: NewAccount) -> Result<Account, Error> {
        let engine = self.engine();
        self.transaction(Box::new(move |transaction| {
            let account = account.clone();
            Box::pin(async move { accounts::add(transaction, engine, account).await })
        }))
        .await
    }

    async fn change_account(
        &self,
        id: AccountId,
        change: AccountChange,
        now: Moment,
    ) -> Result<Option<Account>, Error> {
        let engine = self.engine();
        self.transaction(Box::new(move |transaction| {
            let change = change.clone();
            Box::pin(async move { accounts::change(transaction, engine, id, &change, now).await })
        }))
        .await
    }

    async fn open_session(&self, session: NewSession) -> Result<(), Error> {
        let engine = self.engine();
        self.transaction(Box::new(move |transaction| {
            let session = session.clone();
            Box::pin(async move { sessions::open(transaction, engine, &session).await })
        }))
        .await
    }

    async fn rotate(
        &self,
        presented: Digest,
        next: Digest,
        now: Moment,
        next_until: Moment,
    ) -> Result<Rotation, Error> {
        let engine = self.engine();
        self.transaction(Box::new(move |transaction| {
            let next = sessions::Next {
                digest: next,
                until: next_until,
            };
            Box::pin(
                async move { sessions::rotate(transaction, engine, presented, &next, now).await },
            )
        }))
        .await
    }

    async fn close_session(&self, presented: Digest, now: Moment) -> Result<bool, Error> {
        let engine = self.engine();
        self.transaction(Box::new(move |transaction| {
            Box::pin(async move { sessions::close(transaction, engine, presented, now).await })
        }))
        .await
    }

    async fn add_key(&self, key: ApiKey) -> Result<(), Error> {
        let engine = self.engine();
        self.transaction(Box::new(move |transaction| {
            let key = key.clone();
            Box::pin(async move { keys::add(transaction, engine, &key).await })
        }))
        .await
    }

    async fn key(&self, id: KeyId) -> Result<Option<(ApiKey, Account)>, Error> {
        let store = self.clone();
        self.run(async move { keys::by_id(&store, &id).await })
            .await
    }

    async fn revoke_key(&self, id: KeyId, now: Moment) -> Result<Option<ApiKey>, Error> {
        let engine = self.engine();
        self.transaction(Box::new(move |transaction| {
            let id = id.clone();
            Box::pin(async move { keys::revoke(transaction, engine, &id, now).await })
        }))
        .await
    }

    async fn note_key_use(&self, id: KeyId, now: Moment) -> Result<(), Error> {
        let engine = self.engine();
        self.transaction(Box::new(move |transaction| {
            let id = id.clone();
            Box::pin(async move { keys::note_use(transaction, engine, &id, now).await })
        }))
        .await
    }
}

/// Executes a statement and answers how many rows it touched.
async fn execute<C: ConnectionTrait>(connection: &C, sql: Sql) -> Result<u64, Error> {
    let done = connection
        .execute_raw(sql.statement())
        .await
        .map_err(told)?;
    Ok(done.rows_affected())
}

/// Reads at most one row within a transaction.
async fn row<R: FromQueryResult, C: ConnectionTrait>(
    connection: &C,
    sql: Sql,
) -> Result<Option<R>, Error> {
    let row = connection
        .query_one_raw(sql.statement())
        .await
        .map_err(told)?;
    row.map(|row| R::from_query_result(&row, ""))
        .transpose()
        .map_err(told)
}
