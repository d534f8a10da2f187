//! Loaders of the archive.

use std::{convert::identity, sync::Arc};

use futures::future::try_join_all;
use standfirst_domain::{
    article::Article,
    body::Body,
    collection::VisibleCollection,
    contributor::Contributor,
    error::Error,
    ids::{ArticleId, CollectionId, ContributorId, SectionId, TagId},
    listing::{Filter, Key, ListScope, Listing, TaxonomyListing},
    ports::{Archive, FoundArticle, TaxonomyKind},
    related::Related,
    search::{Facet, Facets, Hits, Suggestion},
    section::Section,
    tag::Tag,
    visibility::Reader,
};

use super::{data_loader::DataLoader, grouped, part::Part, search};
use crate::graphql::{errors::SharedError, related::RelatedKey, search::SearchKey};

/// Loaders of the archive, for one reader at one moment.
pub struct Loaders {
    /// Articles by id or slug.
    pub articles: DataLoader<Key<ArticleId>, FoundArticle>,
    /// Bodies of articles. A body that cannot be decoded is an error of its own.
    pub bodies: DataLoader<ArticleId, Result<Arc<Body>, SharedError>>,
    /// Lists of articles.
    pub listings: DataLoader<(ListScope, Arc<Listing>), Part<Article>>,
    /// Lengths of lists of articles.
    pub counts: DataLoader<(ListScope, Arc<Filter>), u64>,
    /// Hits of searches.
    pub searches: DataLoader<SearchKey, Arc<Hits>>,
    /// Numbers of all hits of searches.
    pub search_counts: DataLoader<SearchKey, u64>,
    /// Facets of searches by kind and number of entries. Facets of other kinds may come along.
    pub facets: DataLoader<(SearchKey, Facet, u32), Arc<Facets>>,
    /// Completions by prefix and their most.
    pub suggestions: DataLoader<(Arc<str>, u32), Arc<Vec<Suggestion>>>,
    /// Related articles.
    pub related: DataLoader<(ArticleId, Arc<RelatedKey>), Arc<Vec<Related>>>,
    /// Tags by id or slug.
    pub tags: DataLoader<Key<TagId>, Arc<Tag>>,
    /// Sections by id or slug.
    pub sections: DataLoader<Key<SectionId>, Arc<Section>>,
    /// Contributors by id or slug.
    pub contributors: DataLoader<Key<ContributorId>, Arc<Contributor>>,
    /// Collections by id or slug.
    pub collections: DataLoader<Key<CollectionId>, VisibleCollection>,
    /// Lists of tags.
    pub tag_lists: DataLoader<TaxonomyListing, Part<Tag>>,
    /// Lists of sections.
    pub section_lists: DataLoader<TaxonomyListing, Part<Section>>,
    /// Lists of contributors.
    pub contributor_lists: DataLoader<TaxonomyListing, Part<Contributor>>,
    /// Lengths of lists of tags, sections and contributors.
    pub taxonomy_counts: DataLoader<TaxonomyKind, u64>,
}

/// Creates a loader whose keys go to the port as one slice.
macro_rules! by_keys {
    ($archive:expr, $reader:expr, $read:ident) => {
        DataLoader::from_archive(
            $archive,
            $reader,
            |archive, reader, keys: Vec<_>| async move { archive.$read(reader, keys.into()).await },
        )
    };
}

/// Creates a loader that calls the port once per key. A document asks for one or two keys.
macro_rules! each {
    ($archive:expr, $reader:expr, $read:ident, $wrap:expr) => {
        DataLoader::from_archive(
            $archive,
            $reader,
            |archive, reader, keys: Vec<_>| async move {
                let reads = keys.into_iter().map(|key: _| {
                    let answer = archive.$read(reader.clone(), Clone::clone(&key));
                    async move { Ok::<_, Error>((key, answer.await.map($wrap)?)) }
                });
                Ok(try_join_all(reads).await?.into_iter().collect())
            },
        )
    };
}

impl Loaders {
    /// Creates the loaders of one request.
    pub fn new(archive: &Arc<dyn Archive>, reader: &Reader) -> Self {
        Self {
            articles: by_keys!(archive, reader, articles),
            bodies: by_keys!(archive, reader, bodies),
            listings: grouped::listings(archive, reader),
            counts: grouped::counts(archive, reader),
            related: grouped::related(archive, reader),
            searches: search::hits(archive, reader),
            search_counts: search::counts(archive, reader),
            facets: search::facets(archive, reader),
            suggestions: search::suggestions(archive, reader),
            tags: by_keys!(archive, reader, tags),
            sections: by_keys!(archive, reader, sections),
            contributors: by_keys!(archive, reader, contributors),
            collections: by_keys!(archive, reader, collections),
            tag_lists: each!(archive, reader, tag_list, Arc::new),
            section_lists: each!(archive, reader, section_list, Arc::new),
            contributor_lists: each!(archive, reader, contributor_list, Arc::new),
            taxonomy_counts: each!(archive, reader, taxonomy_count, identity),
        }
    }
}
