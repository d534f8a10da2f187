//! The acts on keys. Each stands in the audit log, by the key's public part.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use standfirst_domain::{
    credential::{KeyId, KeyText},
    error::UserError,
    ids::SectionId,
    moment::Moment,
    permission::{Access, Action, Actor, Means},
    registry,
    text::Name,
    visibility::Grants,
};

use super::{
    ApiKeyPayload,
    types::{ApiKeyCreateInput, ApiKeyRevokeInput, KeyScope},
};
use crate::graphql::{
    acting::{Acting, forbidden, guard},
    errors::fault,
    form::Form,
    ids::Named,
    input::within_limit,
    user_errors::mendable,
};

/// The acts on keys.
#[derive(Default)]
pub struct ApiKeyMutation;

#[Object]
impl ApiKeyMutation {
    /// Makes a key for an account. It is shown in this answer and never again. For admins; a partner may make one for itself that opens no more
    /// than the credential it came with, and for no longer. Sent again under its idempotency key, it answers the key without its secret.
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
        Some(revoke(ctx, input).await)
    }
}

async fn create(ctx: &Context<'_>, input: ApiKeyCreateInput) -> Result<ApiKeyPayload> {
    let authorization = guard(ctx, Action::ApiKeyCreate)?;
    let acting = Acting::of(ctx)?;
    let context = input.sent.context(ctx, &authorization)?;
    within_limit("sections", input.sections.as_deref().unwrap_or_default())?;
    let grants = Grants {
        embargo: input.embargo,
        sections: input
            .sections
            .as_deref()
            .map(|ids| ids.iter().filter_map(section).collect()),
    };
    let named = match input.account_id.as_ref().map(Named::of) {
        None => Some(authorization.actor.account),
        Some(Some(Named::Account(id))) => Some(id),
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
            || !ends_in_time(until, acting, &authorization.actor).await?
        {
            return Err(forbidden());
        }
    }
    let mut form = Form::default();
    if named.is_none() {
        form.reasons.push(UserError::absent("accountId", "account"));
    }
    let name = form.take("name", Name::parse(&input.name));
    if until.is_some_and(|until| until <= acting.now) {
        form.refuse(
            "expiresAt",
            "This moment has passed.",
            "Choose a later one, or leave it out.",
        );
    }
    let (account, name) = match form.settled(named.zip(name)) {
        Ok(named) => named,
        Err(reasons) => return Ok(ApiKeyPayload::refused(reasons)),
    };
    let text = KeyText::mint(rand::random(), rand::random());
    let key = registry::ApiKey {
        id: text.id.clone(),
        digest: acting.auth.keyring().digest(text.secret()),
        account,
        name,
        scope: input.scope.into(),
        grants,
        made_at: acting.now,
        expires_at: until,
        revoked_at: None,
        last_used_at: None,
    };
    let kept = mendable(acting.auth.registry.add_key(context, key).await)?;
    Ok(match kept {
        Ok(kept) => {
            let secret = (kept.id == text.id).then(|| text.reveal());
            ApiKeyPayload::of(kept, secret)
        }
        Err(reasons) => ApiKeyPayload::refused(reasons),
    })
}

async fn revoke(ctx: &Context<'_>, input: ApiKeyRevokeInput) -> Result<ApiKeyPayload> {
    let authorization = guard(ctx, Action::ApiKeyRevoke)?;
    let acting = Acting::of(ctx)?;
    let context = input.sent.context(ctx, &authorization)?;
    let Some(id) = KeyId::parse(&input.id) else {
        return Ok(ApiKeyPayload::refused(vec![UserError::absent("id", "key")]));
    };
    let revoked = mendable(acting.auth.revoke_key(context, id).await)?;
    Ok(match revoked {
        Ok(key) => ApiKeyPayload::of(key, None),
        Err(reasons) => ApiKeyPayload::refused(reasons),
    })
}

/// Whether a key that is made does not outlive the one that makes it.
async fn ends_in_time(until: Option<Moment>, acting: &Acting, actor: &Actor) -> Result<bool> {
    let Means::Key(id, _) = &actor.means else {
        return Ok(true);
    };
    let found = acting.auth.registry.key(id.clone()).await;
    let found = found.map_err(|error| fault(Arc::new(error)))?;
    let last = found.and_then(|(key, _)| key.expires_at);
    Ok(last.is_none_or(|last| until.is_some_and(|until| until <= last)))
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
