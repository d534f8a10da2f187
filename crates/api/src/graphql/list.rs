//! What is on the lists: tags, sections and contributors. Each is asked for by its slug and listed by it, and how is said here once for all three.

use std::{hash::Hash, sync::Arc};

use async_graphql::{Context, Result};
use standfirst_domain::{
    listing::{Key, TaxonomyListing},
    ports::TaxonomyKind,
};

use super::{
    connection::{Connection, Listed, PageArguments, Total},
    cursor::ListKind,
    errors::fault,
    input,
    loaders::{Batch, Loaders, Part},
    reading::{Reading, Seen, nothing},
};

/// Something that is on a list, made from the newsroom's entry for it.
pub trait Listable: Listed + From<Seen<Self::Entry>> {
    /// Names an entry for ever.
    type Id: Copy + Eq + Hash + Send + Sync + 'static;
    /// The newsroom's entry.
    type Entry: Send + Sync + 'static;
    /// The kind of its list.
    const KIND: ListKind;

    /// The name of an entry.
    fn id(entry: &Self::Entry) -> Self::Id;
    /// Reads entries.
    fn entries(loaders: &Loaders) -> &Batch<Key<Self::Id>, Arc<Self::Entry>>;
    /// Reads the list.
    fn lists(loaders: &Loaders) -> &Batch<TaxonomyListing, Part<Self::Entry>>;
}

/// One entry, by its slug.
pub async fn one<T: Listable>(ctx: &Context<'_>, slug: &str) -> Result<Option<T>> {
    let Some(slug) = input::slug("slug", slug)? else {
        return Ok(None);
    };
    let reading = Reading::of(ctx)?;
    let entries = T::entries(&reading.loaders);
    let entry = entries.one(Key::Slug(slug)).await.map_err(fault)?;
    Ok(entry.map(|entry| T::from(Seen::new(entry, reading))))
}

/// A part of a list. Each entry is found by its identity from then on without a read.
pub async fn list<T: Listable>(
    ctx: &Context<'_>,
    of: TaxonomyKind,
    page: PageArguments,
) -> Result<Connection<T>> {
    let page = page.page(T::KIND)?;
    let reading = Reading::of(ctx)?;
    let loaders = &reading.loaders;
    let kind = match of {
        TaxonomyKind::Tags(kind) => kind,
        TaxonomyKind::Sections | TaxonomyKind::Contributors => None,
    };
    let asked = TaxonomyListing {
        kind,
        page: page.clone(),
    };
    let read = T::lists(loaders).one(asked).await.map_err(fault)?;
    let part = read.unwrap_or_else(|| Arc::new(nothing(&page)));
    let entries = part.items.iter().map(|placed| &placed.item);
    let known = entries.map(|entry| (Key::Id(T::id(entry)), Arc::clone(entry)));
    T::entries(loaders).prime(known);
    let total = Total::TaxonomyListing(of);
    Ok(Connection::new(&part, T::KIND, total, reading, |entry| {
        T::from(Seen::new(Arc::clone(entry), reading))
    }))
}
