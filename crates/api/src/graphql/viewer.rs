//! The viewer: whoever asks, as the house knows them.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result};
use standfirst_domain::{
    account,
    permission::{Access, Action, Actor},
};

use super::{
    acting::Acting,
    api_key::{ApiKey, keys_of},
    ids::Named,
};

/// The field that asks who is asking.
#[derive(Default)]
pub struct ViewerQuery;

#[Object]
impl ViewerQuery {
    /// Whoever asks, as their credential says. Null for a stranger.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Option<Viewer>> {
        Ok(Acting::of(ctx)?.actor.clone().map(Viewer))
    }
}

/// Whoever asks.
pub struct Viewer(Arc<Actor>);

/// Whoever asks, as their credential says.
#[Object]
impl Viewer {
    /// Names the account for ever.
    async fn id(&self) -> ID {
        Named::Account(self.0.account).to_id()
    }

    /// What the account is called.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// What the account is trusted with.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// What this credential allows, by the names of the newsroom's acts in capitals, such as `ARTICLE_FILE`. Some reach only to what is the
    /// viewer's own.
    async fn permissions(&self) -> Vec<String> {
        Action::all()
            .filter(|action| self.0.may(*action) != Access::No && !action.is_open_to_strangers())
            .map(|action| in_capitals(action.name()))
            .collect()
    }

    /// The account's keys without their secrets, as `Account.apiKeys` has them. For partners and admins.
    async fn api_keys(&self, ctx: &Context<'_>) -> Option<Result<Vec<ApiKey>>> {
        Some(keys_of(ctx, self.0.account).await)
    }
}

/// `ArticleFile` as `ARTICLE_FILE`.
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

/// What an account is trusted with.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "account::Role")]
pub enum Role {
    /// Reads what is public, under a name.
    Reader,
    /// Syndicates, with what its key was granted.
    Partner,
    /// Writes, and sees drafts of their own.
    Author,
    /// Publishes, and sees every draft.
    Editor,
    /// Manages accounts and keys as well.
    Admin,
}
