//! The fields that ask for tags.

use async_graphql::{Context, Object, Result};
use standfirst_domain::ports::TaxonomyKind;

use super::{Tag, TagKind};
use crate::graphql::{
    connection::{Connection, PageArguments},
    list::{list, one},
    scalars::Cursor,
};

/// The fields that ask for tags.
#[derive(Default)]
pub struct TagQuery;

#[Object]
impl TagQuery {
    /// One tag, by its slug or a former one. Tags that no article before you carries are not there, save for the desk; nor are those that were retired.
    async fn tag(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The human part of its page's address.")] slug: String,
    ) -> Option<Result<Tag>> {
        one(ctx, &slug).await.transpose()
    }

    /// The tags that articles before you carry, by slug; for the desk all of them.
    async fn tags(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "At most so many from the start of the list: 1 to 100, or 20 when nothing is said."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what comes after this place.")] after: Option<Cursor>,
        #[graphql(desc = "At most so many from the end of the list: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this place.")] before: Option<Cursor>,
        #[graphql(desc = "Only tags that name this.")] kind: Option<TagKind>,
    ) -> Option<Result<Connection<Tag>>> {
        let page = PageArguments {
            first,
            after,
            last,
            before,
        };
        Some(list(ctx, TaxonomyKind::Tags(kind.map(Into::into)), page).await)
    }
}
