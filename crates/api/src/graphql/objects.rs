//! The Rust types of the schema's objects that name each other, without their resolvers.
//!
//! An article has tags and a tag has articles, so the files with the resolvers of either would
//! import the other. The types live here, below all resolvers. The resolvers of a type are in the
//! folder of its noun, in an `impl` that no other file has to name.

use std::sync::Arc;

use async_graphql::{Context, ID, MergedObject, Result};
use standfirst_domain::cursor::ListKind;
use standfirst_domain::{
    article as newsroom, collection, contributor,
    ids::{ContributorId, SectionId, TagId},
    listing::{Key, ListScope, TaxonomyListing},
    ports::FoundArticle,
    section, tag,
};

use super::{
    connection::Listed,
    ids::GlobalId,
    keyed_by_reader::KeyedByReader,
    loaders::{DataLoader, DeskLoaders, Loaders, Part},
    read_context::ReadContext,
    taxonomy::TaxonomyObject,
};

/// An article.
#[derive(Clone)]
pub struct Article {
    /// Article as found in the store.
    pub found: FoundArticle,
    /// Read context in which the article was found.
    pub read_context: Arc<ReadContext>,
    /// True if this is the article of a revision.
    pub is_of_revision: bool,
}

impl Listed for Article {
    const NAME: &'static str = "Article";
}

impl Article {
    /// Wraps an article that was found in a read context.
    pub fn new(found: FoundArticle, read_context: &Arc<ReadContext>) -> Self {
        Self {
            found,
            read_context: Arc::clone(read_context),
            is_of_revision: false,
        }
    }

    /// Wraps the article of a revision. It has no revisions of its own; otherwise queries could
    /// nest without end.
    pub fn of_revision(found: FoundArticle, read_context: &Arc<ReadContext>) -> Self {
        Self {
            is_of_revision: true,
            ..Self::new(found, read_context)
        }
    }

    /// The article, unless it was retracted.
    pub fn whole(&self) -> Option<&newsroom::Article> {
        self.found.article().ok()
    }

    /// The article's metadata, unless the article was retracted.
    pub fn card(&self) -> Option<&newsroom::Card> {
        self.whole().map(|article| &article.card)
    }
}

/// Articles of one tag, section or contributor.
#[derive(Clone)]
pub struct ScopedArticles {
    pub(super) scope: ListScope,
    pub(super) read_context: Arc<ReadContext>,
}

impl ScopedArticles {
    /// Articles of this scope, as visible in a read context.
    pub fn new(scope: ListScope, read_context: &Arc<ReadContext>) -> Self {
        Self {
            scope,
            read_context: Arc::clone(read_context),
        }
    }
}

/// Declares the object of a tag, section or contributor: `articles` and the type's own fields.
macro_rules! taxonomy_object {
    ($(#[$meta:meta])* $object:ident, $(#[$fields_meta:meta])* $fields:ident, $noun:ident, $id:ident, $kind:ident, $loader:ident, $lists:ident) => {
        $(#[$meta])*
        #[derive(MergedObject, Clone)]
        pub struct $object(pub(super) ScopedArticles, pub(super) $fields);

        $(#[$fields_meta])*
        #[derive(Clone)]
        pub struct $fields(pub(super) KeyedByReader<$noun::$object>);

        impl From<KeyedByReader<$noun::$object>> for $object {
            fn from(entity: KeyedByReader<$noun::$object>) -> Self {
                let scope = ListScope::$object(entity.id);
                Self(ScopedArticles::new(scope, &entity.read_context), $fields(entity))
            }
        }

        impl $object {
            /// Resolves `id` for the interface `Node`.
            pub async fn id(&self, _: &Context<'_>) -> Result<ID> {
                Ok(GlobalId::$object(self.1.0.id).encode())
            }
        }

        impl Listed for $object {
            const NAME: &'static str = stringify!($object);
        }

        impl TaxonomyObject for $object {
            type Id = $id;
            type Entity = $noun::$object;
            const LIST_KIND: ListKind = ListKind::$kind;

            fn id_of(entity: &Self::Entity) -> $id {
                entity.id
            }

            fn loader(loaders: &Loaders) -> &DataLoader<Key<$id>, Arc<Self::Entity>> {
                &loaders.$loader
            }

            fn desk_loader(loaders: &DeskLoaders) -> &DataLoader<$id, Arc<Self::Entity>> {
                &loaders.$loader
            }

            fn lists(loaders: &Loaders) -> &DataLoader<TaxonomyListing, Part<Self::Entity>> {
                &loaders.$lists
            }
        }
    };
}

taxonomy_object! {
    /// A tag: a subject of articles.
    Tag,
    /// Fields of a tag except `articles`.
    TagFields,
    tag, TagId, Tags, tags, tag_lists
}

taxonomy_object! {
    /// A section of the publication, such as world, sport or opinion. An article is in at most one
    /// section.
    Section,
    /// Fields of a section except `articles`.
    SectionFields,
    section, SectionId, Sections, sections, section_lists
}

taxonomy_object! {
    /// A contributor: a person or an agency credited on articles.
    Contributor,
    /// Fields of a contributor except `articles`.
    ContributorFields,
    contributor, ContributorId, Contributors, contributors, contributor_lists
}

/// An ordered list of articles, put together by editors.
#[derive(Clone)]
pub struct Collection(pub Arc<collection::Collection>);
