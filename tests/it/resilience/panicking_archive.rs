//! Archive that panics during a read when it is armed.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use futures::{FutureExt, future::BoxFuture};
use standfirst_domain::{
    article::Article,
    body::Body,
    collection::VisibleCollection,
    contributor::Contributor,
    error::Error,
    ids::{ArticleId, CollectionId, ContributorId, SectionId, TagId},
    listing::{Filter, Key, ListScope, Listing, TaxonomyListing},
    page::Slice,
    ports::{
        Archive, ArticleReads, CollectionReads, FoundArticle, ListReads, RelatedReads, SearchReads,
        TaxonomyKind, TaxonomyReads,
    },
    related::{Explanation, Related, RelatedFilter},
    search::{Facet, Facets, Hits, Search, Suggestion},
    section::Section,
    tag::Tag,
    visibility::Reader,
};
use standfirst_persistence::Store;

/// Message of the panic, which no response may contain.
pub(super) const PANIC_MESSAGE: &str = "the archive panicked on purpose";

pub(super) struct PanickingArchive {
    inner: Store,
    is_armed: AtomicBool,
}

impl PanickingArchive {
    pub(super) fn over(store: &Store) -> Arc<Self> {
        Arc::new(Self {
            inner: store.clone(),
            is_armed: AtomicBool::new(false),
        })
    }

    pub(super) fn arm(&self, is_armed: bool) {
        self.is_armed.store(is_armed, Ordering::SeqCst);
    }

    /// Reads, or starts to read and panics.
    async fn read<T>(&self, mut future: BoxFuture<'_, T>) -> T {
        if self.is_armed.load(Ordering::SeqCst) {
            let _ = (&mut future).now_or_never();
            panic!("{PANIC_MESSAGE}");
        }
        future.await
    }
}

macro_rules! forward {
    ($($port:ident { $($read:ident($($argument:ident: $ty:ty),*) -> $answer:ty;)* })*) => {$(
        impl $port for PanickingArchive {
            $(
                fn $read<'a, 'b>(&'a self, $($argument: $ty),*) -> BoxFuture<'b, Result<$answer, Error>>
                where
                    'a: 'b,
                    Self: 'b,
                {
                    Box::pin(self.read(self.inner.$read($($argument),*)))
                }
            )*
        }
    )*};
}

forward! {
    ArticleReads {
        articles(reader: Reader, keys: Arc<[Key<ArticleId>]>) -> HashMap<Key<ArticleId>, FoundArticle>;
        bodies(reader: Reader, ids: Arc<[ArticleId]>) -> HashMap<ArticleId, Result<Arc<Body>, Arc<Error>>>;
    }
    ListReads {
        listings(reader: Reader, scopes: Arc<[ListScope]>, listing: Arc<Listing>) -> HashMap<ListScope, Slice<Arc<Article>>>;
        counts(reader: Reader, scopes: Arc<[ListScope]>, filter: Arc<Filter>) -> HashMap<ListScope, u64>;
    }
    RelatedReads {
        related(reader: Reader, ids: Arc<[ArticleId]>, filter: Arc<RelatedFilter>) -> HashMap<ArticleId, Vec<Related>>;
        explain_related(reader: Reader, article: ArticleId, other: ArticleId) -> Option<Explanation>;
    }
    TaxonomyReads {
        tags(reader: Reader, keys: Arc<[Key<TagId>]>) -> HashMap<Key<TagId>, Arc<Tag>>;
        sections(reader: Reader, keys: Arc<[Key<SectionId>]>) -> HashMap<Key<SectionId>, Arc<Section>>;
        contributors(reader: Reader, keys: Arc<[Key<ContributorId>]>) -> HashMap<Key<ContributorId>, Arc<Contributor>>;
        tag_list(reader: Reader, list: TaxonomyListing) -> Slice<Arc<Tag>>;
        section_list(reader: Reader, list: TaxonomyListing) -> Slice<Arc<Section>>;
        contributor_list(reader: Reader, list: TaxonomyListing) -> Slice<Arc<Contributor>>;
        taxonomy_count(reader: Reader, of: TaxonomyKind) -> u64;
    }
    CollectionReads {
        collections(reader: Reader, keys: Arc<[Key<CollectionId>]>) -> HashMap<Key<CollectionId>, VisibleCollection>;
    }
    SearchReads {
        search(reader: Reader, search: Arc<Search>) -> Hits;
        search_count(reader: Reader, search: Arc<Search>) -> u64;
        search_facets(reader: Reader, search: Arc<Search>, facets: Vec<Facet>, most: u32) -> Facets;
        suggest(reader: Reader, prefix: Arc<str>, most: u32) -> Vec<Suggestion>;
    }
    Archive {
        ready() -> ();
    }
}
