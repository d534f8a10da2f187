//! Tags, sections and contributors: lookups and lists, written once for the three types.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use async_graphql::{Context, Result};
use standfirst_domain::cursor::ListKind;
use standfirst_domain::{
    listing::{Key, TaxonomyListing},
    ports::TaxonomyKind,
};

use super::{
    connection::{Connection, Listed, PageArguments, Total},
    input,
    keyed_by_reader::KeyedByReader,
    loaders::empty_slice,
    loaders::{DataLoader, DeskLoaders, Loaders, Part},
    read_context::ReadContext,
};

/// Object of the schema that shows a tag, a section or a contributor.
pub trait TaxonomyObject: Listed + From<KeyedByReader<Self::Entity>> {
    /// Type of the ids.
    type Id: Copy + Eq + Hash + Send + Sync + 'static;
    /// Type in the domain.
    type Entity: Send + Sync + 'static;
    /// Kind of the lists, which their cursors carry.
    const LIST_KIND: ListKind;

    /// Returns the id of an entity.
    fn id_of(entity: &Self::Entity) -> Self::Id;

    /// Returns the loader of entities by id or slug.
    fn loader(loaders: &Loaders) -> &DataLoader<Key<Self::Id>, Arc<Self::Entity>>;

    /// Returns the loader of lists.
    fn lists(loaders: &Loaders) -> &DataLoader<TaxonomyListing, Part<Self::Entity>>;

    /// Returns the loader of entities of drafts by id.
    fn desk_loader(loaders: &DeskLoaders) -> &DataLoader<Self::Id, Arc<Self::Entity>>;

    /// Wraps an entity with the context in which it was found.
    fn new(entity: Arc<Self::Entity>, read_context: &Arc<ReadContext>) -> Self {
        Self::from(KeyedByReader::new(entity, read_context))
    }
}

/// Finds one object by its id or slug.
pub async fn find<T: TaxonomyObject>(
    read_context: &Arc<ReadContext>,
    key: Key<T::Id>,
) -> Result<Option<T>> {
    let entity = T::loader(&read_context.loaders).one(key).await?;
    Ok(entity.map(|entity| T::new(entity, read_context)))
}

/// Finds one object by a slug that a client sent.
pub async fn find_by_slug<T: TaxonomyObject>(ctx: &Context<'_>, slug: &str) -> Result<Option<T>> {
    let Some(slug) = input::slug("slug", slug)? else {
        return Ok(None);
    };
    find(ReadContext::from_graphql(ctx)?, Key::Slug(slug)).await
}

/// Finds several objects by their ids. Objects that do not exist are missing from the result.
pub async fn find_many<T: TaxonomyObject>(
    read_context: &Arc<ReadContext>,
    ids: impl Iterator<Item = T::Id>,
) -> Result<HashMap<T::Id, T>> {
    let found = T::loader(&read_context.loaders)
        .many(ids.map(Key::Id))
        .await?;
    let objects = found.into_iter().filter_map(|(key, entity)| match key {
        Key::Id(id) => Some((id, T::new(entity, read_context))),
        Key::Slug(_) => None,
    });
    Ok(objects.collect())
}

/// Finds several objects of a draft by their ids. They are shown within the draft even if no reader
/// sees them elsewhere; their own pages and lists show what readers see.
pub async fn find_in_draft<T: TaxonomyObject>(
    read_context: &Arc<ReadContext>,
    ids: impl Iterator<Item = T::Id>,
) -> Result<HashMap<T::Id, T>> {
    let found = T::desk_loader(&read_context.desk_loaders).many(ids).await?;
    let objects = found.into_iter();
    let objects = objects.map(|(id, entity)| (id, T::new(entity, read_context)));
    Ok(objects.collect())
}

/// Returns a page of a list. Its items are primed in the loaders, so later lookups by id need no
/// read.
pub async fn list<T: TaxonomyObject>(
    ctx: &Context<'_>,
    of: TaxonomyKind,
    page: PageArguments,
) -> Result<Connection<T>> {
    let page = page.page(T::LIST_KIND)?;
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
    let read = T::lists(loaders).one(listing).await?;
    let part = read.unwrap_or_else(|| Arc::new(empty_slice(&page)));
    let items = part.items.iter().map(|placed| &placed.item);
    let known = items.map(|item| (Key::Id(T::id_of(item)), Arc::clone(item)));
    T::loader(loaders).prime(known);
    let total = Total::TaxonomyListing(of);
    let node = |item: &Arc<_>| T::new(Arc::clone(item), read_context);
    Ok(Connection::new(
        &part,
        T::LIST_KIND,
        total,
        read_context,
        node,
    ))
}
