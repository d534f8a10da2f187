//! Search request.

use std::sync::Arc;

use super::{grammar::Query, hits::HitPosition};
use crate::listing::Filter;

/// Search, and the page of its hits to return.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// Parsed query.
    pub query: Arc<Query>,
    /// Filter that every hit meets besides the query.
    pub filter: Filter,
    /// Order of the hits.
    pub order: SearchOrder,
    /// Largest number of hits.
    pub first: u32,
    /// Position after which the page starts; `None` for the first page.
    pub after: Option<HitPosition>,
}

/// Order of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum SearchOrder {
    /// Score, largest first; among equal scores the newest first.
    #[default]
    Relevance,
    /// Publication date, newest first.
    Newest,
}
