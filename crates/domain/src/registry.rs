//! The registry: the port for people, sessions and keys. It keeps digests and never a secret; moments and randomness are arguments.

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
    /// The account's token version when its password was checked: a change meanwhile leaves the session unopened.
    pub token_version: u32,
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
    /// How many keys of one account may be good at once, and how many are shown of one account.
    pub const MOST_OF_ONE: usize = 100;
    /// How often a use is written down at most, in milliseconds.
    const NOTED_EVERY: i64 = 5 * 60 * 1_000;

    /// Whether a use at a moment is to be written down, so long after the last one that was.
    pub fn is_use_to_be_noted(&self, now: Moment) -> bool {
        self.last_used_at
            .is_none_or(|at| at < now.plus_millis(-Self::NOTED_EVERY))
    }

    /// Whether it opens anything at a moment.
    pub fn is_good(&self, now: Moment) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|until| now < until)
    }
}

/// People, their sessions and their keys. Each change is one transaction, and an act under a command context has its line in the audit log in it.
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

    /// Accounts by login.
    async fn accounts(&self, page: Page) -> Result<Slice<Account>, Error>;

    /// How many accounts there are.
    async fn account_count(&self) -> Result<u64, Error>;

    /// The keys of accounts, at most [`ApiKey::MOST_OF_ONE`] of each: those that are not revoked first, and of these the latest.
    async fn keys_of(
        &self,
        accounts: Arc<[AccountId]>,
    ) -> Result<HashMap<AccountId, Arc<Vec<ApiKey>>>, Error>;

    /// Makes an account. Sent again, it answers the account that was made.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the login is another account's, or the contributor is not there; [`Error::KeyReused`], [`Error::InProgress`].
    async fn add_account(
        &self,
        context: CommandContext,
        account: NewAccount,
    ) -> Result<Account, Error>;

    /// Changes an account, raises its token version and ends its sessions. Sent again, it answers the account as it stands.
    ///
    /// # Errors
    /// [`Error::Invalid`] where there is no such account, or none within reach; [`Error::KeyReused`], [`Error::InProgress`].
    async fn change_account(
        &self,
        context: CommandContext,
        id: AccountId,
        change: AccountChange,
    ) -> Result<Account, Error>;

    /// Opens a session, unless the account was changed since its password was checked or may not come in. Says whether it did.
    async fn open_session(&self, session: NewSession) -> Result<bool, Error>;

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

    /// Keeps a key and answers it. Sent again, it answers the key that was kept then, whose secret nobody can tell any more.
    ///
    /// # Errors
    /// [`Error::Invalid`] when its id is taken, the account is not there, or it has as many good keys as it may; [`Error::KeyReused`],
    /// [`Error::InProgress`].
    async fn add_key(&self, context: CommandContext, key: ApiKey) -> Result<ApiKey, Error>;

    /// A key by its public part, with the account whose it is.
    async fn key(&self, id: KeyId) -> Result<Option<(ApiKey, Account)>, Error>;

    /// Revokes a key for good and answers it as it then stands.
    ///
    /// # Errors
    /// [`Error::Invalid`] where there is no such key, or none within reach; [`Error::KeyReused`], [`Error::InProgress`].
    async fn revoke_key(&self, context: CommandContext, id: KeyId) -> Result<ApiKey, Error>;

    /// Notes that a key was used.
    async fn note_key_use(&self, id: KeyId, now: Moment) -> Result<(), Error>;
}
