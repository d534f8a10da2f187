//! Queries of the search.

use async_graphql::{Context, Object, Result};

use super::{
    arguments::{SearchArguments, SearchOrder},
    connection::SearchConnection,
    suggestion::{self, Suggestion, suggestions},
};
use crate::graphql::{
    article::ArticleFilter,
    page_dedupe::{Dedupe, ListDedupe},
    read_context::ReadContext,
    scalars::Cursor,
};

/// Default number of results on a page.
const USUAL: i32 = 20;

/// Search queries.
#[derive(Default)]
pub struct SearchQuery;

#[Object]
impl SearchQuery {
    /// Full-text search over the articles that are visible to the caller, best match first. Words
    /// are optional, but articles with more of them rank higher. A "phrase" is required and -word
    /// excludes. `tag:`, `section:` and `by:` with a slug or a quoted name restrict the result.
    /// Every text is a valid query; there are no syntax errors. Matches in the headline weigh more
    /// than in the standfirst, and those more than in the text.
    #[expect(
        clippy::too_many_arguments,
        reason = "what is searched for, the part that is wanted, and how"
    )]
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Search text as entered by a user (at most 400 characters, and at most 64 words, phrases and filters)."
        )]
        query: String,
        #[graphql(
            desc = "Number of items to return (1 to 100).",
            default_with = "Some(USUAL)"
        )]
        first: Option<i32>,
        #[graphql(desc = "Returns only results after this cursor of the same search.")]
        after: Option<Cursor>,
        #[graphql(desc = "Conditions on the articles, in addition to the search text.")]
        filter: Option<ArticleFilter>,
        #[graphql(
            desc = "Order of the list.",
            default_with = "Some(SearchOrder::Relevance)"
        )]
        order_by: Option<SearchOrder>,
        #[graphql(
            desc = "If true, the last word also matches words that begin with it, for searching while the user types.",
            default_with = "Some(false)"
        )]
        as_you_type: Option<bool>,
        #[graphql(
            desc = "Scope within which this list leaves out articles that other lists show."
        )]
        dedupe: Option<Dedupe>,
    ) -> Option<Result<SearchConnection>> {
        let arguments = SearchArguments {
            query,
            first: first.unwrap_or(USUAL),
            after,
            filter,
            order: order_by.unwrap_or_default(),
            as_you_type: as_you_type.unwrap_or_default(),
        };
        Some(found(ctx, arguments, ListDedupe::from_graphql(ctx, dedupe)).await)
    }

    /// Suggests headlines and tags for a word that a user has begun to type. A single letter is too
    /// short and returns an empty list, except in scripts without spaces between words.
    async fn suggest(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Text typed so far (at most 400 characters).")] prefix: String,
        #[graphql(
            desc = "Number of items to return (1 to 100).",
            default_with = "Some(suggestion::USUAL)"
        )]
        first: Option<i32>,
    ) -> Option<Result<Vec<Suggestion>>> {
        let read_context = match ReadContext::from_graphql(ctx) {
            Ok(read_context) => read_context,
            Err(error) => return Some(Err(error)),
        };
        Some(suggestions(read_context, &prefix, first.unwrap_or(suggestion::USUAL)).await)
    }
}

async fn found(
    ctx: &Context<'_>,
    arguments: SearchArguments,
    list_dedupe: Option<ListDedupe>,
) -> Result<SearchConnection> {
    let read_context = ReadContext::from_graphql(ctx)?;
    match arguments.read()? {
        Ok(search_key) => SearchConnection::load(search_key, list_dedupe, read_context).await,
        Err(goes_on) => Ok(SearchConnection::empty(goes_on, read_context)),
    }
}
