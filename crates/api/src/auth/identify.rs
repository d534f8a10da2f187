//! From the header `Authorization` to an actor.
//!
//! Nothing presented is a stranger. Something presented that is not good is refused and never taken for a stranger, always in the same words.

use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use standfirst_domain::{
    account::{Account, Login},
    credential::KeyText,
    error::Error,
    ids::AccountId,
    moment::Moment,
    permission::{Actor, Means},
    registry::{ApiKey, Digest},
    visibility::Grants,
};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::{Auth, token::Believed};

/// Why nobody was recognised.
#[derive(Debug)]
pub enum Unidentified {
    /// What was presented is not good.
    Bad,
    /// The registry does not answer.
    Failed(Error),
}

impl From<Error> for Unidentified {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// How new the knowledge of an account has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Knowledge {
    /// As remembered: good for reading.
    Remembered,
    /// As it stands: needed for acting.
    Fresh,
}

impl Auth {
    /// Who presents this token or key.
    ///
    /// # Errors
    /// It is not good, or the registry does not answer.
    pub async fn identify(
        &self,
        credential: &str,
        knowledge: Knowledge,
        now: Moment,
    ) -> Result<Actor, Unidentified> {
        if KeyText::claims(credential) {
            let key = KeyText::parse(credential).ok_or(Unidentified::Bad)?;
            return self.holder_of(&key, knowledge, now).await;
        }
        let believed = self.believe(credential, now).ok_or(Unidentified::Bad)?;
        let account = self
            .account_of(&believed, knowledge, now)
            .await?
            .ok_or(Unidentified::Bad)?;
        if is_outlived(&believed, &account) {
            return Err(Unidentified::Bad);
        }
        actor(&account, Grants::default(), Means::Token).ok_or(Unidentified::Bad)
    }

    async fn account_of(
        &self,
        believed: &Believed,
        knowledge: Knowledge,
        now: Moment,
    ) -> Result<Option<Arc<Account>>, Error> {
        let subject = &believed.claims.sub;
        if believed.is_foreign {
            let Ok(login) = Login::email(subject) else {
                return Ok(None);
            };
            let found = self.registry.account_by_login(login).await?;
            let account = found.map(|(account, _)| account);
            return Ok(account
                .filter(|account| believed.speaks_for(account))
                .map(Arc::new));
        }
        let Ok(id) = Uuid::parse_str(subject).map(AccountId::from_uuid) else {
            return Ok(None);
        };
        if knowledge == Knowledge::Remembered
            && let Some(account) = self.accounts.recall(&id, now)
            // A token that is younger than what is remembered was made after a change that was made elsewhere.
            && believed.claims.tv.is_none_or(|version| version <= account.token_version)
        {
            return Ok(Some(account));
        }
        let account = self.registry.account(id).await?.map(Arc::new);
        if let Some(account) = &account {
            self.accounts.keep(id, Arc::clone(account), now);
        }
        Ok(account)
    }

    async fn holder_of(
        &self,
        text: &KeyText,
        knowledge: Knowledge,
        now: Moment,
    ) -> Result<Actor, Unidentified> {
        let remembered = self
            .keys
            .recall(&text.id, now)
            .filter(|_| knowledge == Knowledge::Remembered);
        let found = match remembered {
            Some(known) => Some(known),
            None => self.look_up(text, now).await?,
        };
        let presented = self.keyring().digest(text.secret());
        let kept = found
            .as_ref()
            .map_or(Digest([0; 32]), |known| known.0.digest);
        let fits = bool::from(presented.0.ct_eq(&kept.0));
        match found.as_deref() {
            Some((key, account)) if fits && key.is_good(now) => {
                holder(key, account).ok_or(Unidentified::Bad)
            }
            _ => Err(Unidentified::Bad),
        }
    }

    async fn look_up(
        &self,
        text: &KeyText,
        now: Moment,
    ) -> Result<Option<Arc<(ApiKey, Account)>>, Error> {
        let Some(found) = self.registry.key(text.id.clone()).await?.map(Arc::new) else {
            return Ok(None);
        };
        let fits = bool::from(
            self.keyring()
                .digest(text.secret())
                .0
                .ct_eq(&found.0.digest.0),
        );
        if fits && found.0.is_good(now) {
            if found.0.is_use_to_be_noted(now)
                && let Err(error) = self.registry.note_key_use(text.id.clone(), now).await
            {
                tracing::warn!(error = ?error, "the use of a key could not be noted");
            }
            self.keys.keep(text.id.clone(), Arc::clone(&found), now);
        }
        Ok(Some(found))
    }
}

fn holder(key: &ApiKey, account: &Account) -> Option<Actor> {
    actor(
        account,
        key.grants.clone(),
        Means::Key(key.id.clone(), key.scope),
    )
}

/// An account that may come in. What it was granted is its own; a key that reads reads with the account's eyes.
fn actor(account: &Account, grants: Grants, means: Means) -> Option<Actor> {
    account.suspended_at.is_none().then(|| Actor {
        account: account.id,
        name: account.name.clone(),
        role: account.role,
        contributor: account.contributor,
        grants,
        means,
    })
}

/// Whether the account was changed since the token was made. Issuers elsewhere know no version, only the second in which a token was made: one that
/// was made in the second of the change may have been made before it, and is not believed.
fn is_outlived(believed: &Believed, account: &Account) -> bool {
    if believed.is_foreign {
        believed.claims.iat.saturating_mul(1_000) < account.tokens_since.as_millis()
    } else {
        believed.claims.tv != Some(account.token_version)
    }
}

/// The digest under which a refresh token is kept: random throughout, so that one round is enough.
pub(super) fn digest_of_token(token: &str) -> Digest {
    Digest(Sha256::digest(token.as_bytes()).into())
}
