//! What is on the rolls: tags, sections and contributors. Each is asked for by its slug and listed by it, and how is said here once for all three.

use std::{hash::Hash, sync::Arc};

use async_graphql::{Context, Result};
use standfirst_domain::{
    listing::{Key, Roll},
    ports::RollOf,
};

use super::{
    connection::{Connection, Listed, PageArguments, Total},
    cursor::ListKind,
    errors::field_error,
    input,
    keyed_by_reader::KeyedByReader,
    loaders::empty_slice,
    loaders::{DataLoader, Loaders, Part},
    read_context::ReadContext,
};

/// Something that is on a roll, made from the newsroom's entry for it.
pub trait Enrolled: Listed + From<KeyedByReader<Self::Entry>> {
    /// Names an entry for ever.
    type Id: Copy + Eq + Hash + Send + Sync + 'static;
    /// The newsroom's entry.
    type Entry: Send + Sync + 'static;
    /// The kind of its list.
    const KIND: ListKind;

    /// The name of an entry.
    fn id(entry: &Self::Entry) -> Self::Id;
    /// Reads entries.
    fn entries(loaders: &Loaders) -> &DataLoader<Key<Self::Id>, Arc<Self::Entry>>;
    /// Reads the roll.
    fn rolls(loaders: &Loaders) -> &DataLoader<Roll, Part<Self::Entry>>;
}

/// One entry, by its slug.
pub async fn one<T: Enrolled>(ctx: &Context<'_>, slug: &str) -> Result<Option<T>> {
    let Some(slug) = input::slug("slug", slug)? else {
        return Ok(None);
    };
    let read_context = ReadContext::from_graphql(ctx)?;
    let entries = T::entries(&read_context.loaders);
    let entry = entries.one(Key::Slug(slug)).await.map_err(field_error)?;
    Ok(entry.map(|entry| T::from(KeyedByReader::new(entry, read_context))))
}

/// A part of a roll. Each entry is found by its identity from then on without a read.
pub async fn roll<T: Enrolled>(
    ctx: &Context<'_>,
    of: RollOf,
    page: PageArguments,
) -> Result<Connection<T>> {
    let page = page.page(T::KIND)?;
    let read_context = ReadContext::from_graphql(ctx)?;
    let loaders = &read_context.loaders;
    let kind = match of {
        RollOf::Tags(kind) => kind,
        RollOf::Sections | RollOf::Contributors => None,
    };
    let asked = Roll {
        kind,
        page: page.clone(),
    };
    let read = T::rolls(loaders).one(asked).await.map_err(field_error)?;
    let part = read.unwrap_or_else(|| Arc::new(empty_slice(&page)));
    let entries = part.items.iter().map(|placed| &placed.item);
    let known = entries.map(|entry| (Key::Id(T::id(entry)), Arc::clone(entry)));
    T::entries(loaders).prime(known);
    let total = Total::Roll(of);
    Ok(Connection::new(
        &part,
        T::KIND,
        total,
        read_context,
        |entry| T::from(KeyedByReader::new(Arc::clone(entry), read_context)),
    ))
}
