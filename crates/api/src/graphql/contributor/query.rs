//! The fields that ask for contributors.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use standfirst_domain::{
    listing::{Key, Roll},
    page::Slice,
    ports::RollOf,
};

use super::Contributor;
use crate::graphql::{
    connection::{Connection, PageArguments, Total},
    cursor::ListKind,
    errors::fault,
    input,
    reading::Reading,
    scalars::Cursor,
};

/// The fields that ask for contributors.
#[derive(Default)]
pub struct ContributorQuery;

#[Object]
impl ContributorQuery {
    /// One contributor, by their slug. Contributors whom no article before you credits are not there.
    async fn contributor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The human part of its page's address.")] slug: String,
    ) -> Option<Result<Contributor>> {
        one(ctx, &slug).await.transpose()
    }

    /// The contributors whom articles before you credit, by slug.
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
        roll(
            ctx,
            PageArguments {
                first,
                after,
                last,
                before,
            },
        )
        .await
        .transpose()
    }
}

async fn one(ctx: &Context<'_>, slug: &str) -> Result<Option<Contributor>> {
    let Some(slug) = input::slug("slug", slug)? else {
        return Ok(None);
    };
    Ok(Reading::of(ctx)?
        .loaders
        .contributors
        .one(Key::Slug(slug))
        .await
        .map_err(fault)?
        .map(Contributor))
}

async fn roll(ctx: &Context<'_>, page: PageArguments) -> Result<Option<Connection<Contributor>>> {
    let page = page.page(ListKind::Contributors)?;
    let loaders = &Reading::of(ctx)?.loaders;
    let part = loaders
        .contributor_rolls
        .one(Roll { kind: None, page })
        .await
        .map_err(fault)?
        .unwrap_or_else(|| Arc::new(Slice::empty()));
    loaders.contributors.prime(
        part.items
            .iter()
            .map(|placed| (Key::Id(placed.item.id), Arc::clone(&placed.item))),
    );
    Ok(Some(Connection::new(
        &part,
        ListKind::Contributors,
        Total::Roll(RollOf::Contributors),
        |contributor| Contributor(Arc::clone(contributor)),
    )))
}
