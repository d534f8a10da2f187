//! The fields that ask for articles.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use standfirst_domain::{
    ids::ArticleId,
    listing::{Key, ListScope},
};

use super::{Article, ArticleFilter, ArticleListing, ArticleOrder, ReadsWindow, scope};
use crate::graphql::{
    acting::Acting,
    connection::{Connection, PageArguments},
    desk,
    errors::{fault, refusal},
    ids::Named,
    input,
    reading::Reading,
    scalars::{Cursor, DateTime},
    turns::{Dedupe, Turn},
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
        #[graphql(
            desc = "The moment at which readers saw or will see it, and all that is asked of it, as it is answered. For editors and admins."
        )]
        as_of: Option<DateTime>,
    ) -> Option<Result<Article>> {
        one(ctx, slug, id, as_of).await.transpose()
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
        #[graphql(
            desc = "Within how long a time reads are counted, for `orderBy: MOST_READ` alone; a day when nothing is said."
        )]
        window: Option<ReadsWindow>,
        #[graphql(desc = "Within what it repeats nothing that another list shows.")] dedupe: Option<
            Dedupe,
        >,
        #[graphql(
            desc = "The moment at which readers saw or will see the list, and all that is asked of its articles, as it is answered. For editors and admins."
        )]
        as_of: Option<DateTime>,
    ) -> Option<Result<Connection<Article>>> {
        let page = PageArguments {
            first,
            after,
            last,
            before,
        };
        let reading = match reading_at(ctx, as_of) {
            Ok(reading) => reading,
            Err(error) => return Some(Err(error)),
        };
        scope(
            &reading,
            ListScope::Everything,
            ArticleListing {
                page,
                filter,
                order: order_by,
                window,
                turn: Turn::of(ctx, dedupe),
            },
        )
        .await
        .transpose()
    }
}

/// The reading of the request, or of what everybody sees at another moment.
fn reading_at(ctx: &Context<'_>, as_of: Option<DateTime>) -> Result<Arc<Reading>> {
    let reading = Reading::of(ctx)?;
    match as_of {
        None => Ok(Arc::clone(reading)),
        Some(moment) => {
            desk::guard_other_times(ctx)?;
            Ok(reading.as_of(moment.0))
        }
    }
}

/// How an article is asked for; `None` of what can name none.
///
/// # Errors
/// It is named in no way or in both.
pub fn key_of(slug: Option<String>, id: Option<ID>) -> Result<Option<Key<ArticleId>>> {
    Ok(match (slug, id) {
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
    })
}

async fn one(
    ctx: &Context<'_>,
    slug: Option<String>,
    id: Option<ID>,
    as_of: Option<DateTime>,
) -> Result<Option<Article>> {
    let reading = reading_at(ctx, as_of)?;
    let Some(key) = key_of(slug, id)? else {
        return Ok(None);
    };
    if as_of.is_none()
        && let Some(article) = under_preview(ctx, &key).await?
    {
        return Ok(Some(article));
    }
    let found = reading.article(key).await.map_err(fault)?;
    Ok(found.map(|found| Article::new(found, &reading)))
}

/// The article that the request's preview opens, where that is the one asked for. Nothing else is opened by it, and nothing is kept of it where other
/// fields would find it.
async fn under_preview(ctx: &Context<'_>, key: &Key<ArticleId>) -> Result<Option<Article>> {
    let Some(opened) = Acting::of(ctx)?.preview else {
        return Ok(None);
    };
    if matches!(key, Key::Id(id) if *id != opened) {
        return Ok(None);
    }
    let article = desk::previewed(ctx, opened).await?;
    let is_meant = |article: &Article| match key {
        Key::Id(_) => true,
        Key::Slug(slug) => article
            .found
            .article()
            .is_ok_and(|head| head.card.slug == *slug),
    };
    Ok(article.filter(is_meant))
}
