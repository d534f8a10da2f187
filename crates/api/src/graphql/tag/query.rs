//! The fields that ask for tags.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use standfirst_domain::{
    listing::{Key, Roll},
    page::Slice,
    ports::RollOf,
};

use super::{Tag, TagKind};
use crate::graphql::{
    connection::{Connection, PageArguments, Total},
    cursor::ListKind,
    errors::fault,
    input,
    reading::Reading,
    scalars::Cursor,
};

/// The fields that ask for tags.
#[derive(Default)]
pub struct TagQuery;

#[Object]
impl TagQuery {
    /// One tag, by its slug. Tags that no article before you carries are not there.
    async fn tag(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The human part of its page's address.")] slug: String,
    ) -> Option<Result<Tag>> {
        one(ctx, &slug).await.transpose()
    }

    /// The tags that articles before you carry, by slug.
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
        roll(
            ctx,
            PageArguments {
                first,
                after,
                last,
                before,
            },
            kind,
        )
        .await
        .transpose()
    }
}

async fn one(ctx: &Context<'_>, slug: &str) -> Result<Option<Tag>> {
    let Some(slug) = input::slug("slug", slug)? else {
        return Ok(None);
    };
    Ok(Reading::of(ctx)?
        .loaders
        .tags
        .one(Key::Slug(slug))
        .await
        .map_err(fault)?
        .map(Tag))
}

async fn roll(
    ctx: &Context<'_>,
    page: PageArguments,
    kind: Option<TagKind>,
) -> Result<Option<Connection<Tag>>> {
    let page = page.page(ListKind::Tags)?;
    let loaders = &Reading::of(ctx)?.loaders;
    let kind = kind.map(Into::into);
    let part = loaders
        .tag_rolls
        .one(Roll { kind, page })
        .await
        .map_err(fault)?
        .unwrap_or_else(|| Arc::new(Slice::empty()));
    loaders.tags.prime(
        part.items
            .iter()
            .map(|placed| (Key::Id(placed.item.id), Arc::clone(&placed.item))),
    );
    Ok(Some(Connection::new(
        &part,
        ListKind::Tags,
        Total::Roll(RollOf::Tags(kind)),
        |tag| Tag(Arc::clone(tag)),
    )))
}
