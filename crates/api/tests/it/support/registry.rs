//! A registry without accounts.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use standfirst_domain::{
    account::{Account, AccountChange, Login, NewAccount, PasswordHash},
    command_context::CommandContext,
    credential::KeyId,
    error::Error,
    ids::AccountId,
    moment::Moment,
    page::{Page, Slice},
    ports::{AccountStore, ApiKeyStore, Registry, SessionStore},
    registry::{ApiKey, Digest, NewSession, Rotation},
};

pub struct EmptyRegistry;

impl Registry for EmptyRegistry {}

#[async_trait]
impl AccountStore for EmptyRegistry {
    async fn account(&self, _: AccountId) -> Result<Option<Account>, Error> {
        Ok(None)
    }

    async fn account_by_login(
        &self,
        _: Login,
    ) -> Result<Option<(Account, Option<PasswordHash>)>, Error> {
        Ok(None)
    }

    async fn admin_count(&self) -> Result<u64, Error> {
        Ok(0)
    }

    async fn accounts(&self, _: Page) -> Result<Slice<Account>, Error> {
        Ok(Slice::empty())
    }

    async fn account_count(&self) -> Result<u64, Error> {
        Ok(0)
    }

    async fn add_account(&self, _: CommandContext, _: NewAccount) -> Result<Account, Error> {
        Err(Error::Timeout)
    }

    async fn change_account(
        &self,
        _: CommandContext,
        _: AccountId,
        _: AccountChange,
    ) -> Result<Account, Error> {
        Err(Error::Timeout)
    }
}

#[async_trait]
impl SessionStore for EmptyRegistry {
    async fn open_session(&self, _: NewSession) -> Result<bool, Error> {
        Ok(false)
    }

    async fn rotate(&self, _: Digest, _: Digest, _: Moment, _: Moment) -> Result<Rotation, Error> {
        Ok(Rotation::Rejected)
    }

    async fn close_session(&self, _: Digest, _: Moment) -> Result<bool, Error> {
        Ok(false)
    }
}

#[async_trait]
impl ApiKeyStore for EmptyRegistry {
    async fn keys_of(
        &self,
        _: Arc<[AccountId]>,
    ) -> Result<HashMap<AccountId, Arc<Vec<ApiKey>>>, Error> {
        Ok(HashMap::new())
    }

    async fn add_key(&self, _: CommandContext, key: ApiKey) -> Result<ApiKey, Error> {
        Ok(key)
    }

    async fn key(&self, _: KeyId) -> Result<Option<(ApiKey, Account)>, Error> {
        Ok(None)
    }

    async fn revoke_key(&self, _: CommandContext, _: KeyId) -> Result<ApiKey, Error> {
        Err(Error::Timeout)
    }

    async fn record_key_use(&self, _: KeyId, _: Moment) -> Result<(), Error> {
        Ok(())
    }
}
