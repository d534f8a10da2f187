//! Sessions: sign-in with a password, refresh with a refresh token, and sign-out.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use standfirst_domain::{
    account::{Account, Login},
    error::Error,
    ids::{AccountId, SessionId},
    moment::Moment,
    registry::{NewSession, Rotation},
};

use super::{
    access_token::{AccessClaims, Audiences, OURSELVES},
    identify::refresh_token_digest,
    service::Auth,
    sign_in_attempts::RetryWait,
};
use crate::address::ClientAddress;

/// Tokens of a session.
pub struct SessionTokens {
    /// Account of the session.
    pub account: Account,
    /// Access token.
    pub access: String,
    /// Expiry of the access token.
    pub access_until: Moment,
    /// Refresh token, valid for one use.
    pub refresh: String,
    /// Expiry of the refresh token.
    pub refresh_until: Moment,
}

/// Reason why a sign-in or a refresh fails.
#[derive(Debug)]
pub enum SignInError {
    /// The login, password or refresh token is invalid. The response does not reveal which.
    InvalidCredential,
    /// Too many attempts failed. Another one is possible after the wait.
    TooManyAttempts(RetryWait),
    /// The registry does not answer.
    Registry(Error),
}

impl From<Error> for SignInError {
    fn from(error: Error) -> Self {
        Self::Registry(error)
    }
}

impl Auth {
    /// Opens a session with a password. The work is the same whether the account exists or not.
    ///
    /// # Errors
    /// The login or password is wrong, or too many attempts failed.
    pub async fn sign_in(
        &self,
        login: &Login,
        password: String,
        address: Option<ClientAddress>,
        now: Moment,
    ) -> Result<SessionTokens, SignInError> {
        self.attempts
            .record(login, address, now)
            .map_err(SignInError::TooManyAttempts)?;
        let (account, fits) = match self.check_password(login, password).await {
            Ok(checked) => checked,
            Err(error) => {
                self.attempts.withdraw(login, address);
                return Err(error.into());
            }
        };
        let account = account
            .filter(|account| fits && account.suspended_at.is_none())
            .ok_or(SignInError::InvalidCredential)?;
        self.attempts.clear(login, address);
        let (refresh, refresh_until) = self.new_refresh_token(now);
        let session = NewSession {
            id: SessionId::new(now, rand::random()),
            account: account.id,
            token_version: account.token_version,
            token: refresh_token_digest(&refresh),
            opened_at: now,
            token_until: refresh_until,
        };
        // The registry refuses when the account changed since the password was checked.
        if !self.registry.open_session(session).await? {
            return Err(SignInError::InvalidCredential);
        }
        self.session_tokens(account, refresh, refresh_until, now)
    }

    /// Account of a login, if there is one, and whether the password fits. Both are always checked.
    async fn check_password(
        &self,
        login: &Login,
        password: String,
    ) -> Result<(Option<Account>, bool), Error> {
        let found = self.registry.account_by_login(login.clone()).await?;
        let (account, stored) =
            found.map_or((None, None), |(account, stored)| (Some(account), stored));
        let fits = self.passwords.verify(password, stored).await?;
        Ok((account, fits))
    }

    /// Checks the password of an authenticated caller, before the password is changed.
    ///
    /// # Errors
    /// The password is wrong, or too many attempts failed.
    pub async fn confirm_password(
        &self,
        account: AccountId,
        password: String,
        address: Option<ClientAddress>,
        now: Moment,
    ) -> Result<(), SignInError> {
        let account = self
            .registry
            .account(account)
            .await?
            .ok_or(SignInError::InvalidCredential)?;
        self.attempts
            .record(&account.login, address, now)
            .map_err(SignInError::TooManyAttempts)?;
        match self.check_password(&account.login, password).await {
            Ok((_, true)) => {
                self.attempts.clear(&account.login, address);
                Ok(())
            }
            Ok((_, false)) => Err(SignInError::InvalidCredential),
            Err(error) => {
                self.attempts.withdraw(&account.login, address);
                Err(error.into())
            }
        }
    }

    /// Exchanges a refresh token for a new pair of tokens.
    ///
    /// # Errors
    /// The token is invalid, or was used before, which ends its session.
    pub async fn refresh(
        &self,
        presented: &str,
        now: Moment,
    ) -> Result<SessionTokens, SignInError> {
        let (refresh, until) = self.new_refresh_token(now);
        let (presented, next) = (
            refresh_token_digest(presented),
            refresh_token_digest(&refresh),
        );
        match self.registry.rotate(presented, next, now, until).await? {
            Rotation::Rotated(account) => self.session_tokens(account, refresh, until, now),
            Rotation::Reused(session) => {
                tracing::warn!(session.id = %session.as_uuid(), "session ended: its refresh token was used twice");
                Err(SignInError::InvalidCredential)
            }
            Rotation::Rejected => Err(SignInError::InvalidCredential),
        }
    }

    /// Ends the session of a refresh token. Returns whether there was one.
    ///
    /// # Errors
    /// The registry does not answer.
    pub async fn close_session(&self, presented: &str, now: Moment) -> Result<bool, Error> {
        self.registry
            .close_session(refresh_token_digest(presented), now)
            .await
    }

    /// Makes an access token for an account, valid for `millis` milliseconds.
    ///
    /// # Errors
    /// Signing failed.
    pub fn access_token(
        &self,
        account: &Account,
        millis: i64,
        now: Moment,
    ) -> Result<(String, Moment), Error> {
        let issued = now.as_millis().div_euclid(1_000);
        let expires = now.plus_millis(millis).as_millis().div_euclid(1_000);
        let claims = AccessClaims {
            iss: OURSELVES.to_owned(),
            sub: account.id.as_uuid().to_string(),
            aud: Audiences::One(OURSELVES.to_owned()),
            exp: expires,
            iat: issued,
            nbf: None,
            tv: Some(account.token_version),
        };
        let signed = self.keyring().sign(&claims, now);
        let token = signed.ok_or(Error::NoSigningKey)?;
        Ok((token, Moment::from_millis(expires.saturating_mul(1_000))))
    }

    fn new_refresh_token(&self, now: Moment) -> (String, Moment) {
        let random: [u8; 32] = rand::random();
        let until = now.plus_millis(millis(self.settings.refresh_lifetime));
        (format!("sfr_{}", URL_SAFE_NO_PAD.encode(random)), until)
    }

    fn session_tokens(
        &self,
        account: Account,
        refresh: String,
        refresh_until: Moment,
        now: Moment,
    ) -> Result<SessionTokens, SignInError> {
        let lifetime = millis(self.settings.access_lifetime);
        let (access, access_until) = self.access_token(&account, lifetime, now)?;
        Ok(SessionTokens {
            account,
            access,
            access_until,
            refresh,
            refresh_until,
        })
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
