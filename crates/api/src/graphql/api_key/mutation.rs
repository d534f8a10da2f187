//! Mutations on API keys, recorded in the audit log by the key's public part.

use async_graphql::{Context, Object, Result};
use standfirst_domain::{
    credential::{KeyId, KeyText},
    error::UserError,
    moment::Moment,
    permission::{Access, Action, Actor, AuthMethod},
    registry,
    text::Name,
    visibility::Grants,
};

use super::{ApiKeyCreateInput, ApiKeyPayload, ApiKeyRevokeInput, KeyScope};
use crate::graphql::{
    errors::field_error,
    ids::GlobalId,
    input::within_limit,
    input_validator::InputValidator,
    user_errors::{MutationResult, Outcome},
    write_context::{WriteContext, forbidden, guard},
};

/// Mutations on API keys.
#[derive(Default)]
pub struct ApiKeyMutation;

#[Object]
impl ApiKeyMutation {
    /// Creates an API key. The secret is returned only in this response; repeating the request
    /// under its idempotency key returns the key without its secret. Requires the admin role; a
    /// partner may create keys for itself that grant no more and last no longer than the credential
    /// it authenticates with.
    async fn api_key_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Key to create.")] input: ApiKeyCreateInput,
    ) -> MutationResult<ApiKeyPayload> {
        ApiKeyPayload::from_outcome(create(ctx, input).await)
    }

    /// Revokes an API key permanently. Requires the admin role; a partner may revoke its own keys.
    async fn api_key_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Key to revoke.")] input: ApiKeyRevokeInput,
    ) -> MutationResult<ApiKeyPayload> {
        ApiKeyPayload::from_outcome(revoke(ctx, input).await)
    }
}

async fn create(
    ctx: &Context<'_>,
    input: ApiKeyCreateInput,
) -> Outcome<(registry::ApiKey, Option<String>)> {
    let authorization = guard(ctx, Action::ApiKeyCreate)?;
    let write_context = WriteContext::from_graphql(ctx)?;
    let context = input.sent.context(ctx, &authorization)?;
    within_limit("sections", input.sections.as_deref().unwrap_or_default())?;
    let grants = Grants {
        embargo: input.embargo,
        sections: input
            .sections
            .as_deref()
            .map(|ids| ids.iter().filter_map(GlobalId::decode_as).collect()),
    };
    let named = match &input.account_id {
        None => Some(authorization.actor.account),
        Some(id) => GlobalId::decode_as(id),
    };
    let until = input.expires_at.map(|until| until.0);
    if authorization.access == Access::Own {
        let is_own = named == Some(authorization.actor.account);
        let is_within = is_within(&grants, &authorization.actor.grants);
        let reports = input.scope == KeyScope::Report;
        if !is_own
            || !is_within
            || reports
            || !ends_in_time(until, write_context, &authorization.actor).await?
        {
            return Err(forbidden().into());
        }
    }
    let mut validator = InputValidator::default();
    if named.is_none() {
        validator
            .errors
            .push(UserError::not_found("accountId", "account"));
    }
    let name = validator.check("name", Name::parse(&input.name));
    if until.is_some_and(|until| until <= write_context.caller.now) {
        validator.add_error(
            "expiresAt",
            "`expiresAt` is in the past.",
            "Choose a later time, or omit it.",
        );
    }
    let (account, name) = validator.finish(named.zip(name))?;
    let text = KeyText::new(rand::random(), rand::random());
    let key = registry::ApiKey {
        id: text.id.clone(),
        digest: write_context.auth.keyring().digest(text.secret()),
        account,
        name,
        scope: input.scope.into(),
        grants,
        created_at: write_context.caller.now,
        expires_at: until,
        revoked_at: None,
        last_used_at: None,
    };
    let stored = write_context.auth.registry.add_key(context, key).await?;
    let secret = (stored.id == text.id).then(|| text.reveal());
    Ok((stored, secret))
}

async fn revoke(
    ctx: &Context<'_>,
    input: ApiKeyRevokeInput,
) -> Outcome<(registry::ApiKey, Option<String>)> {
    let context = input.sent.authorize(ctx, Action::ApiKeyRevoke)?;
    let id = KeyId::parse(&input.id).ok_or_else(|| UserError::not_found("id", "key"))?;
    let auth = &WriteContext::from_graphql(ctx)?.auth;
    Ok((auth.revoke_key(context, id).await?, None))
}

/// Checks that a new key expires no later than the key that creates it.
async fn ends_in_time(
    until: Option<Moment>,
    write_context: &WriteContext,
    actor: &Actor,
) -> Result<bool> {
    let AuthMethod::Key(id, _) = &actor.auth_method else {
        return Ok(true);
    };
    let found = write_context.auth.registry.key(id.clone()).await;
    let found = found.map_err(field_error)?;
    let last = found.and_then(|(key, _)| key.expires_at);
    Ok(last.is_none_or(|last| until.is_some_and(|until| until <= last)))
}

/// Checks that the requested grants are a subset of the granted ones. A section id that does not
/// exist licenses no section.
fn is_within(wanted: &Grants, had: &Grants) -> bool {
    let sections = match (&wanted.sections, &had.sections) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(wanted), Some(had)) => wanted.is_subset(had),
    };
    sections && (had.embargo || !wanted.embargo)
}
