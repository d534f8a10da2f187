//! Tags, sections and contributors: lookup by slug and lists, written once for the three types.

use std::{hash::Hash, sync::Arc};

use async_graphql::{Context, Result};
use standfirst_domain::{
    listing::{Key, TaxonomyListing},
    ports::TaxonomyKind,
};

use super::{
    connection::{Connection, Listed, PageArguments, Total},
    cursor::ListKind,
    input,
    keyed_by_reader::KeyedByReader,
    loaders::empty_slice,
    loaders::{DataLoader, Loaders, Part},
    read_context::ReadContext,
};

/// Access to tags, sections or contributors through the loaders of a request.
pub struct TaxonomySource<I, E> {
    /// Kind of the list, which its cursors carry.
    pub kind: ListKind,
    /// Returns the id of an item.
    pub id: fn(&E) -> I,
    /// Returns the loader of items by id or slug.
    pub items: fn(&Loaders) -> &DataLoader<Key<I>, Arc<E>>,
    /// Returns the loader of lists.
    pub lists: fn(&Loaders) -> &DataLoader<TaxonomyListing, Part<E>>,
}

/// Finds one item by its slug.
pub async fn one<T, I, E>(
    ctx: &Context<'_>,
    source: &TaxonomySource<I, E>,
    slug: &str,
) -> Result<Option<T>>
where
    T: From<KeyedByReader<E>>,
    I: Copy + Eq + Hash + Send + Sync + 'static,
    E: Send + Sync + 'static,
{
    let Some(slug) = input::slug("slug", slug)? else {
        return Ok(None);
    };
    let read_context = ReadContext::from_graphql(ctx)?;
    let items = (source.items)(&read_context.loaders);
    let item = items.one(Key::Slug(slug)).await?;
    Ok(item.map(|item| T::from(KeyedByReader::new(item, read_context))))
}

/// Returns a page of a list. Its items are primed in the loaders, so later lookups by id need no
/// read.
pub async fn list<T, I, E>(
    ctx: &Context<'_>,
    source: &TaxonomySource<I, E>,
    of: TaxonomyKind,
    page: PageArguments,
) -> Result<Connection<T>>
where
    T: Listed + From<KeyedByReader<E>>,
    I: Copy + Eq + Hash + Send + Sync + 'static,
    E: Send + Sync + 'static,
{
    let page = page.page(source.kind)?;
    let read_context = ReadContext::from_graphql(ctx)?;
    let loaders = &read_context.loaders;
    let kind = match of {
        TaxonomyKind::Tags(kind) => kind,
        TaxonomyKind::Sections | TaxonomyKind::Contributors => None,
    };
    let listing = TaxonomyListing {
        kind,
        page: page.clone(),
    };
    let read = (source.lists)(loaders).one(listing).await?;
    let part = read.unwrap_or_else(|| Arc::new(empty_slice(&page)));
    let items = part.items.iter().map(|placed| &placed.item);
    let known = items.map(|item| (Key::Id((source.id)(item)), Arc::clone(item)));
    (source.items)(loaders).prime(known);
    let total = Total::TaxonomyListing(of);
    Ok(Connection::new(
        &part,
        source.kind,
        total,
        read_context,
        |item| T::from(KeyedByReader::new(Arc::clone(item), read_context)),
    ))
}
