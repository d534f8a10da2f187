//! The fields that ask for articles.

use async_graphql::{Context, ID, Object, Result};
use standfirst_domain::listing::{Key, Shelf};

use super::{Article, ArticleFilter, ArticleListing, ArticleOrder, shelf};
use crate::graphql::{
    connection::{Connection, PageArguments},
    errors::{fault, refusal},
    ids::Named,
    input,
    reading::Reading,
    scalars::Cursor,
};

/// The fields that ask for articles.
#[derive(Default)]
pub struct ArticleQuery;

#[Object]
impl ArticleQuery {
    /// One article, by its slug or by its id. A slug that it had before finds it too, and the answer bears its present one. A retracted article is
    /// answered as what is left of it; what you may not see is null, as what never was.
    async fn article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The human part of its address, present or past.")] slug: Option<String>,
        #[graphql(desc = "Its id.")] id: Option<ID>,
    ) -> Option<Result<Article>> {
        one(ctx, slug, id).await.transpose()
    }

    /// The articles that are before you, the newest first unless you say otherwise. Retracted ones are not listed.
    #[expect(
        clippy::too_many_arguments,
        reason = "the arguments that Relay asks for, and ours"
    )]
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
        #[graphql(desc = "Which articles.")] filter: Option<ArticleFilter>,
        #[graphql(desc = "In what order.", default_with = "Some(ArticleOrder::Newest)")]
        order_by: Option<ArticleOrder>,
    ) -> Option<Result<Connection<Article>>> {
        let page = PageArguments {
            first,
            after,
            last,
            before,
        };
        let reading = match Reading::of(ctx) {
            Ok(reading) => reading,
            Err(error) => return Some(Err(error)),
        };
        shelf(
            reading,
            Shelf::Everything,
            ArticleListing {
                page,
                filter,
                order: order_by.unwrap_or_default(),
            },
        )
        .await
        .transpose()
    }
}

async fn one(ctx: &Context<'_>, slug: Option<String>, id: Option<ID>) -> Result<Option<Article>> {
    let key = match (slug, id) {
        (Some(slug), None) => input::slug("slug", &slug)?.map(Key::Slug),
        (None, Some(id)) => match Named::of(&id) {
            Some(Named::Article(id)) => Some(Key::Id(id)),
            _ => None,
        },
        _ => {
            return Err(refusal(
                "Name the article by `slug` or by `id`, one of the two.",
            ));
        }
    };
    let Some(key) = key else { return Ok(None) };
    let reading = Reading::of(ctx)?;
    let found = reading.article(key).await.map_err(fault)?;
    Ok(found.map(|found| Article::new(found, reading)))
}
