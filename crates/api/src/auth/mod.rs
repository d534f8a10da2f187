//! Who asks: credentials in, an [`Actor`] out.
//!
//! [`Auth`] is one for the whole process. It verifies tokens with keys in memory ([`keyring`], [`issuer`], [`token`]), looks accounts and keys up through
//! the registry and remembers them for at most half a minute ([`memory`]), checks passwords on a bounded pool ([`passwords`]) and counts failures
//! ([`attempts`]). What an actor may do is decided in `domain/permission.rs`, and whose eyes it reads with by [`Actor::audience`]. No token, key or
//! password comes into a log or an error.

mod attempts;
mod identify;
mod issuer;
mod keyring;
mod memory;
mod passwords;
mod preview;
mod sessions;
mod token;

use std::{
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use standfirst_domain::{
    account::{Account, AccountChange, PasswordHash},
    command_context::CommandContext,
    credential::KeyId,
    error::Error,
    ids::AccountId,
    registry::{ApiKey, Registry},
};

use self::{
    attempts::{Attempts, Pause},
    memory::Memory,
    passwords::Passwords,
};
pub use self::{
    identify::{Knowledge, Unidentified},
    issuer::{Issuer, IssuersRefused},
    keyring::{Keyring, KeyringRefused},
    sessions::{SignInRefused, Tokens},
};
use crate::address::ClientAddress;

/// How long tokens are good and accounts remembered.
#[derive(Debug, Clone)]
pub struct AuthSettings {
    /// How long an access token is good.
    pub access_for: Duration,
    /// How long a refresh token is good.
    pub refresh_for: Duration,
    /// How long an account is remembered, and so how long a change made on another node may go unnoticed by reads.
    pub remembered_for: Duration,
    /// Those elsewhere whose tokens are taken.
    pub issuers: Vec<Issuer>,
}

impl Default for AuthSettings {
    fn default() -> Self {
        Self {
            access_for: Duration::from_secs(600),
            refresh_for: Duration::from_secs(30 * 86_400),
            remembered_for: Duration::from_secs(30),
            issuers: Vec::new(),
        }
    }
}

/// Who may come in, and by what.
pub struct Auth {
    /// People, sessions and keys.
    pub registry: Arc<dyn Registry>,
    settings: AuthSettings,
    keyring: RwLock<Arc<Keyring>>,
    accounts: Memory<AccountId, Arc<Account>>,
    keys: Memory<KeyId, Arc<(ApiKey, Account)>>,
    passwords: Passwords,
    attempts: Attempts,
}

/// Hashes a password outside a server, as a command does.
///
/// # Errors
/// A machine without the memory for it.
pub async fn hash_password(password: String) -> Result<PasswordHash, Error> {
    Passwords::default().hash(password).await
}

/// Where a request comes from, as far as it is known.
pub type Peer = Option<ClientAddress>;

impl Auth {
    /// The door with this registry and these keys.
    pub fn new(registry: Arc<dyn Registry>, keyring: Keyring, settings: AuthSettings) -> Self {
        Self {
            registry,
            accounts: Memory::of(settings.remembered_for),
            keys: Memory::of(settings.remembered_for),
            settings,
            keyring: RwLock::new(Arc::new(keyring)),
            passwords: Passwords::default(),
            attempts: Attempts::default(),
        }
    }

    /// The keys in use.
    pub fn keyring(&self) -> Arc<Keyring> {
        Arc::clone(&self.keyring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes other keys into use, as after a rotation. Requests under way keep those they began with.
    pub fn replace_keyring(&self, keyring: Keyring) {
        *self.keyring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keyring);
    }

    /// Changes an account, and forgets here at once what was remembered of it.
    ///
    /// # Errors
    /// What the registry says.
    pub async fn change_account(
        &self,
        context: CommandContext,
        id: AccountId,
        change: AccountChange,
    ) -> Result<Account, Error> {
        let changed = self.registry.change_account(context, id, change).await;
        self.accounts.forget(&id);
        self.keys.forget_where(|known| known.1.id == id);
        changed
    }

    /// Revokes a key, and forgets it here at once.
    ///
    /// # Errors
    /// What the registry says.
    pub async fn revoke_key(&self, context: CommandContext, id: KeyId) -> Result<ApiKey, Error> {
        let revoked = self.registry.revoke_key(context, id.clone()).await;
        self.keys.forget(&id);
        revoked
    }

    /// Hashes a password.
    ///
    /// # Errors
    /// Too many are being hashed.
    pub async fn hash_password(&self, password: String) -> Result<PasswordHash, Error> {
        self.passwords.hash(password).await
    }
}
