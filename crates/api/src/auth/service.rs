//! The authentication service: registry, signing keys, caches and settings of the process.

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

use super::{
    expiring_cache::ExpiringCache, issuer::Issuer, keyring::Keyring, passwords::PasswordPool,
    sign_in_attempts::SignInAttempts,
};

/// Settings of authentication.
#[derive(Debug, Clone)]
pub struct AuthSettings {
    /// Lifetime of an access token.
    pub access_lifetime: Duration,
    /// Lifetime of a refresh token.
    pub refresh_lifetime: Duration,
    /// Time for which accounts and keys are cached. For that long, reads may miss a change that
    /// another node made.
    pub cache_lifetime: Duration,
    /// External issuers whose tokens are accepted.
    pub issuers: Vec<Issuer>,
}

impl Default for AuthSettings {
    fn default() -> Self {
        Self {
            access_lifetime: Duration::from_secs(600),
            refresh_lifetime: Duration::from_secs(30 * 86_400),
            cache_lifetime: Duration::from_secs(30),
            issuers: Vec::new(),
        }
    }
}

/// Authentication service of the process.
pub struct Auth {
    /// Accounts, sessions and API keys.
    pub registry: Arc<dyn Registry>,
    pub(super) settings: AuthSettings,
    keyring: RwLock<Arc<Keyring>>,
    pub(super) accounts: ExpiringCache<AccountId, Arc<Account>>,
    pub(super) keys: ExpiringCache<KeyId, Arc<(ApiKey, Account)>>,
    pub(super) passwords: PasswordPool,
    pub(super) attempts: SignInAttempts,
}

/// Hashes a password outside a server, for commands.
///
/// # Errors
/// The machine lacks the memory for the hash.
pub async fn hash_password(password: String) -> Result<PasswordHash, Error> {
    PasswordPool::default().hash(password).await
}

impl Auth {
    /// Creates the service with a registry and signing keys.
    pub fn new(registry: Arc<dyn Registry>, keyring: Keyring, settings: AuthSettings) -> Self {
        Self {
            registry,
            accounts: ExpiringCache::new(settings.cache_lifetime),
            keys: ExpiringCache::new(settings.cache_lifetime),
            settings,
            keyring: RwLock::new(Arc::new(keyring)),
            passwords: PasswordPool::default(),
            attempts: SignInAttempts::default(),
        }
    }

    /// Signing keys in use.
    pub fn keyring(&self) -> Arc<Keyring> {
        Arc::clone(&self.keyring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces the signing keys, as after a rotation. Running requests keep those they began with.
    pub fn replace_keyring(&self, keyring: Keyring) {
        *self.keyring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keyring);
    }

    /// Changes an account and removes it from this node's caches.
    ///
    /// # Errors
    /// The registry rejects the change or does not answer.
    pub async fn change_account(
        &self,
        context: CommandContext,
        id: AccountId,
        change: AccountChange,
    ) -> Result<Account, Error> {
        let changed = self.registry.change_account(context, id, change).await;
        // The outcome of an error may be unknown, so the caches are cleared in any case.
        self.accounts.remove(&id);
        self.keys.remove_if(|entry| entry.1.id == id);
        changed
    }

    /// Revokes an API key and removes it from this node's cache.
    ///
    /// # Errors
    /// The registry rejects the revocation or does not answer.
    pub async fn revoke_key(&self, context: CommandContext, id: KeyId) -> Result<ApiKey, Error> {
        let revoked = self.registry.revoke_key(context, id.clone()).await;
        self.keys.remove(&id);
        revoked
    }

    /// Hashes a password.
    ///
    /// # Errors
    /// The queue of the password pool is full.
    pub async fn hash_password(&self, password: String) -> Result<PasswordHash, Error> {
        self.passwords.hash(password).await
    }
}
