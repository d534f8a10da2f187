//! The fields that ask for sections.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use standfirst_domain::{
    listing::{Key, Roll},
    page::Slice,
    ports::RollOf,
};

use super::Section;
use crate::graphql::{
    connection::{Connection, PageArguments, Total},
    cursor::ListKind,
    errors::fault,
    input,
    reading::Reading,
    scalars::Cursor,
};

/// The fields that ask for sections.
#[derive(Default)]
pub struct SectionQuery;

#[Object]
impl SectionQuery {
    /// One section, by its slug. Sections in which no article before you stands are not there.
    async fn section(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The human part of its page's address.")] slug: String,
    ) -> Option<Result<Section>> {
        one(ctx, &slug).await.transpose()
    }

    /// The sections in which articles before you stand, by slug.
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

async fn one(ctx: &Context<'_>, slug: &str) -> Result<Option<Section>> {
    let Some(slug) = input::slug("slug", slug)? else {
        return Ok(None);
    };
    Ok(Reading::of(ctx)?
        .loaders
        .sections
        .one(Key::Slug(slug))
        .await
        .map_err(fault)?
        .map(Section))
}

async fn roll(ctx: &Context<'_>, page: PageArguments) -> Result<Option<Connection<Section>>> {
    let page = page.page(ListKind::Sections)?;
    let loaders = &Reading::of(ctx)?.loaders;
    let part = loaders
        .section_rolls
        .one(Roll { kind: None, page })
        .await
        .map_err(fault)?
        .unwrap_or_else(|| Arc::new(Slice::empty()));
    loaders.sections.prime(
        part.items
            .iter()
            .map(|placed| (Key::Id(placed.item.id), Arc::clone(&placed.item))),
    );
    Ok(Some(Connection::new(
        &part,
        ListKind::Sections,
        Total::Roll(RollOf::Sections),
        |section| Section(Arc::clone(section)),
    )))
}
