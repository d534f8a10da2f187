//! A registry in which nobody is known.

use async_trait::async_trait;
use standfirst_domain::{
    account::{Account, AccountChange, Login, NewAccount, PasswordHash},
    credential::KeyId,
    error::Error,
    ids::AccountId,
    moment::Moment,
    ports::Registry,
    registry::{ApiKey, Digest, NewSession, Rotation},
};

pub struct Nobody;

#[async_trait]
impl Registry for Nobody {
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

    async fn add_account(&self, _: NewAccount) -> Result<Account, Error> {
        Err(Error::Timeout)
    }

    async fn change_account(
        &self,
        _: AccountId,
        _: AccountChange,
        _: Moment,
    ) -> Result<Option<Account>, Error> {
        Ok(None)
    }

    async fn open_session(&self, _: NewSession) -> Result<(), Error> {
        Ok(())
    }

    async fn rotate(&self, _: Digest, _: Digest, _: Moment, _: Moment) -> Result<Rotation, Error> {
        Ok(Rotation::Refused)
    }

    async fn close_session(&self, _: Digest, _: Moment) -> Result<bool, Error> {
        Ok(false)
    }

    async fn add_key(&self, _: ApiKey) -> Result<(), Error> {
        Ok(())
    }

    async fn key(&self, _: KeyId) -> Result<Option<(ApiKey, Account)>, Error> {
        Ok(None)
    }

    async fn revoke_key(&self, _: KeyId, _: Moment) -> Result<Option<ApiKey>, Error> {
        Ok(None)
    }

    async fn note_key_use(&self, _: KeyId, _: Moment) -> Result<(), Error> {
        Ok(())
    }
}
