//! Answers of searches and suggestions.

use std::sync::Arc;

use crate::{article::Article, ids::ArticleId, moment::Moment, tag::Tag};

/// Position of a hit among all hits, as a cursor carries it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HitPosition {
    /// Moment from which freshness is measured. All pages use that of the first page, so that the
    /// order stays the same from page to page.
    pub as_of: Moment,
    /// Score of the hit.
    pub score: f64,
    /// Publication date of the article.
    pub published_at: Moment,
    /// The article.
    pub id: ArticleId,
}

/// Page of hits, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Hits {
    /// The hits.
    pub hits: Vec<Hit>,
    /// True if more hits follow. By relevance, the list ends with the ranked candidates.
    pub has_more: bool,
    /// Position of the last hit of the page. The hit itself is missing if its card does not decode.
    pub end: Option<HitPosition>,
    /// Moment from which freshness was measured.
    pub as_of: Moment,
}

/// Article that matches a search.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The article.
    pub article: Arc<Article>,
    /// Score, from 0 to 1.
    pub score: f64,
    /// Position among all hits.
    pub position: HitPosition,
}

/// Completion of the text typed so far.
#[derive(Debug, Clone, PartialEq)]
pub enum Suggestion {
    /// Article whose headline holds the words.
    Headline(Arc<Article>),
    /// Tag whose name holds the words.
    Tag(Arc<Tag>),
}
