//! The fields that ask for contributors.

use async_graphql::{Context, Object, Result};
use standfirst_domain::ports::TaxonomyKind;

use super::Contributor;
use crate::graphql::{
    connection::{Connection, PageArguments},
    list::{list, one},
    scalars::Cursor,
};

/// The fields that ask for contributors.
#[derive(Default)]
pub struct ContributorQuery;

#[Object]
impl ContributorQuery {
    /// One contributor, by their slug or a former one. Contributors whom no article before you credits are not there, save for the desk.
    async fn contributor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The human part of its page's address.")] slug: String,
    ) -> Option<Result<Contributor>> {
        one(ctx, &slug).await.transpose()
    }

    /// The contributors whom articles before you credit, by slug; for the desk all of them.
    async fn contributors(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "At most so many from the start of the list: 1 to 100, or 20 when nothing is said."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what comes after this place.")] after: Option<Cursor>,
        #[graphql(desc = "At most so many from the end of the list: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this place.")] before: Option<Cursor>,
    ) -> Option<Result<Connection<Contributor>>> {
        let page = PageArguments {
            first,
            after,
            last,
            before,
        };
        Some(list(ctx, TaxonomyKind::Contributors, page).await)
    }
}
