//! API keys: for partners and services, shown once.

use std::{collections::BTreeSet, sync::Arc};

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use standfirst_domain::{
    credential::{KeyId, KeyScope as Scope, KeyText},
    error::Refusal,
    ids::SectionId,
    permission::{Action, Permit},
    registry,
    sight::Grants,
    text::Name,
};

use super::{
    acting::{Acting, Warrant, forbidden, guard},
    errors::fault,
    ids::Named,
    input::within_limit,
    scalars::DateTime,
    user_errors::{UserError, mendable, told},
};

/// The acts on keys.
#[derive(Default)]
pub struct ApiKeyMutation;

#[Object]
impl ApiKeyMutation {
    /// Makes a key for an account. It is shown in this answer and never again. For admins; a partner may make one for itself that opens no more
    /// than the credential it came with.
    async fn api_key_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The key to be made.")] input: ApiKeyCreateInput,
    ) -> Option<Result<ApiKeyPayload>> {
        Some(create(ctx, input).await)
    }

    /// Revokes a key for good. For admins; a partner may revoke its own.
    async fn api_key_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The key.")] input: ApiKeyRevokeInput,
    ) -> Option<Result<ApiKeyPayload>> {
        Some(revoke(ctx, &input.id).await)
    }
}

async fn create(ctx: &Context<'_>, input: ApiKeyCreateInput) -> Result<ApiKeyPayload> {
    let warrant = guard(ctx, Action::KeyManage)?;
    let acting = Acting::of(ctx)?;
    let account = match input.account_id.as_ref().map(Named::of) {
        None => warrant.actor.account,
        Some(Some(Named::Account(id))) => id,
        Some(_) => return refused(&warrant, "accountId", "There is no such account."),
    };
    within_limit("sections", input.sections.as_deref().unwrap_or_default())?;
    let grants = Grants {
        embargo: input.embargo,
        sections: input
            .sections
            .as_deref()
            .map(|ids| ids.iter().filter_map(section).collect()),
    };
    let is_own = account == warrant.actor.account && is_within(&grants, &warrant.actor.grants);
    if warrant.permit == Permit::Own && !is_own {
        return Err(forbidden());
    }
    let Ok(name) = Name::parse(&input.name) else {
        return refused(&warrant, "name", "A name of 1 to 200 characters is needed.");
    };
    if input.expires_at.is_some_and(|until| until.0 <= acting.now) {
        return refused(&warrant, "expiresAt", "This moment has passed.");
    }
    let known = acting
        .auth
        .registry
        .account(account)
        .await
        .map_err(|error| fault(Arc::new(error)))?;
    if known.is_none() {
        return refused(&warrant, "accountId", "There is no such account.");
    }
    let text = KeyText::mint(rand::random(), rand::random());
    let key = registry::ApiKey {
        id: text.id.clone(),
        digest: acting.auth.keyring().digest(text.secret()),
        account,
        name,
        scope: input.scope.into(),
        grants,
        made_at: acting.now,
        expires_at: input.expires_at.map(|until| until.0),
        revoked_at: None,
        last_used_at: None,
    };
    Ok(
        match mendable(acting.auth.registry.add_key(key.clone()).await)? {
            Ok(()) => ApiKeyPayload::of(key, Some(text.reveal())),
            Err(reasons) => ApiKeyPayload::refused(reasons),
        },
    )
}

async fn revoke(ctx: &Context<'_>, id: &ID) -> Result<ApiKeyPayload> {
    let warrant = guard(ctx, Action::KeyManage)?;
    let acting = Acting::of(ctx)?;
    let nothing = || refused(&warrant, "id", "There is no such key.");
    let Some(id) = KeyId::parse(id) else {
        return nothing();
    };
    let found = acting
        .auth
        .registry
        .key(id.clone())
        .await
        .map_err(|error| fault(Arc::new(error)))?;
    let is_theirs = |account| warrant.permit == Permit::All || account == warrant.actor.account;
    if !found.is_some_and(|(key, _)| is_theirs(key.account)) {
        return nothing();
    }
    let revoked = acting
        .auth
        .revoke_key(id, acting.now)
        .await
        .map_err(|error| fault(Arc::new(error)))?;
    revoked.map_or_else(nothing, |key| Ok(ApiKeyPayload::of(key, None)))
}

/// What whoever has leave to act can mend.
fn refused(_: &Warrant, field: &str, message: &str) -> Result<ApiKeyPayload> {
    Ok(ApiKeyPayload::refused(vec![Refusal::input(field, message)]))
}

/// Whether nothing is wanted that is not had. A section that is not named is licensed to nobody.
fn is_within(wanted: &Grants, had: &Grants) -> bool {
    let sections = match (&wanted.sections, &had.sections) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(wanted), Some(had)) => wanted.is_subset(had),
    };
    sections && (had.embargo || !wanted.embargo)
}

fn section(id: &ID) -> Option<SectionId> {
    match Named::of(id) {
        Some(Named::Section(id)) => Some(id),
        _ => None,
    }
}

/// A key to be made.
#[derive(InputObject)]
pub struct ApiKeyCreateInput {
    /// What it is for.
    name: String,
    /// Whose it is; the viewer's own when nothing is said.
    account_id: Option<ID>,
    /// What it may be used for.
    #[graphql(default_with = "KeyScope::Read")]
    scope: KeyScope,
    /// Whether a partner who holds it sees what is under embargo.
    #[graphql(default = false)]
    embargo: bool,
    /// The only sections that a partner who holds it is licensed for; all when nothing is said. An id that names no section licenses nothing.
    sections: Option<Vec<ID>>,
    /// Until when it is good; for ever when nothing is said.
    expires_at: Option<DateTime>,
}

/// Which key is revoked.
#[derive(InputObject)]
pub struct ApiKeyRevokeInput {
    /// The key's id, the eight characters after `sf_live_`.
    id: ID,
}

/// What a key may be used for.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Scope")]
pub enum KeyScope {
    /// Reading alone.
    Read,
    /// Reading, and every act that the account's role may do.
    Write,
}

/// A key that was made or revoked.
#[derive(SimpleObject)]
pub struct ApiKeyPayload {
    /// The key as it now stands; null where there are user errors.
    api_key: Option<ApiKey>,
    /// The key in full, in the answer that makes it and never again. Send it as `Authorization: Bearer`.
    secret: Option<String>,
    /// What can be mended.
    user_errors: Vec<UserError>,
}

impl ApiKeyPayload {
    fn of(key: registry::ApiKey, secret: Option<String>) -> Self {
        Self {
            api_key: Some(ApiKey(key)),
            secret,
            user_errors: Vec::new(),
        }
    }

    fn refused(reasons: Vec<Refusal>) -> Self {
        Self {
            api_key: None,
            secret: None,
            user_errors: told(reasons),
        }
    }
}

/// A key.
pub struct ApiKey(registry::ApiKey);

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
