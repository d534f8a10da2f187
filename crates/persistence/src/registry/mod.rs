//! The registry: accounts, sessions and keys. Reads by an index; every change one transaction, and every act with its line in the audit log.

mod accounts;
mod acts;
mod keys;
mod sessions;

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, FromQueryResult};
use standfirst_domain::{
    account::{Account, AccountChange, Login, NewAccount, PasswordHash},
    command_context::CommandContext,
    credential::KeyId,
    error::Error,
    ids::AccountId,
    moment::Moment,
    page::{Page, Slice},
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

    async fn accounts(&self, page: Page) -> Result<Slice<Account>, Error> {
        let store = self.clone();
        self.run(async move { accounts::list(&store, &page).await })
            .await
    }

    async fn account_count(&self) -> Result<u64, Error> {
        let store = self.clone();
        self.run(async move { accounts::all(&store).await }).await
    }

    async fn keys_of(
        &self,
        accounts: Arc<[AccountId]>,
    ) -> Result<HashMap<AccountId, Arc<Vec<ApiKey>>>, Error> {
        let store = self.clone();
        self.run(async move { keys::of_accounts(&store, &accounts).await })
            .await
    }

    async fn add_account(
        &self,
        context: CommandContext,
        account: NewAccount,
    ) -> Result<Account, Error> {
        let engine = self.engine();
        let act = Arc::new((context, account));
        self.transaction(Box::new(move |transaction| {
            let act = Arc::clone(&act);
            Box::pin(async move { acts::add_account(transaction, engine, &act.0, &act.1).await })
        }))
        .await
    }

    async fn change_account(
        &self,
        context: CommandContext,
        id: AccountId,
        change: AccountChange,
    ) -> Result<Account, Error> {
        let engine = self.engine();
        let act = Arc::new((context, change));
        self.transaction(Box::new(move |transaction| {
            let act = Arc::clone(&act);
            Box::pin(
                async move { acts::change_account(transaction, engine, &act.0, id, &act.1).await },
            )
        }))
        .await
    }

    async fn open_session(&self, session: NewSession) -> Result<bool, Error> {
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
        if !self.knows(presented).await? {
            return Ok(Rotation::Refused);
        }
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
        if !self.knows(presented).await? {
            return Ok(false);
        }
        let engine = self.engine();
        self.transaction(Box::new(move |transaction| {
            Box::pin(async move { sessions::close(transaction, engine, presented, now).await })
        }))
        .await
    }

    async fn add_key(&self, context: CommandContext, key: ApiKey) -> Result<ApiKey, Error> {
        let engine = self.engine();
        let act = Arc::new((context, key));
        self.transaction(Box::new(move |transaction| {
            let act = Arc::clone(&act);
            Box::pin(async move { acts::add_key(transaction, engine, &act.0, &act.1).await })
        }))
        .await
    }

    async fn key(&self, id: KeyId) -> Result<Option<(ApiKey, Account)>, Error> {
        let store = self.clone();
        self.run(async move { keys::by_id(&store, &id).await })
            .await
    }

    async fn revoke_key(&self, context: CommandContext, id: KeyId) -> Result<ApiKey, Error> {
        let engine = self.engine();
        let act = Arc::new((context, id));
        self.transaction(Box::new(move |transaction| {
            let act = Arc::clone(&act);
            Box::pin(async move { acts::revoke_key(transaction, engine, &act.0, &act.1).await })
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

impl Store {
    /// Whether a session has or had this refresh token.
    async fn knows(&self, presented: Digest) -> Result<bool, Error> {
        let store = self.clone();
        self.run(async move { sessions::is_known(&store, presented).await })
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
