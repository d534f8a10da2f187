//! From a bearer credential to an actor.
//!
//! A request without a credential is anonymous. An invalid credential is always rejected,
//! with the same words, and never treated as none.

use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use standfirst_domain::{
    account::{Account, Login},
    credential::KeyText,
    error::Error,
    ids::AccountId,
    moment::Moment,
    permission::{Actor, AuthMethod},
    registry::{ApiKey, Digest},
    visibility::Grants,
};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::{service::Auth, verify::VerifiedToken};

/// Reason why a credential yields no actor.
#[derive(Debug)]
pub enum AuthenticationError {
    /// The credential is invalid.
    InvalidCredential,
    /// The registry does not answer.
    Registry(Error),
}

impl From<Error> for AuthenticationError {
    fn from(error: Error) -> Self {
        Self::Registry(error)
    }
}

/// Required freshness of the account or key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// A cached state is enough, for reads.
    Cached,
    /// The present state is required, for writes.
    Current,
}

impl Auth {
    /// Actor of a token or an API key.
    ///
    /// # Errors
    /// The credential is invalid, or the registry does not answer.
    pub async fn identify(
        &self,
        credential: &str,
        freshness: Freshness,
        now: Moment,
    ) -> Result<Actor, AuthenticationError> {
        if KeyText::is_key_like(credential) {
            let key = KeyText::parse(credential).ok_or(AuthenticationError::InvalidCredential)?;
            return self.identify_key(&key, freshness, now).await;
        }
        let token = self
            .verify(credential, now)
            .ok_or(AuthenticationError::InvalidCredential)?;
        let account = self
            .account_of_token(&token, freshness, now)
            .await?
            .ok_or(AuthenticationError::InvalidCredential)?;
        if is_outdated(&token, &account) {
            return Err(AuthenticationError::InvalidCredential);
        }
        actor(&account, Grants::default(), AuthMethod::Token)
            .ok_or(AuthenticationError::InvalidCredential)
    }

    async fn account_of_token(
        &self,
        token: &VerifiedToken,
        freshness: Freshness,
        now: Moment,
    ) -> Result<Option<Arc<Account>>, Error> {
        let subject = &token.claims.sub;
        if token.is_external {
            let Ok(login) = Login::email(subject) else {
                return Ok(None);
            };
            let found = self.registry.account_by_login(login).await?;
            let account = found.map(|(account, _)| account);
            return Ok(account
                .filter(|account| token.may_authenticate(account))
                .map(Arc::new));
        }
        let Ok(id) = Uuid::parse_str(subject).map(AccountId::from_uuid) else {
            return Ok(None);
        };
        if freshness == Freshness::Cached
            && let Some(account) = self.accounts.get(&id, now)
            // A token with a newer version than the cached account was made after a change on
            // another node, so the cached account is outdated.
            && token.claims.tv.is_none_or(|version| version <= account.token_version)
        {
            return Ok(Some(account));
        }
        let account = self.registry.account(id).await?.map(Arc::new);
        if let Some(account) = &account {
            self.accounts.insert(id, Arc::clone(account), now);
        }
        Ok(account)
    }

    async fn identify_key(
        &self,
        text: &KeyText,
        freshness: Freshness,
        now: Moment,
    ) -> Result<Actor, AuthenticationError> {
        let cached = self
            .keys
            .get(&text.id, now)
            .filter(|_| freshness == Freshness::Cached);
        let found = match cached {
            Some(known) => Some(known),
            None => self.load_key(text, now).await?,
        };
        // An unknown id is compared with a digest of zeros, so that the time of the comparison does
        // not tell unknown ids from wrong secrets.
        let presented = self.keyring().digest(text.secret());
        let stored = found
            .as_ref()
            .map_or(Digest([0; 32]), |known| known.0.digest);
        let fits = bool::from(presented.0.ct_eq(&stored.0));
        match found.as_deref() {
            Some((key, account)) if fits && key.is_valid(now) => {
                key_actor(key, account).ok_or(AuthenticationError::InvalidCredential)
            }
            _ => Err(AuthenticationError::InvalidCredential),
        }
    }

    async fn load_key(
        &self,
        text: &KeyText,
        now: Moment,
    ) -> Result<Option<Arc<(ApiKey, Account)>>, Error> {
        let Some(found) = self.registry.key(text.id.clone()).await?.map(Arc::new) else {
            return Ok(None);
        };
        let presented = self.keyring().digest(text.secret());
        let fits = bool::from(presented.0.ct_eq(&found.0.digest.0));
        // Only a valid key is cached or noted as used, so that guesses change nothing.
        if fits && found.0.is_valid(now) {
            if found.0.needs_use_recorded(now)
                && let Err(error) = self.registry.record_key_use(text.id.clone(), now).await
            {
                tracing::warn!(error = ?error, "the time of use of an API key could not be stored");
            }
            self.keys.insert(text.id.clone(), Arc::clone(&found), now);
        }
        Ok(Some(found))
    }
}

fn key_actor(key: &ApiKey, account: &Account) -> Option<Actor> {
    actor(
        account,
        key.grants.clone(),
        AuthMethod::Key(key.id.clone(), key.scope),
    )
}

/// Actor of an account, unless the account is suspended.
///
/// Grants belong to the key. Apart from them, a key reads what its account reads.
fn actor(account: &Account, grants: Grants, auth_method: AuthMethod) -> Option<Actor> {
    account.suspended_at.is_none().then(|| Actor {
        account: account.id,
        name: account.name.clone(),
        role: account.role,
        contributor: account.contributor,
        grants,
        auth_method,
    })
}

/// Returns whether the account changed after the token was made.
///
/// External issuers know no token version, only the second in which a token was made. A token from
/// the second of the change may have been made before the change and is outdated too.
fn is_outdated(token: &VerifiedToken, account: &Account) -> bool {
    if token.is_external {
        token.claims.iat.saturating_mul(1_000) < account.tokens_since.as_millis()
    } else {
        token.claims.tv != Some(account.token_version)
    }
}

/// Digest under which a refresh token is stored. The token is random, so one round is enough.
pub(super) fn refresh_token_digest(token: &str) -> Digest {
    Digest(Sha256::digest(token.as_bytes()).into())
}
