//! Pages of hits.

use std::sync::Arc;

use async_graphql::{Object, Result};

use standfirst_domain::cursor::HitPlace;
use standfirst_domain::{page::End, search::Hit};

use super::{SearchKey, edge::SearchEdge, facets::SearchFacets};
use crate::graphql::{
    article::Article, connection::PageInfo, page_dedupe::ListDedupe, read_context::ReadContext,
};

/// A page of search results.
pub struct SearchConnection {
    edges: Vec<SearchEdge>,
    has_previous: bool,
    has_next: bool,
    /// Position up to which results were read, if later than the last one shown: other lists showed
    /// those results, or they could not be loaded.
    reached: Option<String>,
    /// Parameters of the search; `None` if no article can match it.
    search_key: Option<SearchKey>,
    read_context: Arc<ReadContext>,
}

impl SearchConnection {
    /// Runs a search, without articles that other lists showed before.
    pub async fn load(
        search_key: SearchKey,
        list_dedupe: Option<ListDedupe>,
        read_context: &Arc<ReadContext>,
    ) -> Result<Self> {
        let ahead = search_key.reading_ahead(list_dedupe.as_ref().map_or(0, ListDedupe::more));
        let found = read_context.hits(ahead).await?;
        let size = usize::try_from(search_key.search.first).unwrap_or(usize::MAX);
        let (shown, looked_at) = match list_dedupe {
            None => ((0..found.hits.len()).collect(), found.hits.len()),
            Some(list_dedupe) => {
                let articles = found.hits.iter().map(|hit| hit.article.id);
                let shown = list_dedupe.pick(articles.collect(), size).await;
                let looked_at = match shown.last() {
                    Some(last) if shown.len() == size => last.saturating_add(1),
                    _ => found.hits.len(),
                };
                (shown, looked_at)
            }
        };
        let shown = shown.iter().filter_map(|index| found.hits.get(*index));
        let last = found.hits.get(..looked_at).and_then(<[Hit]>::last);
        let reached = if looked_at < found.hits.len() {
            last.map(|hit| hit.position)
        } else {
            found.end
        };
        Ok(Self {
            edges: shown
                .map(|hit| SearchEdge::new(hit, &search_key, read_context))
                .collect(),
            has_previous: search_key.search.after.is_some(),
            has_next: found.has_more || looked_at < found.hits.len(),
            reached: reached.map(|place| HitPlace::new(search_key.fingerprint, place).encode()),
            search_key: Some(search_key),
            read_context: Arc::clone(read_context),
        })
    }

    /// Result of a search that no article can match.
    pub fn empty(goes_on: bool, read_context: &Arc<ReadContext>) -> Self {
        Self {
            edges: Vec::new(),
            has_previous: goes_on,
            has_next: false,
            reached: None,
            search_key: None,
            read_context: Arc::clone(read_context),
        }
    }
}

/// A page of search results. Use `pageInfo` to get further pages; all pages weigh age as of the
/// first page. An article can appear twice only if articles were changed or word statistics were
/// recomputed in between.
#[Object]
impl SearchConnection {
    /// Articles with their scores and highlighted texts.
    async fn edges(&self) -> &[SearchEdge] {
        &self.edges
    }

    /// Articles without scores and reasons.
    async fn nodes(&self) -> Vec<&Article> {
        self.edges.iter().map(SearchEdge::shown).collect()
    }

    /// Pagination state of this page.
    async fn page_info(&self) -> PageInfo {
        let cursors: Vec<String> = self.edges.iter().map(SearchEdge::place).collect();
        let cursors = cursors.iter().map(String::as_str);
        let info = PageInfo::new(self.has_previous, self.has_next, cursors);
        match &self.reached {
            None => info,
            Some(place) => info.reaching(End::First, place),
        }
    }

    /// Number of matching articles. Counted only when selected. Null only if counting failed.
    async fn total_count(&self) -> Option<Result<u64>> {
        let Some(search_key) = &self.search_key else {
            return Some(Ok(0));
        };
        let counted = self
            .read_context
            .loaders
            .search_counts
            .one(search_key.whole())
            .await;
        Some(counted.map(Option::unwrap_or_default))
    }

    /// Counts of all matching articles by tag, section, contributor and month, for narrowing the
    /// search.
    async fn facets(&self) -> SearchFacets {
        SearchFacets::new(self.search_key.clone(), Arc::clone(&self.read_context))
    }
}
