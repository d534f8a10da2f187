//! The desk: drafts and what became of every revision, for those who may read them. To everybody else it is not there.

mod carried;
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
    ports::Found,
};

use super::{
    acting::{Acting, forbidden},
    article::Article,
    errors::fault,
    ids::Named,
    reading::Reading,
};

pub use carried::{byline, section, tags};
pub use query::DeskQuery;
pub use revisions::{Revision, kept};

/// What of the desk the caller may read; nothing for most.
pub fn view(ctx: &Context<'_>) -> Result<Option<DeskView>> {
    let Some(actor) = &Acting::of(ctx)?.actor else {
        return Ok(None);
    };
    Ok(match actor.may(Action::DeskRead) {
        Access::All => Some(DeskView::All),
        Access::Own => Some(DeskView::Own(actor.account)),
        Access::No => None,
    })
}

/// Leave to see the paper as it was or will be before everybody: for those who may read all of the desk.
///
/// # Errors
/// The caller may not.
pub fn guard_other_times(ctx: &Context<'_>) -> Result<()> {
    match view(ctx)? {
        Some(DeskView::All) => Ok(()),
        Some(DeskView::Own(_)) | None => Err(forbidden()),
    }
}

/// Who did something at the desk.
#[derive(SimpleObject)]
pub struct Actor {
    /// Names the account for ever.
    id: ID,
    /// What it is called. Null of one that is no more.
    name: Option<String>,
}

impl Actor {
    /// An account by its id and its name.
    pub fn new(id: AccountId, name: Option<String>) -> Self {
        Self {
            id: Named::Account(id).to_id(),
            name,
        }
    }
}

/// What a preview shows of its article: the head revision, unless it was thrown away. When it leaves readers is the desk's to know.
pub async fn previewed(ctx: &Context<'_>, id: ArticleId) -> Result<Option<Article>> {
    let reading = Reading::of(ctx)?;
    let draft = reading.backroom.drafts.one((DeskView::All, Key::Id(id)));
    let draft = draft.await.map_err(fault)?;
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
        Article::new(Found::Draft(shown), reading)
    }))
}
