//! The viewer: the authenticated caller.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result};
use standfirst_domain::{
    account,
    permission::{Access, Action, Actor},
};

use super::{
    api_key::{ApiKey, keys_of},
    ids::GlobalId,
    write_context::WriteContext,
};

/// Query on the caller.
#[derive(Default)]
pub struct ViewerQuery;

#[Object]
impl ViewerQuery {
    /// The account of the caller's credential. Null for anonymous requests.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Option<Viewer>> {
        Ok(WriteContext::from_graphql(ctx)?
            .caller
            .actor
            .clone()
            .map(Viewer))
    }
}

/// The caller.
pub struct Viewer(Arc<Actor>);

/// The caller, as identified by their credential.
#[Object]
impl Viewer {
    /// Globally unique, stable identifier of the account.
    async fn id(&self) -> ID {
        GlobalId::Account(self.0.account).encode()
    }

    /// Display name of the account.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// Role of the account.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// Actions that this credential permits, such as `ARTICLE_CREATE`. Some are limited to the
    /// caller's own objects.
    async fn permissions(&self) -> Vec<String> {
        Action::all()
            .filter(|action| self.0.may(*action) != Access::No && !action.needs_no_account())
            .map(|action| in_capitals(action.name()))
            .collect()
    }

    /// API keys of the account without their secrets, as in `Account.apiKeys`. Requires the partner
    /// or admin role.
    async fn api_keys(&self, ctx: &Context<'_>) -> Option<Result<Vec<ApiKey>>> {
        Some(keys_of(ctx, self.0.account).await)
    }
}

/// `ArticleCreate` as `ARTICLE_CREATE`.
fn in_capitals(name: &str) -> String {
    let mut capitals = String::with_capacity(name.len() + 4);
    for (index, c) in name.chars().enumerate() {
        if c.is_ascii_uppercase() && index > 0 {
            capitals.push('_');
        }
        capitals.push(c.to_ascii_uppercase());
    }
    capitals
}

/// Role of an account.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "account::Role")]
pub enum Role {
    /// Reads public content.
    Reader,
    /// Reads what its API key grants, for syndication.
    Partner,
    /// Writes articles and sees their own drafts.
    Author,
    /// Publishes articles and sees all drafts.
    Editor,
    /// Manages accounts and API keys, and may do everything editors may do.
    Admin,
}
