//! The fields that search.

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

/// How many articles a page has when nobody says.
const USUAL: i32 = 20;

/// The fields that search.
#[derive(Default)]
pub struct SearchQuery;

#[Object]
impl SearchQuery {
    /// The articles before you that answer to some words, the best first. Words need not all be there, but what has more of them comes first; a
    /// "phrase" must be there, -without must not; tag: section: and by: with a slug or a "name" narrow it. Any text is a query: there is no mistake of
    /// syntax to make. Headlines weigh more than standfirsts, and these more than texts.
    #[expect(
        clippy::too_many_arguments,
        reason = "what is searched for, the part that is wanted, and how"
    )]
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "What is searched for, as a reader writes it: at most 400 characters and 64 words, phrases and filters."
        )]
        query: String,
        #[graphql(desc = "At most so many: 1 to 100.", default_with = "Some(USUAL)")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what comes after this place in the same search.")] after: Option<
            Cursor,
        >,
        #[graphql(desc = "Among which articles. It narrows what the words ask for further.")]
        filter: Option<ArticleFilter>,
        #[graphql(
            desc = "In what order.",
            default_with = "Some(SearchOrder::Relevance)"
        )]
        order_by: Option<SearchOrder>,
        #[graphql(
            desc = "Whether the last word is taken for the beginning of one too, as somebody is still writing it.",
            default_with = "Some(false)"
        )]
        as_you_type: Option<bool>,
        #[graphql(desc = "Within what it repeats nothing that another list shows.")] dedupe: Option<
            Dedupe,
        >,
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

    /// Headlines and tags that a reader may mean who has written the beginning of a word. A single letter is too short and is answered with nothing,
    /// save in scripts that write no spaces.
    async fn suggest(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was written so far, at most 400 characters.")] prefix: String,
        #[graphql(
            desc = "At most so many: 1 to 100.",
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
        Ok(search_key) => SearchConnection::of(search_key, list_dedupe, read_context).await,
        Err(goes_on) => Ok(SearchConnection::empty(goes_on, read_context)),
    }
}
