//! The only way from a field to the archive: one batch for each read of the port, made anew for each request.
//!
//! One batch is one call of the port, so a document costs the same number of statements for one article as for fifty.

mod backroom;
mod batch;
mod breath;
mod grouped;
mod search;

use std::{collections::HashMap, hash::Hash, sync::Arc};

pub use backroom::Backroom;
pub use batch::Batch;
use standfirst_domain::{
    article::Article,
    body::Body,
    collection::Display,
    contributor::Contributor,
    error::Error,
    ids::{ArticleId, CollectionId, ContributorId, SectionId, TagId},
    listing::{Filter, Key, ListScope, Listing, TaxonomyListing},
    page::Slice,
    ports::{Archive, Found, TaxonomyKind},
    related::Related,
    search::{Facet, Facets, Hits, Suggestion},
    section::Section,
    tag::Tag,
    visibility::Reader,
};

use super::{errors::Fault, related::Question, search::Asked};

/// A part of a list, shared by all who asked for it.
pub type Part<T> = Arc<Slice<Arc<T>>>;

/// Every read of the archive, for one reader at one moment.
pub struct Loaders {
    /// Articles by identity or slug.
    pub articles: Batch<Key<ArticleId>, Found>,
    /// Bodies; one that does not decode is an error in its own place.
    pub bodies: Batch<ArticleId, Result<Arc<Body>, Fault>>,
    /// Lists of articles.
    pub listings: Batch<(ListScope, Arc<Listing>), Part<Article>>,
    /// How many articles a list has.
    pub counts: Batch<(ListScope, Arc<Filter>), u64>,
    /// What was found by searches.
    pub searches: Batch<Asked, Arc<Hits>>,
    /// How many articles a search finds in all.
    pub search_counts: Batch<Asked, u64>,
    /// What a search finds in all, counted by one kind of name; those of other kinds may have come along.
    pub facets: Batch<(Asked, Facet, u32), Arc<Facets>>,
    /// What a beginning may become, at most so many.
    pub suggestions: Batch<(Arc<str>, u32), Arc<Vec<Suggestion>>>,
    /// What belongs beside an article, of what is asked for.
    pub related: Batch<(ArticleId, Question), Arc<Vec<Related>>>,
    /// Tags by identity or slug.
    pub tags: Batch<Key<TagId>, Arc<Tag>>,
    /// Sections by identity or slug.
    pub sections: Batch<Key<SectionId>, Arc<Section>>,
    /// Contributors by identity or slug.
    pub contributors: Batch<Key<ContributorId>, Arc<Contributor>>,
    /// Collections by identity or slug.
    pub collections: Batch<Key<CollectionId>, Display>,
    /// Lists of tags.
    pub tag_lists: Batch<TaxonomyListing, Part<Tag>>,
    /// Lists of sections.
    pub section_lists: Batch<TaxonomyListing, Part<Section>>,
    /// Lists of contributors.
    pub contributor_lists: Batch<TaxonomyListing, Part<Contributor>>,
    /// How many tags, sections or contributors a list has.
    pub taxonomy_counts: Batch<TaxonomyKind, u64>,
}

/// A batch whose keys go to the port as one slice.
macro_rules! by_keys {
    ($archive:expr, $reader:expr, $read:ident) => {{
        let (archive, reader) = (Arc::clone($archive), $reader.clone());
        Batch::new(move |keys: Vec<_>| {
            let (archive, reader) = (Arc::clone(&archive), reader.clone());
            async move { archive.$read(reader, Arc::from(keys)).await }
        })
    }};
}

/// A batch whose keys are each a question of their own. Pages ask one or two of them.
macro_rules! each {
    ($archive:expr, $reader:expr, $read:ident, $wrap:expr) => {{
        let (archive, reader) = (Arc::clone($archive), $reader.clone());
        Batch::new(move |keys: Vec<_>| {
            let (archive, reader) = (Arc::clone(&archive), reader.clone());
            async move {
                let reads = keys.into_iter().map(|key: _| {
                    let answer = archive.$read(reader.clone(), Clone::clone(&key));
                    async move { Ok::<_, Error>((key, answer.await.map($wrap)?)) }
                });
                Ok(futures::future::try_join_all(reads)
                    .await?
                    .into_iter()
                    .collect())
            }
        })
    }};
}

impl Loaders {
    /// The loaders of one request.
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
            taxonomy_counts: each!(archive, reader, taxonomy_count, std::convert::identity),
        }
    }
}

/// Puts keys that share a question together.
fn group<K: Eq + Hash, M>(pairs: impl IntoIterator<Item = (M, K)>) -> HashMap<K, Vec<M>> {
    let mut groups: HashMap<K, Vec<M>> = HashMap::new();
    for (member, key) in pairs {
        groups.entry(key).or_default().push(member);
    }
    groups
}
