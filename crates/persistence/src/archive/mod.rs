//! The reading side: what is before a reader, and nothing else. Statements join showings; the desk's tables are never asked what to show.

mod articles;
mod bodies;
mod collections;
mod counts;
mod explained;
mod filter;
mod listings;
mod most_read;
mod names;
mod related;
mod resolved;
mod search;

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
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
    related::{Explanation, Related, Wanted},
    search::{Facet, Facets, Hits, Search, Suggestion},
    section::Section,
    tag::Tag,
    visibility::Reader,
};

use crate::store::Store;

/// The outcome of reading bodies: one that does not decode fails in its own place.
type Bodies = HashMap<ArticleId, Result<Arc<Body>, Arc<Error>>>;

/// Runs a read where the connections live.
macro_rules! read {
    ($store:ident, $reading:expr) => {{
        let store = $store.clone();
        $store.run(async move { $reading(&store).await }).await
    }};
}

#[async_trait]
impl Archive for Store {
    async fn articles(
        &self,
        reader: Reader,
        keys: Arc<[Key<ArticleId>]>,
    ) -> Result<HashMap<Key<ArticleId>, Found>, Error> {
        read!(self, async |store: &Self| articles::articles(
            store, &reader, &keys
        )
        .await)
    }

    async fn bodies(&self, reader: Reader, ids: Arc<[ArticleId]>) -> Result<Bodies, Error> {
        read!(self, async |store: &Self| bodies::bodies(
            store, &reader, &ids
        )
        .await)
    }

    async fn listings(
        &self,
        reader: Reader,
        scopes: Arc<[ListScope]>,
        listing: Arc<Listing>,
    ) -> Result<HashMap<ListScope, Slice<Arc<Article>>>, Error> {
        read!(self, async |store: &Self| listings::listings(
            store, &reader, &scopes, &listing
        )
        .await)
    }

    async fn counts(
        &self,
        reader: Reader,
        scopes: Arc<[ListScope]>,
        filter: Arc<Filter>,
    ) -> Result<HashMap<ListScope, u64>, Error> {
        read!(self, async |store: &Self| counts::counts(
            store, &reader, &scopes, &filter
        )
        .await)
    }

    async fn related(
        &self,
        reader: Reader,
        ids: Arc<[ArticleId]>,
        wanted: Arc<Wanted>,
    ) -> Result<HashMap<ArticleId, Vec<Related>>, Error> {
        read!(self, async |store: &Self| related::related(
            store, &reader, &ids, &wanted
        )
        .await)
    }

    async fn explain_related(
        &self,
        reader: Reader,
        article: ArticleId,
        other: ArticleId,
    ) -> Result<Option<Explanation>, Error> {
        explained::explained(self, reader, article, other).await
    }

    async fn tags(
        &self,
        reader: Reader,
        keys: Arc<[Key<TagId>]>,
    ) -> Result<HashMap<Key<TagId>, Arc<Tag>>, Error> {
        read!(self, async |store: &Self| names::by_keys::<Tag>(
            store, &reader, &keys
        )
        .await)
    }

    async fn sections(
        &self,
        reader: Reader,
        keys: Arc<[Key<SectionId>]>,
    ) -> Result<HashMap<Key<SectionId>, Arc<Section>>, Error> {
        read!(self, async |store: &Self| names::by_keys::<Section>(
            store, &reader, &keys
        )
        .await)
    }

    async fn contributors(
        &self,
        reader: Reader,
        keys: Arc<[Key<ContributorId>]>,
    ) -> Result<HashMap<Key<ContributorId>, Arc<Contributor>>, Error> {
        read!(self, async |store: &Self| names::by_keys::<Contributor>(
            store, &reader, &keys
        )
        .await)
    }

    async fn collections(
        &self,
        reader: Reader,
        keys: Arc<[Key<CollectionId>]>,
    ) -> Result<HashMap<Key<CollectionId>, Display>, Error> {
        read!(self, async |store: &Self| collections::collections(
            store, &reader, &keys
        )
        .await)
    }

    async fn tag_list(
        &self,
        reader: Reader,
        list: TaxonomyListing,
    ) -> Result<Slice<Arc<Tag>>, Error> {
        read!(self, async |store: &Self| names::list::<Tag>(
            store, &reader, &list
        )
        .await)
    }

    async fn section_list(
        &self,
        reader: Reader,
        list: TaxonomyListing,
    ) -> Result<Slice<Arc<Section>>, Error> {
        read!(self, async |store: &Self| names::list::<Section>(
            store, &reader, &list
        )
        .await)
    }

    async fn contributor_list(
        &self,
        reader: Reader,
        list: TaxonomyListing,
    ) -> Result<Slice<Arc<Contributor>>, Error> {
        read!(self, async |store: &Self| names::list::<Contributor>(
            store, &reader, &list
        )
        .await)
    }

    async fn taxonomy_count(&self, reader: Reader, of: TaxonomyKind) -> Result<u64, Error> {
        read!(self, async |store: &Self| names::count(store, &reader, of)
            .await)
    }

    async fn search(&self, reader: Reader, search: Arc<Search>) -> Result<Hits, Error> {
        read!(self, async |store: &Self| search::search(
            store, &reader, &search
        )
        .await)
    }

    async fn search_count(&self, reader: Reader, search: Arc<Search>) -> Result<u64, Error> {
        read!(self, async |store: &Self| search::count(
            store, &reader, &search
        )
        .await)
    }

    async fn search_facets(
        &self,
        reader: Reader,
        search: Arc<Search>,
        facets: Vec<Facet>,
        most: u32,
    ) -> Result<Facets, Error> {
        read!(self, async |store: &Self| search::facets(
            store, &reader, &search, &facets, most
        )
        .await)
    }

    async fn suggest(
        &self,
        reader: Reader,
        prefix: Arc<str>,
        most: u32,
    ) -> Result<Vec<Suggestion>, Error> {
        read!(self, async |store: &Self| search::suggest(
            store, &reader, &prefix, most
        )
        .await)
    }

    async fn ready(&self) -> Result<(), Error> {
        read!(self, async |store: &Self| {
            let mut sql = store.sql();
            sql.push("SELECT COUNT(*) AS count FROM section WHERE id IS NULL");
            store.rows::<counts::CountRow>(sql).await.map(|_| ())
        })
    }
}
