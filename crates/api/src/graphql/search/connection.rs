//! What was found, a page at a time.

use std::sync::Arc;

use async_graphql::{Object, Result};

use standfirst_domain::{page::End, search::Hit};

use super::{Asked, edge::SearchEdge, facets::SearchFacets};
use crate::graphql::{
    article::Article, connection::PageInfo, cursor::HitPlace, errors::fault, reading::Reading,
    turns::Turn,
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
    asked: Option<Asked>,
    reading: Arc<Reading>,
}

impl SearchConnection {
    /// Runs a search, without articles that other lists showed before.
    pub async fn of(asked: Asked, turn: Option<Turn>, reading: &Arc<Reading>) -> Result<Self> {
        let ahead = asked.reading_ahead(turn.as_ref().map_or(0, Turn::more));
        let found = reading.found(ahead).await.map_err(fault)?;
        let size = usize::try_from(asked.search.first).unwrap_or(usize::MAX);
        let (shown, looked_at) = match turn {
            None => ((0..found.hits.len()).collect(), found.hits.len()),
            Some(turn) => {
                let articles = found.hits.iter().map(|hit| hit.article.id);
                let shown = turn.take(articles.collect(), size).await;
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
            last.map(|hit| hit.place)
        } else {
            found.reached
        };
        Ok(Self {
            edges: shown
                .map(|hit| SearchEdge::new(hit, &asked, reading))
                .collect(),
            has_previous: asked.search.after.is_some(),
            has_next: found.has_more || looked_at < found.hits.len(),
            reached: reached.map(|place| HitPlace::new(asked.of, place).encode()),
            asked: Some(asked),
            reading: Arc::clone(reading),
        })
    }

    /// Result of a search that no article can match.
    pub fn empty(goes_on: bool, reading: &Arc<Reading>) -> Self {
        Self {
            edges: Vec::new(),
            has_previous: goes_on,
            has_next: false,
            reached: None,
            asked: None,
            reading: Arc::clone(reading),
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
        let Some(asked) = &self.asked else {
            return Some(Ok(0));
        };
        let counted = self.reading.loaders.search_counts.one(asked.whole()).await;
        Some(counted.map(Option::unwrap_or_default).map_err(fault))
    }

    /// Counts of all matching articles by tag, section, contributor and month, for narrowing the
    /// search.
    async fn facets(&self) -> SearchFacets {
        SearchFacets::of(self.asked.clone(), Arc::clone(&self.reading))
    }
}
