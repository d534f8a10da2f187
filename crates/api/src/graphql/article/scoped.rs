//! The `articles` field of tags, sections and contributors.
//!
//! The three types list articles with the same arguments. async-graphql has no way to declare a set
//! of arguments once, so the field is declared once and merged into the three types.

use async_graphql::{Context, Object, Result};

use super::{
    Article, ArticleFilter, ArticleListing, ArticleOrder, ReadsWindow, ScopedArticles,
    list_articles,
};
use crate::graphql::{
    connection::{Connection, PageArguments},
    page_dedupe::{Dedupe, ListDedupe},
    scalars::Cursor,
};

#[Object]
impl ScopedArticles {
    /// Articles that have this tag, are in this section or credit this contributor, newest first by
    /// default.
    #[expect(
        clippy::too_many_arguments,
        reason = "the pagination arguments of Relay, a filter and an order"
    )]
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
        #[graphql(desc = "Conditions on the articles.")] filter: Option<ArticleFilter>,
        #[graphql(
            desc = "Order of the list.",
            default_with = "Some(ArticleOrder::Newest)"
        )]
        order_by: Option<ArticleOrder>,
        #[graphql(
            desc = "Period over which reads are counted (default DAY). Only for `orderBy: MOST_READ`; an error with any other order."
        )]
        window: Option<ReadsWindow>,
        #[graphql(
            desc = "Scope within which this list leaves out articles that other lists show."
        )]
        dedupe: Option<Dedupe>,
    ) -> Option<Result<Connection<Article>>> {
        let listing = ArticleListing {
            page: PageArguments::new(first, after, last, before),
            filter,
            order: order_by,
            window,
            list_dedupe: ListDedupe::from_graphql(ctx, dedupe),
        };
        list_articles(&self.read_context, self.scope, listing)
            .await
            .transpose()
    }
}
