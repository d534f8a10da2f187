//! The desk: drafts and revisions, for callers who may read them. For others it does not exist.

mod diff;
mod query;
mod revisions;

use std::sync::Arc;

use async_graphql::{Context, ID, Result, SimpleObject};
use standfirst_domain::{
    article::{Draft, Status},
    desk::DeskView,
    ids::{AccountId, ArticleId},
    listing::Key,
    permission::{Access, Action},
    ports::FoundArticle,
};

use super::{
    article::Article,
    ids::GlobalId,
    read_context::ReadContext,
    write_context::{WriteContext, forbidden},
};

pub use query::DeskQuery;
pub use revisions::{Revision, revision_connection};

/// Part of the desk that the caller may read; `None` for most callers.
pub fn view(ctx: &Context<'_>) -> Result<Option<DeskView>> {
    let Some(actor) = &WriteContext::from_graphql(ctx)?.caller.actor else {
        return Ok(None);
    };
    Ok(match actor.may(Action::DeskRead) {
        Access::All => Some(DeskView::All),
        Access::Own => Some(DeskView::Own(actor.account)),
        Access::No => None,
    })
}

/// Checks that the caller may read content as it is public at another time.
///
/// # Errors
/// The caller may not read the whole desk.
pub fn guard_other_times(ctx: &Context<'_>) -> Result<()> {
    match view(ctx)? {
        Some(DeskView::All) => Ok(()),
        Some(DeskView::Own(_)) | None => Err(forbidden()),
    }
}

/// Account that carried out an action at the desk.
#[derive(SimpleObject)]
pub struct Actor {
    /// Globally unique, stable identifier of the account.
    id: ID,
    /// Display name. Null if the account no longer exists.
    name: Option<String>,
}

impl Actor {
    /// Wraps the id and name of an account.
    pub fn new(id: AccountId, name: Option<String>) -> Self {
        Self {
            id: GlobalId::Account(id).encode(),
            name,
        }
    }
}

/// Article that a preview shows: the head revision, unless the article is deleted. Its expiry is
/// visible only at the desk.
pub async fn previewed(ctx: &Context<'_>, id: ArticleId) -> Result<Option<Article>> {
    let read_context = ReadContext::from_graphql(ctx)?;
    let draft = read_context
        .desk_loaders
        .drafts
        .one((DeskView::All, Key::Id(id)));
    let draft = draft.await?;
    let draft = draft.filter(|draft| draft.status != Status::Deleted);
    let is_desk = view(ctx)?.is_some();
    Ok(draft.map(|draft| {
        let shown = if is_desk {
            draft
        } else {
            Arc::new(Draft {
                expires_at: None,
                ..Draft::clone(&draft)
            })
        };
        Article::new(FoundArticle::Draft(shown), read_context)
    }))
}
