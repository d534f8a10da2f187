//! What is shown of a key, and what the acts on it take and answer.

use std::collections::BTreeSet;

use async_graphql::{Enum, ID, InputObject, Object, SimpleObject};
use standfirst_domain::{
    credential::KeyScope as Scope, error::UserError, ids::SectionId, registry,
};

use crate::graphql::{
    ids::Named,
    revising::Sent,
    scalars::DateTime,
    user_errors::{UserErrorObject, told},
};

/// A key to be made.
#[derive(InputObject)]
pub struct ApiKeyCreateInput {
    /// What it is for.
    pub name: String,
    /// Whose it is; the viewer's own when nothing is said.
    pub account_id: Option<ID>,
    /// What it may be used for.
    #[graphql(default_with = "KeyScope::Read")]
    pub scope: KeyScope,
    /// Whether a partner who holds it sees what is under embargo.
    #[graphql(default = false)]
    pub embargo: bool,
    /// The only sections that a partner who holds it is licensed for; all when nothing is said. An id that names no section licenses nothing.
    pub sections: Option<Vec<ID>>,
    /// Until when it is good; for ever when nothing is said.
    pub expires_at: Option<DateTime>,
    #[graphql(flatten)]
    pub sent: Sent,
}

/// Which key is revoked.
#[derive(InputObject)]
pub struct ApiKeyRevokeInput {
    /// The key's id, the eight characters after `sf_live_`.
    pub id: ID,
    #[graphql(flatten)]
    pub sent: Sent,
}

/// What a key may be used for.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Scope")]
pub enum KeyScope {
    /// Reading alone.
    Read,
    /// Reading, and every act that the account's role may do.
    Write,
    /// Reporting how often articles were read (`readsReport`), and reading what everybody may read, whatever the account's role. For a front end; only
    /// admins make such a key.
    Report,
}

/// A key that was made or revoked.
#[derive(SimpleObject)]
pub struct ApiKeyPayload {
    /// The key as it now stands; null where there are user errors.
    api_key: Option<ApiKey>,
    /// The key in full, in the answer that makes it and never again, also where the act is sent again. Send it as `Authorization: Bearer`.
    secret: Option<String>,
    /// What can be mended.
    user_errors: Vec<UserErrorObject>,
}

impl ApiKeyPayload {
    /// What was done.
    pub fn of(key: registry::ApiKey, secret: Option<String>) -> Self {
        Self {
            api_key: Some(ApiKey(key)),
            secret,
            user_errors: Vec::new(),
        }
    }

    /// What can be mended.
    pub fn refused(reasons: Vec<UserError>) -> Self {
        Self {
            api_key: None,
            secret: None,
            user_errors: told(reasons),
        }
    }
}

/// A key.
pub struct ApiKey(pub registry::ApiKey);

/// A key, without its secret.
#[Object]
impl ApiKey {
    /// Its public part, the eight characters after `sf_live_`.
    async fn id(&self) -> ID {
        ID(self.0.id.as_str().to_owned())
    }

    /// What it is for.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// Whose it is.
    async fn account_id(&self) -> ID {
        Named::Account(self.0.account).to_id()
    }

    /// What it may be used for.
    async fn scope(&self) -> KeyScope {
        self.0.scope.into()
    }

    /// Whether a partner who holds it sees what is under embargo.
    async fn embargo(&self) -> bool {
        self.0.grants.embargo
    }

    /// The only sections that a partner who holds it is licensed for; null means all.
    async fn sections(&self) -> Option<Vec<ID>> {
        let ids: Option<&BTreeSet<SectionId>> = self.0.grants.sections.as_ref();
        ids.map(|ids| ids.iter().map(|id| Named::Section(*id).to_id()).collect())
    }

    /// When it was made.
    async fn made_at(&self) -> DateTime {
        DateTime(self.0.made_at)
    }

    /// Until when it is good; null means for ever.
    async fn expires_at(&self) -> Option<DateTime> {
        self.0.expires_at.map(DateTime)
    }

    /// When it was revoked.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked_at.map(DateTime)
    }

    /// When it was last used, to within some minutes.
    async fn last_used_at(&self) -> Option<DateTime> {
        self.0.last_used_at.map(DateTime)
    }
}
