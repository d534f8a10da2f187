//! Full-text search: results, facets and suggestions.
//!
//! `domain::search` parses the search text; the archive finds and ranks articles under the
//! visibility rule. A search is identified by its [`SearchKey`]: equal searches in a document are
//! read once, and a cursor is valid only for its search.

mod arguments;
mod connection;
mod edge;
mod facets;
mod query;
mod search_key;
mod suggestion;

pub use query::SearchQuery;
pub use search_key::SearchKey;
