//! The revisions of an article.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use standfirst_domain::{
    desk::{DeskView, KeptRevision},
    ids::ArticleId,
    listing::Key,
    ports::Found,
};

use super::{Actor, view};
use crate::graphql::{
    article::Article,
    connection::{Connection, Listed, PageArguments, Total},
    cursor::ListKind,
    errors::fault,
    reading::{Reading, Seen, nothing},
    scalars::DateTime,
};

/// A kept version of an article.
#[derive(Clone)]
pub struct Revision(Seen<KeptRevision>);

impl Listed for Revision {
    const NAME: &'static str = "Revision";
}

/// A kept version of an article.
#[Object]
impl Revision {
    /// Its place in the article's history: 1 is the first.
    async fn number(&self) -> u32 {
        self.0.draft.article.revision.0
    }

    /// When it was made.
    async fn made_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// Who made it. Null of an import.
    async fn actor(&self) -> Option<Actor> {
        let id = self.0.actor?;
        Some(Actor::new(id, self.0.actor_name.clone()))
    }

    /// Why it was made, where somebody said so.
    async fn note(&self) -> Option<String> {
        self.0.note.as_ref().map(ToString::to_string)
    }

    /// The names of the fields that differ from the revision before, the text among them as `body`. Empty of the first.
    async fn changed(&self) -> &[&'static str] {
        &self.0.changed
    }

    /// The article as this revision has it: what it says and carries. Its dates and its status are the article's of today, and so is its id, so that a
    /// client that keeps articles by their ids should keep this one apart; and it has no `revisions` of its own.
    async fn article(&self) -> Option<Article> {
        let found = Found::Draft(Arc::clone(&self.0.draft));
        Some(Article::kept(found, &self.0.reading))
    }
}

/// The revisions of an article; nothing for those who may not read it at the desk.
pub async fn kept(
    ctx: &Context<'_>,
    id: ArticleId,
    page: PageArguments,
) -> Result<Option<Connection<Revision>>> {
    let reading = Reading::of(ctx)?;
    if !may_read(ctx, reading, id).await? {
        return Ok(None);
    }
    let page = page.page(ListKind::Revisions)?;
    let part = reading.backroom.revisions.one((id, page.clone())).await;
    let part = part.map_err(fault)?;
    let part = part.unwrap_or_else(|| Arc::new(nothing(&page)));
    let total = Total::Revisions(id);
    let node = |kept: &Arc<_>| Revision(Seen::new(Arc::clone(kept), reading));
    Ok(Some(Connection::new(
        &part,
        ListKind::Revisions,
        total,
        reading,
        node,
    )))
}

/// Whether the caller may read an article at the desk. For authors it is looked up whose it is.
async fn may_read(ctx: &Context<'_>, reading: &Reading, id: ArticleId) -> Result<bool> {
    let Some(view) = view(ctx)? else {
        return Ok(false);
    };
    if view == DeskView::All {
        return Ok(true);
    }
    let own = reading.backroom.drafts.one((view, Key::Id(id))).await;
    Ok(own.map_err(fault)?.is_some())
}
