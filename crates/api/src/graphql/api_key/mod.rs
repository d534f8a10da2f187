//! API keys of partners and services. The secret is shown once.

mod mutation;

use std::{collections::BTreeSet, sync::Arc};

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use standfirst_domain::{
    credential::KeyScope as Scope,
    ids::{AccountId, SectionId},
    permission::{Access, Action},
    registry,
};

pub use self::mutation::ApiKeyMutation;
use super::{
    command_input::IdempotentInput,
    ids::GlobalId,
    scalars::DateTime,
    user_errors::{MutationResult, Outcome, UserErrorObject, into_payload},
    write_context::{WriteContext, forbidden, guard},
};

/// Input of `apiKeyCreate`.
#[derive(InputObject)]
pub struct ApiKeyCreateInput {
    /// Purpose of the key, for people who manage keys (at most 200 characters).
    pub name: String,
    /// Account that the key authenticates. Defaults to the caller's own account.
    pub account_id: Option<ID>,
    /// Permitted use.
    #[graphql(default_with = "KeyScope::Read")]
    pub scope: KeyScope,
    /// If true, a partner with this key sees articles under embargo.
    #[graphql(default = false)]
    pub embargo: bool,
    /// Ids of the only sections that a partner with this key may read (at most 100). Omit it to
    /// license all sections. An id that does not exist licenses no section.
    pub sections: Option<Vec<ID>>,
    /// Date and time of expiry. Omit it for a key that does not expire.
    pub expires_at: Option<DateTime>,
    #[graphql(flatten)]
    pub sent: IdempotentInput,
}

/// Input of `apiKeyRevoke`.
#[derive(InputObject)]
pub struct ApiKeyRevokeInput {
    /// Id of the key: the eight characters after `sf_live_`.
    pub id: ID,
    #[graphql(flatten)]
    pub sent: IdempotentInput,
}

/// Permitted use of an API key.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Scope")]
pub enum KeyScope {
    /// Queries only.
    Read,
    /// Queries, and every mutation that the account's role allows.
    Write,
    /// Reporting reads with `readsReport`, and queries on public content, whatever the account's
    /// role. Intended for front ends; only admins create such keys.
    Report,
}

/// Result of a mutation on an API key.
#[derive(SimpleObject)]
pub struct ApiKeyPayload {
    /// API key after the change. Null if there are user errors.
    api_key: Option<ApiKey>,
    /// Complete key, to be sent as `Authorization: Bearer`. Returned only once, when the key is
    /// created; null in every other response, repeated requests included.
    secret: Option<String>,
    /// Errors that the caller can correct, all at once. Empty on success; otherwise nothing was
    /// changed.
    user_errors: Vec<UserErrorObject>,
}

impl ApiKeyPayload {
    /// Creates the payload of a mutation from the key and its secret.
    pub fn from_outcome(
        outcome: Outcome<(registry::ApiKey, Option<String>)>,
    ) -> MutationResult<Self> {
        into_payload(outcome, |key, user_errors| {
            let (key, secret) = key.unzip();
            Self {
                api_key: key.map(ApiKey),
                secret: secret.flatten(),
                user_errors,
            }
        })
    }
}

/// An API key.
pub struct ApiKey(pub registry::ApiKey);

/// An API key without its secret.
#[Object]
impl ApiKey {
    /// Public part of the key: the eight characters after `sf_live_`.
    async fn id(&self) -> ID {
        ID(self.0.id.as_str().to_owned())
    }

    /// Purpose of the key, for people who manage keys.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// Id of the account that the key authenticates.
    async fn account_id(&self) -> ID {
        GlobalId::Account(self.0.account).encode()
    }

    /// Permitted use.
    async fn scope(&self) -> KeyScope {
        self.0.scope.into()
    }

    /// If true, a partner with this key sees articles under embargo.
    async fn embargo(&self) -> bool {
        self.0.grants.embargo
    }

    /// Ids of the only sections that a partner with this key may read. Null means all sections.
    async fn sections(&self) -> Option<Vec<ID>> {
        let ids: Option<&BTreeSet<SectionId>> = self.0.grants.sections.as_ref();
        ids.map(|ids| {
            ids.iter()
                .map(|id| GlobalId::Section(*id).encode())
                .collect()
        })
    }

    /// Date and time of creation.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// Date and time of expiry. Null if the key does not expire.
    async fn expires_at(&self) -> Option<DateTime> {
        self.0.expires_at.map(DateTime)
    }

    /// Date and time of revocation. Null if the key was not revoked.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked_at.map(DateTime)
    }

    /// Date and time of the latest use, to within five minutes. Null if the key was never used.
    async fn last_used_at(&self) -> Option<DateTime> {
        self.0.last_used_at.map(DateTime)
    }
}

/// API keys of an account, as far as the permission matrix lets the caller read them.
pub async fn keys_of(ctx: &Context<'_>, account: AccountId) -> Result<Vec<ApiKey>> {
    let authorization = guard(ctx, Action::ApiKeyRead)?;
    if authorization.access == Access::Own && account != authorization.actor.account {
        return Err(forbidden());
    }
    let found = WriteContext::from_graphql(ctx)?.keys.one(account).await?;
    let keys = found.unwrap_or_else(|| Arc::new(Vec::new()));
    Ok(keys.iter().cloned().map(ApiKey).collect())
}
