//! Search over the articles that readers may see.

use std::sync::Arc;

use async_trait::async_trait;

use crate::{
    error::Error,
    search::{Facet, Facets, Hits, Search, Suggestion},
    visibility::Reader,
};

/// Full-text search for readers.
#[async_trait]
pub trait SearchReads: Send + Sync {
    /// Articles that match a query, in the order that the query asks for. Two statements.
    async fn search(&self, reader: Reader, search: Arc<Search>) -> Result<Hits, Error>;

    /// Number of articles that match a query, on all pages. Two statements.
    async fn search_count(&self, reader: Reader, search: Arc<Search>) -> Result<u64, Error>;

    /// Counts of the tags, sections, contributors and months of the matching articles: at most
    /// `limit` values of each facet, and every month. Two statements.
    async fn search_facets(
        &self,
        reader: Reader,
        search: Arc<Search>,
        facets: Vec<Facet>,
        limit: u32,
    ) -> Result<Facets, Error>;

    /// Completions of the text typed so far: at most `limit` tags and headlines that hold its
    /// words. The last word may be incomplete. Three statements.
    async fn suggest(
        &self,
        reader: Reader,
        prefix: Arc<str>,
        limit: u32,
    ) -> Result<Vec<Suggestion>, Error>;
}
