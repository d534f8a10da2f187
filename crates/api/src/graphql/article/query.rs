//! Queries on articles.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};
use standfirst_domain::{
    ids::ArticleId,
    listing::{Key, ListScope},
};

use super::{Article, ArticleFilter, ArticleListing, ArticleOrder, ReadsWindow, list_articles};
use crate::graphql::{
    connection::{Connection, PageArguments},
    desk,
    errors::bad_input,
    ids::GlobalId,
    input,
    page_dedupe::{Dedupe, ListDedupe},
    read_context::ReadContext,
    scalars::{Cursor, DateTime},
    write_context::WriteContext,
};

/// Queries on articles.
#[derive(Default)]
pub struct ArticleQuery;

#[Object]
impl ArticleQuery {
    /// Returns one article by its slug or its id; give exactly one of them. Former slugs also
    /// resolve; compare `slug` of the result to redirect. A retracted article is returned as a
    /// tombstone. Null if the article does not exist or is not visible to the caller.
    async fn article(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Current or former slug.")] slug: Option<String>,
        #[graphql(desc = "Article id.")] id: Option<ID>,
        #[graphql(
            desc = "Returns the article as readers saw or will see it at this time; the time applies to all nested fields. Requires the editor or admin role."
        )]
        as_of: Option<DateTime>,
    ) -> Option<Result<Article>> {
        one(ctx, slug, id, as_of).await.transpose()
    }

    /// Articles that are visible to the caller, newest first by default. Retracted articles are not
    /// listed.
    #[expect(
        clippy::too_many_arguments,
        reason = "the arguments that Relay asks for, and ours"
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
        #[graphql(
            desc = "Returns the list as readers saw or will see it at this time; the time applies to all nested fields. Requires the editor or admin role."
        )]
        as_of: Option<DateTime>,
    ) -> Option<Result<Connection<Article>>> {
        let page = PageArguments::new(first, after, last, before);
        let read_context = match context_at(ctx, as_of) {
            Ok(read_context) => read_context,
            Err(error) => return Some(Err(error)),
        };
        list_articles(
            &read_context,
            ListScope::Everything,
            ArticleListing {
                page,
                filter,
                order: order_by,
                window,
                list_dedupe: ListDedupe::from_graphql(ctx, dedupe),
            },
        )
        .await
        .transpose()
    }
}

/// Read context of the request, or of the public at another time.
fn context_at(ctx: &Context<'_>, as_of: Option<DateTime>) -> Result<Arc<ReadContext>> {
    let read_context = ReadContext::from_graphql(ctx)?;
    match as_of {
        None => Ok(Arc::clone(read_context)),
        Some(moment) => {
            desk::guard_other_times(ctx)?;
            Ok(read_context.as_of(moment.0))
        }
    }
}

/// Lookup key of an article; `None` if the argument cannot name an article.
///
/// # Errors
/// Neither or both arguments are given.
pub fn key_of(slug: Option<String>, id: Option<ID>) -> Result<Option<Key<ArticleId>>> {
    Ok(match (slug, id) {
        (Some(slug), None) => input::slug("slug", &slug)?.map(Key::Slug),
        (None, Some(id)) => GlobalId::decode_as(&id).map(Key::Id),
        _ => {
            return Err(bad_input("Give exactly one of `slug` and `id`."));
        }
    })
}

async fn one(
    ctx: &Context<'_>,
    slug: Option<String>,
    id: Option<ID>,
    as_of: Option<DateTime>,
) -> Result<Option<Article>> {
    let read_context = context_at(ctx, as_of)?;
    let Some(key) = key_of(slug, id)? else {
        return Ok(None);
    };
    if as_of.is_none()
        && let Some(article) = under_preview(ctx, &key).await?
    {
        return Ok(Some(article));
    }
    let found = read_context.article(key).await?;
    Ok(found.map(|found| Article::new(found, &read_context)))
}

/// Article that the preview token of the request opens, if it is the requested one. It is not
/// stored in any loader, so other fields do not find it.
async fn under_preview(ctx: &Context<'_>, key: &Key<ArticleId>) -> Result<Option<Article>> {
    let Some(opened) = WriteContext::from_graphql(ctx)?.caller.preview else {
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
