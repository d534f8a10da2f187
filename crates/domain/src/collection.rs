//! Collections: articles that an editor put together by hand, in order.

use std::sync::Arc;

use crate::{
    article::Article,
    ids::{ArticleId, CollectionId},
    slug::Slug,
    taxonomy::{TaxonomyCommand, VersionedChange},
    text::{Headline, Name},
};

/// The most articles of a collection.
pub const MOST_ITEMS: usize = 100;

/// Articles that an editor put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection {
    /// Its identity.
    pub id: CollectionId,
    /// What it is asked for by, unique among collections.
    pub slug: Slug,
    /// What the desk calls it.
    pub name: Name,
    /// A sentence about it.
    pub description: Option<String>,
    /// How often it was changed: 1 when it was made.
    pub version: u32,
    /// Its articles, in order: those that are before whoever reads it.
    pub items: Vec<Item>,
    /// All that an editor put into it, in order, for those who arrange it.
    pub arrangement: Vec<Item>,
}

/// An article of a collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Which.
    pub article: ArticleId,
    /// What stands over it here in place of its own headline.
    pub headline: Option<Headline>,
}

/// A collection as a reader meets it: only what is before the reader is in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Display {
    /// The collection, with the items whose articles are before the reader in full.
    pub collection: Arc<Collection>,
    /// Those articles.
    pub articles: Vec<Arc<Article>>,
}

/// How a collection is arranged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CollectionChange {
    /// Its articles from now on, in order.
    pub items: Vec<Item>,
    /// What it is called from now on.
    pub name: Option<Name>,
    /// What is said of it from now on.
    pub description: Option<Option<String>>,
}

/// An act on a collection.
pub type CollectionCommand = TaxonomyCommand<Collection, CollectionId, CollectionChange>;
/// A collection that is to be arranged.
pub type CollectionUpdate = VersionedChange<CollectionId, CollectionChange>;

impl CollectionChange {
    /// The collection so arranged.
    pub fn applied_to(&self, before: &Collection) -> Collection {
        let description = self.description.as_ref();
        Collection {
            name: self.name.as_ref().unwrap_or(&before.name).clone(),
            description: description.unwrap_or(&before.description).clone(),
            items: self.items.clone(),
            arrangement: self.items.clone(),
            ..before.clone()
        }
    }
}
