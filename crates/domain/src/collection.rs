//! Collections: articles that an editor put together by hand, in order.

use std::sync::Arc;

use crate::{
    article::Article,
    command::{TaxonomyCommand, VersionedChange, changed},
    ids::{ArticleId, CollectionId},
    slug::Slug,
    text::{Headline, Name},
};

/// Largest number of articles in a collection.
pub const MOST_ITEMS: usize = 100;

/// Collection of articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// Identity of the collection.
    pub id: CollectionId,
    /// Slug by which the collection is read, unique among collections.
    pub slug: Slug,
    /// Name at the desk.
    pub name: Name,
    /// Short description.
    pub description: Option<String>,
    /// Version for optimistic locking: 1 after creation, one more with each change.
    pub version: u32,
    /// Items whose articles the reader may see, in order.
    pub items: Vec<CollectionItem>,
    /// All items, in order, for editors.
    pub arrangement: Vec<CollectionItem>,
}

/// Item of a collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectionItem {
    /// The article.
    pub article: ArticleId,
    /// Headline shown here in place of the article's own.
    pub headline: Option<Headline>,
}

/// A collection with the articles that a reader may see in it.
#[derive(Debug, Clone, PartialEq)]
pub struct VisibleCollection {
    /// The collection, with the visible items.
    pub collection: Arc<Collection>,
    /// The visible articles.
    pub articles: Vec<Arc<Article>>,
}

/// Change of a collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectionChange {
    /// New items, in order. They replace all items.
    pub items: Vec<CollectionItem>,
    /// New name; `None` keeps the present one.
    pub name: Option<Name>,
    /// New description; `None` keeps the present one, `Some(None)` removes it.
    pub description: Option<Option<String>>,
}

/// A command on a collection.
pub type CollectionCommand = TaxonomyCommand<Collection, CollectionId, CollectionChange>;
/// A change of a collection, with the version that it was made from.
pub type CollectionUpdate = VersionedChange<CollectionId, CollectionChange>;

impl CollectionChange {
    /// The collection after the change.
    pub fn applied_to(&self, before: &Collection) -> Collection {
        Collection {
            name: changed(&self.name, &before.name),
            description: changed(&self.description, &before.description),
            items: self.items.clone(),
            arrangement: self.items.clone(),
            ..before.clone()
        }
    }
}
