//! Query of the desk, with its articles.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result};
use standfirst_domain::cursor::ListKind;
use standfirst_domain::{
    desk::{DeskFilter as Filter, DeskListing, DeskView},
    listing::Key,
    ports::FoundArticle,
};

use super::{
    diff::{self, RevisionDiff},
    view,
};
use crate::graphql::{
    article::{Article, ArticleStatus, key_of},
    connection::{Connection, PageArguments, Total},
    errors::field_error,
    input::{self, non_negative},
    page_dedupe,
    read_context::ReadContext,
    scalars::Cursor,
    write_context::WriteContext,
};

/// Queries on the desk.
#[derive(Default)]
pub struct DeskQuery;

#[Object]
impl DeskQuery {
    /// The desk: all articles in their head revision, drafts and scheduled articles included. Null
    /// for callers who may not read drafts.
    async fn desk(&self, ctx: &Context<'_>) -> Option<Result<Desk>> {
        Some(view(ctx).transpose()?.map(Desk))
    }

    /// Differences between two revisions of an article. Null if the article or a revision does not
    /// exist or the caller may not read it at the desk.
    async fn revision_diff(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Article id.")] article: ID,
        #[graphql(desc = "Number of the old revision.")] from: i32,
        #[graphql(desc = "Number of the new revision.")] to: i32,
    ) -> Option<Result<RevisionDiff>> {
        diff::between(ctx, &article, non_negative(from), non_negative(to))
            .await
            .transpose()
    }
}

/// Conditions on the articles of the desk; all of them must hold. Omitted conditions do not
/// restrict the result.
#[derive(InputObject, Default)]
pub struct DeskFilter {
    /// Statuses; the article has one of them. An empty list does not restrict the result.
    statuses: Option<Vec<ArticleStatus>>,
    /// If true, only articles created by the caller are returned.
    #[graphql(default)]
    mine: bool,
}

/// The desk.
pub struct Desk(DeskView);

/// The desk as far as the caller may read it: all articles for editors, their own articles for
/// authors. Articles are shown in their head revision.
#[Object]
impl Desk {
    /// Returns one article in its head revision by its slug or its id; give exactly one of them.
    /// Former slugs also resolve.
    async fn article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Current or former slug.")] slug: Option<String>,
        #[graphql(desc = "Article id.")] id: Option<ID>,
    ) -> Option<Result<Article>> {
        self.one(ctx, slug, id).await.transpose()
    }

    /// Articles of any status, most recently changed first.
    async fn articles(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Number of items to return from the start of the list (1 to 100; default 20)."
        )]
        first: Option<i32>,
        #[graphql(desc = "Returns only items after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "Number of items to return from the end of the list (1 to 100).")]
        last: Option<i32>,
        #[graphql(desc = "Returns only items before this cursor.")] before: Option<Cursor>,
        #[graphql(desc = "Conditions on the articles.")] filter: Option<DeskFilter>,
    ) -> Option<Result<Connection<Article>>> {
        let page = PageArguments::new(first, after, last, before);
        Some(self.list(ctx, page, filter.unwrap_or_default()).await)
    }
}

impl Desk {
    async fn one(
        &self,
        ctx: &Context<'_>,
        slug: Option<String>,
        id: Option<ID>,
    ) -> Result<Option<Article>> {
        let Some(key) = key_of(slug, id)? else {
            return Ok(None);
        };
        let read_context = ReadContext::from_graphql(ctx)?;
        let draft = read_context.desk_loaders.drafts.one((self.0, key)).await?;
        Ok(draft.map(|draft| Article::new(FoundArticle::Draft(draft), read_context)))
    }

    async fn list(
        &self,
        ctx: &Context<'_>,
        page: PageArguments,
        filter: DeskFilter,
    ) -> Result<Connection<Article>> {
        let read_context = ReadContext::from_graphql(ctx)?;
        let page = page.page(ListKind::Desk)?;
        let statuses = filter.statuses.unwrap_or_default();
        input::within_limit("statuses", &statuses)?;
        let actor = &WriteContext::from_graphql(ctx)?.caller.actor;
        let filter = Filter {
            statuses: statuses.into_iter().map(Into::into).collect(),
            owner: actor
                .as_ref()
                .map(|actor| actor.account)
                .filter(|_| filter.mine),
        };
        let listing = DeskListing {
            filter: filter.clone(),
            page,
        };
        let now = read_context.reader.now;
        let desk_loaders = &read_context.desk_loaders;
        let _read_context = page_dedupe::read_in_progress();
        let part = desk_loaders.desk.desk_listing(self.0, listing, now).await;
        let part = part.map_err(field_error)?;
        let known = part.items.iter().map(|placed| {
            let key = Key::Id(placed.item.article.id);
            ((self.0, key), Arc::clone(&placed.item))
        });
        desk_loaders.drafts.prime(known);
        let total = Total::Desk(self.0, filter);
        let node =
            |draft: &Arc<_>| Article::new(FoundArticle::Draft(Arc::clone(draft)), read_context);
        Ok(Connection::new(
            &part,
            ListKind::Desk,
            total,
            read_context,
            node,
        ))
    }
}
