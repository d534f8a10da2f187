//! The fields that ask for sections.

use async_graphql::{Context, Object, Result};
use standfirst_domain::ports::TaxonomyKind;

use super::Section;
use crate::graphql::{
    connection::{Connection, PageArguments},
    list::{list, one},
    scalars::Cursor,
};

/// The fields that ask for sections.
#[derive(Default)]
pub struct SectionQuery;

#[Object]
impl SectionQuery {
    /// One section, by its slug or a former one. Sections in which no article before you stands are not there, save for the desk.
    async fn section(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The human part of its page's address.")] slug: String,
    ) -> Option<Result<Section>> {
        one(ctx, &slug).await.transpose()
    }

    /// The sections in which articles before you stand, by slug; for the desk all of them.
    async fn sections(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "At most so many from the start of the list: 1 to 100, or 20 when nothing is said."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what comes after this place.")] after: Option<Cursor>,
        #[graphql(desc = "At most so many from the end of the list: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this place.")] before: Option<Cursor>,
    ) -> Option<Result<Connection<Section>>> {
        let page = PageArguments {
            first,
            after,
            last,
            before,
        };
        Some(list(ctx, TaxonomyKind::Sections, page).await)
    }
}
