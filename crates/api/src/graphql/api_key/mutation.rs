//! Mutations on API keys, recorded in the audit log by the key's public part.

use async_graphql::{Context, ID, Object, Result};
use standfirst_domain::{
    credential::{KeyId, KeyText},
    error::UserError,
    ids::SectionId,
    moment::Moment,
    permission::{Access, Action, Actor, AuthMethod},
    registry,
    text::Name,
    visibility::Grants,
};

use super::{
    ApiKeyPayload,
    types::{ApiKeyCreateInput, ApiKeyRevokeInput, KeyScope},
};
use crate::graphql::{
    errors::field_error,
    ids::GlobalId,
    input::within_limit,
    input_validator::InputValidator,
    user_errors::split_user_errors,
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
    ) -> Option<Result<ApiKeyPayload>> {
        Some(create(ctx, input).await)
    }

    /// Revokes an API key permanently. Requires the admin role; a partner may revoke its own keys.
    async fn api_key_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Key to revoke.")] input: ApiKeyRevokeInput,
    ) -> Option<Result<ApiKeyPayload>> {
        Some(revoke(ctx, input).await)
    }
}

async fn create(ctx: &Context<'_>, input: ApiKeyCreateInput) -> Result<ApiKeyPayload> {
    let authorization = guard(ctx, Action::ApiKeyCreate)?;
    let write_context = WriteContext::from_graphql(ctx)?;
    let context = input.sent.context(ctx, &authorization)?;
    within_limit("sections", input.sections.as_deref().unwrap_or_default())?;
    let grants = Grants {
        embargo: input.embargo,
        sections: input
            .sections
            .as_deref()
            .map(|ids| ids.iter().filter_map(section).collect()),
    };
    let named = match input.account_id.as_ref().map(GlobalId::decode) {
        None => Some(authorization.actor.account),
        Some(Some(GlobalId::Account(id))) => Some(id),
        Some(_) => None,
    };
    let until = input.expires_at.map(|until| until.0);
    if authorization.permit == Access::Own {
        let is_own = named == Some(authorization.actor.account);
        let is_within = is_within(&grants, &authorization.actor.grants);
        let reports = input.scope == KeyScope::Report;
        if !is_own
            || !is_within
            || reports
            || !ends_in_time(until, write_context, &authorization.actor).await?
        {
            return Err(forbidden());
        }
    }
    let mut validator = InputValidator::default();
    if named.is_none() {
        validator
            .errors
            .push(UserError::not_found("accountId", "account"));
    }
    let name = validator.check("name", Name::parse(&input.name));
    if until.is_some_and(|until| until <= write_context.now) {
        validator.add_error(
            "expiresAt",
            "`expiresAt` is in the past.",
            "Choose a later time, or omit it.",
        );
    }
    let (account, name) = match validator.finish(named.zip(name)) {
        Ok(named) => named,
        Err(reasons) => return Ok(ApiKeyPayload::refused(reasons)),
    };
    let text = KeyText::new(rand::random(), rand::random());
    let key = registry::ApiKey {
        id: text.id.clone(),
        digest: write_context.auth.keyring().digest(text.secret()),
        account,
        name,
        scope: input.scope.into(),
        grants,
        created_at: write_context.now,
        expires_at: until,
        revoked_at: None,
        last_used_at: None,
    };
    let kept = split_user_errors(write_context.auth.registry.add_key(context, key).await)?;
    Ok(match kept {
        Ok(kept) => {
            let secret = (kept.id == text.id).then(|| text.reveal());
            ApiKeyPayload::new(kept, secret)
        }
        Err(reasons) => ApiKeyPayload::refused(reasons),
    })
}

async fn revoke(ctx: &Context<'_>, input: ApiKeyRevokeInput) -> Result<ApiKeyPayload> {
    let authorization = guard(ctx, Action::ApiKeyRevoke)?;
    let write_context = WriteContext::from_graphql(ctx)?;
    let context = input.sent.context(ctx, &authorization)?;
    let Some(id) = KeyId::parse(&input.id) else {
        return Ok(ApiKeyPayload::refused(vec![UserError::not_found(
            "id", "key",
        )]));
    };
    let revoked = split_user_errors(write_context.auth.revoke_key(context, id).await)?;
    Ok(match revoked {
        Ok(key) => ApiKeyPayload::new(key, None),
        Err(reasons) => ApiKeyPayload::refused(reasons),
    })
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

fn section(id: &ID) -> Option<SectionId> {
    match GlobalId::decode(id) {
        Some(GlobalId::Section(id)) => Some(id),
        _ => None,
    }
}
