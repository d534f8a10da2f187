//! What was found, a page at a time.

use std::sync::Arc;

use async_graphql::{Object, Result};

use super::{Asked, edge::SearchEdge, facets::SearchFacets};
use crate::graphql::{article::Article, connection::PageInfo, errors::fault, reading::Reading};

/// A part of what was found.
pub struct SearchConnection {
    edges: Vec<SearchEdge>,
    has_previous: bool,
    has_next: bool,
    /// The search; none where nothing can be found by it.
    asked: Option<Asked>,
    reading: Arc<Reading>,
}

impl SearchConnection {
    /// What a search found.
    pub async fn of(asked: Asked, reading: &Arc<Reading>) -> Result<Self> {
        let found = reading.found(asked.clone()).await.map_err(fault)?;
        let hits = found.hits.iter();
        Ok(Self {
            edges: hits
                .map(|hit| SearchEdge::new(hit, &asked, reading))
                .collect(),
            has_previous: asked.search.after.is_some(),
            has_next: found.has_more,
            asked: Some(asked),
            reading: Arc::clone(reading),
        })
    }

    /// Of a search by which nothing can be found.
    pub fn empty(goes_on: bool, reading: &Arc<Reading>) -> Self {
        Self {
            edges: Vec::new(),
            has_previous: goes_on,
            has_next: false,
            asked: None,
            reading: Arc::clone(reading),
        }
    }
}

/// A part of what was found, the best or the newest first. Go on with `pageInfo`: nothing is met twice, since freshness is weighed as at the first page.
#[Object]
impl SearchConnection {
    /// The articles with their scores and with the words set apart.
    async fn edges(&self) -> &[SearchEdge] {
        &self.edges
    }

    /// The articles alone.
    async fn nodes(&self) -> Vec<&Article> {
        self.edges.iter().map(SearchEdge::shown).collect()
    }

    /// Where this part stands in the whole.
    async fn page_info(&self) -> PageInfo {
        let cursors: Vec<String> = self.edges.iter().map(SearchEdge::place).collect();
        PageInfo::new(
            self.has_previous,
            self.has_next,
            cursors.iter().map(String::as_str),
        )
    }

    /// How many articles were found in all. They are counted only when you ask for it. Null only when the counting failed.
    async fn total_count(&self) -> Option<Result<u64>> {
        let Some(asked) = &self.asked else {
            return Some(Ok(0));
        };
        let counted = self.reading.loaders.search_counts.one(asked.whole()).await;
        Some(counted.map(Option::unwrap_or_default).map_err(fault))
    }

    /// What was found in all, counted by tags, sections, contributors and months, to narrow the search by.
    async fn facets(&self) -> SearchFacets {
        SearchFacets::of(self.asked.clone(), Arc::clone(&self.reading))
    }
}
