//! The registry: the port for people, sessions and keys. It keeps digests and never a secret; moments and randomness are arguments.

use std::fmt;

use async_trait::async_trait;

use crate::{
    account::{Account, AccountChange, Login, NewAccount, PasswordHash},
    credential::{KeyId, KeyScope},
    error::Error,
    ids::{AccountId, SessionId},
    moment::Moment,
    sight::Grants,
    text::Name,
};

/// The SHA-256 of something secret and random: what is kept of a refresh token or a key.
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
    /// Its identity.
    pub id: SessionId,
    /// Whose it is.
    pub account: AccountId,
    /// Its first refresh token.
    pub token: Digest,
    /// When it begins.
    pub opened_at: Moment,
    /// Until when that token is good.
    pub token_until: Moment,
}

/// What came of presenting a refresh token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rotation {
    /// It was good, and the next one took its place.
    Rotated(Account),
    /// It had been used before: somebody else has it, so the whole session was ended.
    Reused(SessionId),
    /// It is none of ours, too old, of a session that ended or of an account that may not come in.
    Refused,
}

/// An API key as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// The public part.
    pub id: KeyId,
    /// The digest of its secret.
    pub digest: Digest,
    /// Whose it is.
    pub account: AccountId,
    /// What it is for.
    pub name: Name,
    /// What it may be used for.
    pub scope: KeyScope,
    /// What a partner is granted by it.
    pub grants: Grants,
    /// When it was made.
    pub made_at: Moment,
    /// Until when it is good.
    pub expires_at: Option<Moment>,
    /// When it was revoked.
    pub revoked_at: Option<Moment>,
    /// When it was last used, to within some minutes.
    pub last_used_at: Option<Moment>,
}

impl ApiKey {
    /// Whether it opens anything at a moment.
    pub fn is_good(&self, now: Moment) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|until| now < until)
    }
}

/// People, their sessions and their keys. Each change is one transaction.
#[async_trait]
pub trait Registry: Send + Sync {
    /// An account by its identity.
    async fn account(&self, id: AccountId) -> Result<Option<Account>, Error>;

    /// An account by its login, with its password as it is kept.
    async fn account_by_login(
        &self,
        login: Login,
    ) -> Result<Option<(Account, Option<PasswordHash>)>, Error>;

    /// How many accounts of the role admin may come in.
    async fn admin_count(&self) -> Result<u64, Error>;

    /// Makes an account.
    ///
    /// # Errors
    /// [`Error::Refused`] when the login is another account's.
    async fn add_account(&self, account: NewAccount) -> Result<Account, Error>;

    /// Changes an account, raises its token version and ends its sessions. `None` where there is no such account.
    async fn change_account(
        &self,
        id: AccountId,
        change: AccountChange,
        now: Moment,
    ) -> Result<Option<Account>, Error>;

    /// Opens a session.
    async fn open_session(&self, session: NewSession) -> Result<(), Error>;

    /// Puts a refresh token in the place of one that is presented. Of many who present the same one, one wins; a second use ends the session.
    async fn rotate(
        &self,
        presented: Digest,
        next: Digest,
        now: Moment,
        next_until: Moment,
    ) -> Result<Rotation, Error>;

    /// Ends the session that a refresh token belongs to, and says whether there was one to end.
    async fn close_session(&self, presented: Digest, now: Moment) -> Result<bool, Error>;

    /// Keeps a key.
    ///
    /// # Errors
    /// [`Error::Refused`] when its id is taken.
    async fn add_key(&self, key: ApiKey) -> Result<(), Error>;

    /// A key by its public part, with the account whose it is.
    async fn key(&self, id: KeyId) -> Result<Option<(ApiKey, Account)>, Error>;

    /// Revokes a key for good and answers it as it then stands.
    async fn revoke_key(&self, id: KeyId, now: Moment) -> Result<Option<ApiKey>, Error>;

    /// Notes that a key was used.
    async fn note_key_use(&self, id: KeyId, now: Moment) -> Result<(), Error>;
}
