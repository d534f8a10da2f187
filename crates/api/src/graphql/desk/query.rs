//! The field that opens the desk, and what is on it.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result};
use standfirst_domain::{
    desk::{DeskFilter as Filter, DeskListing, DeskView},
    listing::Key,
    ports::Found,
};

use super::{
    diff::{self, RevisionDiff},
    view,
};
use crate::graphql::{
    article::{Article, ArticleStatus, key_of},
    connection::{Connection, PageArguments, Total},
    cursor::ListKind,
    errors::field_error,
    input::{self, counted},
    page_dedupe,
    read_context::ReadContext,
    scalars::Cursor,
    write_context::WriteContext,
};

/// The fields that ask for what is at the desk.
#[derive(Default)]
pub struct DeskQuery;

#[Object]
impl DeskQuery {
    /// What is at the desk: drafts, what is scheduled, and everything else in its latest revision. Null for those who may not read drafts.
    async fn desk(&self, ctx: &Context<'_>) -> Option<Result<Desk>> {
        Some(view(ctx).transpose()?.map(Desk))
    }

    /// What differs between two revisions of an article. Null where there is no such article or revision, or none that you may read at the desk.
    async fn revision_diff(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The article's id.")] article: ID,
        #[graphql(desc = "The number of the revision to begin from.")] from: i32,
        #[graphql(desc = "The number of the revision to compare with it.")] to: i32,
    ) -> Option<Result<RevisionDiff>> {
        diff::between(ctx, &article, counted(from), counted(to))
            .await
            .transpose()
    }
}

/// Which articles of the desk are listed. Everything given must hold; what is left out asks for nothing.
#[derive(InputObject, Default)]
pub struct DeskFilter {
    /// In one of these states of their life. An empty list asks for nothing.
    statuses: Option<Vec<ArticleStatus>>,
    /// Only those that you filed.
    #[graphql(default)]
    mine: bool,
}

/// What is at the desk.
pub struct Desk(DeskView);

/// What is at the desk, as far as you may read it: editors all of it, authors what they filed. Articles are shown in their head revision.
#[Object]
impl Desk {
    /// One article by its slug or by its id, in its head revision. Any slug that it ever had finds it.
    async fn article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The human part of its address, present or past.")] slug: Option<String>,
        #[graphql(desc = "Its id.")] id: Option<ID>,
    ) -> Option<Result<Article>> {
        self.one(ctx, slug, id).await.transpose()
    }

    /// The articles of the desk, whatever their state, the latest change first.
    async fn articles(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "At most so many from the start of the list: 1 to 100, or 20 when nothing is said."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what comes after this place.")] after: Option<Cursor>,
        #[graphql(desc = "At most so many from the end of the list: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this place.")] before: Option<Cursor>,
        #[graphql(desc = "Which articles.")] filter: Option<DeskFilter>,
    ) -> Option<Result<Connection<Article>>> {
        let page = PageArguments {
            first,
            after,
            last,
            before,
        };
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
        let draft = read_context.desk_loaders.drafts.one((self.0, key)).await;
        let draft = draft.map_err(field_error)?;
        Ok(draft.map(|draft| Article::new(Found::Draft(draft), read_context)))
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
        let actor = &WriteContext::from_graphql(ctx)?.actor;
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
        let _reading = page_dedupe::read_in_progress();
        let part = desk_loaders.desk.desk_listing(self.0, listing, now).await;
        let part = part.map_err(|failure| field_error(Arc::new(failure)))?;
        let known = part.items.iter().map(|placed| {
            let key = Key::Id(placed.item.article.id);
            ((self.0, key), Arc::clone(&placed.item))
        });
        desk_loaders.drafts.prime(known);
        let total = Total::Desk(self.0, filter);
        let node = |draft: &Arc<_>| Article::new(Found::Draft(Arc::clone(draft)), read_context);
        Ok(Connection::new(
            &part,
            ListKind::Desk,
            total,
            read_context,
            node,
        ))
    }
}
