//! Revisions of an article.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use standfirst_domain::cursor::ListKind;
use standfirst_domain::{
    desk::{DeskView, ListedRevision},
    ids::ArticleId,
    listing::Key,
    ports::FoundArticle,
};

use super::{Actor, view};
use crate::graphql::{
    article::Article,
    connection::{Connection, Listed, PageArguments, Total},
    keyed_by_reader::KeyedByReader,
    loaders::empty_slice,
    read_context::ReadContext,
    scalars::DateTime,
};

/// A stored revision of an article.
#[derive(Clone)]
pub struct Revision(KeyedByReader<ListedRevision>);

impl Listed for Revision {
    const NAME: &'static str = "Revision";
}

/// A stored revision of an article.
#[Object]
impl Revision {
    /// Number of the revision within the article, starting at 1.
    async fn number(&self) -> u32 {
        self.0.draft.article.revision.0
    }

    /// Date and time of creation.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// Account that made the revision. Null for an import.
    async fn actor(&self) -> Option<Actor> {
        let id = self.0.actor?;
        Some(Actor::new(id, self.0.actor_name.clone()))
    }

    /// Reason for the revision, if one was given.
    async fn note(&self) -> Option<String> {
        self.0.note.as_ref().map(ToString::to_string)
    }

    /// Names of the fields that differ from the previous revision; `body` stands for the text.
    /// Empty for the first revision.
    async fn changed(&self) -> &[&'static str] {
        &self.0.changed
    }

    /// The article with the content of this revision. Its id, dates and status are those of the
    /// current article, so clients with a normalized cache must store it separately. Its
    /// `revisions` field is null.
    async fn article(&self) -> Option<Article> {
        let found = FoundArticle::Draft(Arc::clone(&self.0.draft));
        Some(Article::of_revision(found, &self.0.read_context))
    }
}

/// Revisions of an article; `None` for callers who may not read it at the desk.
pub async fn revision_connection(
    ctx: &Context<'_>,
    id: ArticleId,
    page: PageArguments,
) -> Result<Option<Connection<Revision>>> {
    let read_context = ReadContext::from_graphql(ctx)?;
    if !may_read(ctx, read_context, id).await? {
        return Ok(None);
    }
    let page = page.page(ListKind::Revisions)?;
    let part = read_context
        .desk_loaders
        .revisions
        .one((id, page.clone()))
        .await;
    let part = part?.unwrap_or_else(|| Arc::new(empty_slice(&page)));
    let total = Total::Revisions(id);
    let node = |kept: &Arc<_>| Revision(KeyedByReader::new(Arc::clone(kept), read_context));
    Ok(Some(Connection::new(
        &part,
        ListKind::Revisions,
        total,
        read_context,
        node,
    )))
}

/// Checks that the caller may read an article at the desk. For an author, the owner of the article
/// is looked up.
async fn may_read(ctx: &Context<'_>, read_context: &ReadContext, id: ArticleId) -> Result<bool> {
    let Some(view) = view(ctx)? else {
        return Ok(false);
    };
    if view == DeskView::All {
        return Ok(true);
    }
    let own = read_context
        .desk_loaders
        .drafts
        .one((view, Key::Id(id)))
        .await;
    Ok(own?.is_some())
}
