//! Accounts, sessions and API keys: their stored form and their ports.
//!
//! The store keeps digests and never a secret. Moments and randomness arrive as arguments.

use std::{collections::HashMap, fmt, sync::Arc};

use async_trait::async_trait;

use crate::{
    account::{Account, AccountChange, Login, NewAccount, PasswordHash},
    command_context::CommandContext,
    credential::{KeyId, KeyScope},
    error::Error,
    ids::{AccountId, SessionId},
    moment::Moment,
    page::{Page, Slice},
    text::Name,
    visibility::Grants,
};

/// SHA-256 of a random secret: the stored form of a refresh token or an API key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Digest(pub [u8; 32]);

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digest(hidden)")
    }
}

/// A session that begins with a sign-in.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Identifier of the session.
    pub id: SessionId,
    /// Account that signed in.
    pub account: AccountId,
    /// Token version of the account when its password was checked. A later version means that the
    /// account was changed meanwhile, and the session is not opened.
    pub token_version: u32,
    /// Digest of the first refresh token.
    pub token: Digest,
    /// Moment at which the session begins.
    pub opened_at: Moment,
    /// Moment from which that token is expired.
    pub token_until: Moment,
}

/// Result of presenting a refresh token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rotation {
    /// The token was valid and the next token replaced it.
    Rotated(Account),
    /// The token was used before, so a second party holds it. The whole session was closed.
    Reused(SessionId),
    /// The token is unknown or expired, its session was closed, or its account is suspended.
    Rejected,
}

/// An API key as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Public part of the key.
    pub id: KeyId,
    /// Digest of the secret part.
    pub digest: Digest,
    /// Account that the key belongs to.
    pub account: AccountId,
    /// Purpose of the key, in the words of its owner.
    pub name: Name,
    /// Operations that the key allows.
    pub scope: KeyScope,
    /// Grants of a partner's key.
    pub grants: Grants,
    /// Moment of creation.
    pub created_at: Moment,
    /// Moment from which the key is expired.
    pub expires_at: Option<Moment>,
    /// Moment of revocation.
    pub revoked_at: Option<Moment>,
    /// Moment of the last use, precise to five minutes.
    pub last_used_at: Option<Moment>,
}

impl ApiKey {
    /// Most valid keys of one account, and most keys shown for one account.
    pub const MOST_OF_ONE: usize = 100;
    /// Shortest time between two recorded uses, in milliseconds: five minutes.
    const USE_RECORDED_EVERY_MILLIS: i64 = 5 * 60 * 1_000;

    /// Returns `true` if a use at a moment is to be recorded: the last recorded use is old enough.
    pub fn needs_use_recorded(&self, now: Moment) -> bool {
        self.last_used_at
            .is_none_or(|at| at < now.plus_millis(-Self::USE_RECORDED_EVERY_MILLIS))
    }

    /// Returns `true` if the key is accepted at a moment.
    pub fn is_valid(&self, now: Moment) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|until| now < until)
    }
}

/// Storage of accounts. Each command is one transaction, which also writes the audit log.
#[async_trait]
pub trait AccountStore: Send + Sync {
    /// An account by identifier.
    async fn account(&self, id: AccountId) -> Result<Option<Account>, Error>;

    /// An account by login name, with its password hash if it has one.
    async fn account_by_login(
        &self,
        login: Login,
    ) -> Result<Option<(Account, Option<PasswordHash>)>, Error>;

    /// Number of accounts with the role admin that are not suspended.
    async fn admin_count(&self) -> Result<u64, Error>;

    /// A page of the accounts, ordered by login name.
    async fn accounts(&self, page: Page) -> Result<Slice<Account>, Error>;

    /// Number of accounts.
    async fn account_count(&self) -> Result<u64, Error>;

    /// Creates an account. Sent again with its idempotency key, the answer is the account created
    /// first.
    ///
    /// # Errors
    /// [`Error::Invalid`] when another account has the login name or the contributor does
    /// not exist; [`Error::KeyReused`], [`Error::InProgress`].
    async fn add_account(
        &self,
        context: CommandContext,
        account: NewAccount,
    ) -> Result<Account, Error>;

    /// Changes an account, raises its token version and closes its sessions. Sent again with its
    /// idempotency key, the answer is the account as it is by then.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the account does not exist or is outside the actor's scope;
    /// [`Error::KeyReused`], [`Error::InProgress`].
    async fn change_account(
        &self,
        context: CommandContext,
        id: AccountId,
        change: AccountChange,
    ) -> Result<Account, Error>;
}

/// Storage of sessions and their refresh tokens.
#[async_trait]
pub trait SessionStore: Send + Sync {
    /// Opens a session. Answers `false` when the account is suspended or was changed since its
    /// password was checked.
    async fn open_session(&self, session: NewSession) -> Result<bool, Error>;

    /// Replaces a presented refresh token with the next one. Of several requests that present the
    /// same token at once one wins; a second use closes the session.
    async fn rotate(
        &self,
        presented: Digest,
        next: Digest,
        now: Moment,
        next_until: Moment,
    ) -> Result<Rotation, Error>;

    /// Closes the session of a refresh token. Answers whether an open session was found.
    async fn close_session(&self, presented: Digest, now: Moment) -> Result<bool, Error>;
}

/// Storage of API keys. Each command is one transaction, which also writes the audit log.
#[async_trait]
pub trait ApiKeyStore: Send + Sync {
    /// Keys of each account, at most [`ApiKey::MOST_OF_ONE`]: those not revoked first, and of these
    /// the latest.
    async fn keys_of(
        &self,
        accounts: Arc<[AccountId]>,
    ) -> Result<HashMap<AccountId, Arc<Vec<ApiKey>>>, Error>;

    /// Stores a key and answers it. Sent again with its idempotency key, the answer is the key
    /// stored first, whose secret cannot be recovered.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the key id is taken, the account does not exist, or the account has
    /// [`ApiKey::MOST_OF_ONE`] valid keys; [`Error::KeyReused`], [`Error::InProgress`].
    async fn add_key(&self, context: CommandContext, key: ApiKey) -> Result<ApiKey, Error>;

    /// A key by its public part, with the account that the key belongs to.
    async fn key(&self, id: KeyId) -> Result<Option<(ApiKey, Account)>, Error>;

    /// Revokes a key and answers it.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the key does not exist or is outside the actor's scope;
    /// [`Error::KeyReused`], [`Error::InProgress`].
    async fn revoke_key(&self, context: CommandContext, id: KeyId) -> Result<ApiKey, Error>;

    /// Records a use of a key.
    async fn record_key_use(&self, id: KeyId, now: Moment) -> Result<(), Error>;
}

/// Everything that authentication stores.
pub trait Registry: AccountStore + SessionStore + ApiKeyStore {}
