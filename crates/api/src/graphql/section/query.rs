//! Queries on sections.

use async_graphql::{Context, Object, Result};
use standfirst_domain::ports::TaxonomyKind;

use super::{SECTIONS, Section};
use crate::graphql::{
    connection::{Connection, PageArguments},
    list::{list, one},
    scalars::Cursor,
};

/// Queries on sections.
#[derive(Default)]
pub struct SectionQuery;

#[Object]
impl SectionQuery {
    /// Returns the section with this slug. Null if it does not exist or, outside the desk, if it
    /// contains no visible article.
    async fn section(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Current or former slug.")] slug: String,
    ) -> Option<Result<Section>> {
        one(ctx, &SECTIONS, &slug).await.transpose()
    }

    /// Sections ordered by slug: those that contain articles visible to the caller; for the desk,
    /// all sections.
    async fn sections(
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
    ) -> Option<Result<Connection<Section>>> {
        let page = PageArguments::new(first, after, last, before);
        Some(list(ctx, &SECTIONS, TaxonomyKind::Sections, page).await)
    }
}
