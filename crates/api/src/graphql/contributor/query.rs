//! Queries on contributors.

use async_graphql::{Context, Object, Result};
use standfirst_domain::ports::TaxonomyKind;

use super::{CONTRIBUTORS, Contributor};
use crate::graphql::{
    connection::{Connection, PageArguments},
    list::{list, one},
    scalars::Cursor,
};

/// Queries on contributors.
#[derive(Default)]
pub struct ContributorQuery;

#[Object]
impl ContributorQuery {
    /// Returns the contributor with this slug. Null if there is none or, outside the desk, if no
    /// visible article credits them.
    async fn contributor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Current or former slug.")] slug: String,
    ) -> Option<Result<Contributor>> {
        one(ctx, &CONTRIBUTORS, &slug).await.transpose()
    }

    /// Contributors ordered by slug: those credited on articles visible to the caller; for the
    /// desk, all contributors.
    async fn contributors(
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
    ) -> Option<Result<Connection<Contributor>>> {
        let page = PageArguments::new(first, after, last, before);
        Some(list(ctx, &CONTRIBUTORS, TaxonomyKind::Contributors, page).await)
    }
}
