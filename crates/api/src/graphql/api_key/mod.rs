//! API keys of partners and services. The secret is shown once.

mod mutation;
pub mod types;

use std::sync::Arc;

use async_graphql::{Context, Result};
use standfirst_domain::{
    ids::AccountId,
    permission::{Access, Action},
};

pub use self::{
    mutation::ApiKeyMutation,
    types::{ApiKey, ApiKeyPayload},
};
use super::write_context::{WriteContext, forbidden, guard};

/// API keys of an account, as far as the permission matrix lets the caller read them.
pub async fn keys_of(ctx: &Context<'_>, account: AccountId) -> Result<Vec<ApiKey>> {
    let authorization = guard(ctx, Action::ApiKeyRead)?;
    if authorization.permit == Access::Own && account != authorization.actor.account {
        return Err(forbidden());
    }
    let found = WriteContext::from_graphql(ctx)?.keys.one(account).await?;
    let keys = found.unwrap_or_else(|| Arc::new(Vec::new()));
    Ok(keys.iter().cloned().map(ApiKey).collect())
}
