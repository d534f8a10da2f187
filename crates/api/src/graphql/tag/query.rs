//! Queries on tags.

use async_graphql::{Context, Object, Result};
use standfirst_domain::ports::TaxonomyKind;

use super::{TAGS, Tag, TagKind};
use crate::graphql::{
    connection::{Connection, PageArguments},
    list::{list, one},
    scalars::Cursor,
};

/// Queries on tags.
#[derive(Default)]
pub struct TagQuery;

#[Object]
impl TagQuery {
    /// Returns the tag with this slug. Null if it does not exist or is retired or, outside the
    /// desk, if no visible article has it.
    async fn tag(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Current or former slug.")] slug: String,
    ) -> Option<Result<Tag>> {
        one(ctx, &TAGS, &slug).await.transpose()
    }

    /// Tags ordered by slug: those that articles visible to the caller have; for the desk, all
    /// tags that are neither merged nor retired.
    async fn tags(
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
        #[graphql(desc = "Returns only tags of this type.")] kind: Option<TagKind>,
    ) -> Option<Result<Connection<Tag>>> {
        let page = PageArguments::new(first, after, last, before);
        let of = TaxonomyKind::Tags(kind.map(Into::into));
        Some(list(ctx, &TAGS, of, page).await)
    }
}
