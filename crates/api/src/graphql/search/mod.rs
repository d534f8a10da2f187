//! Search: hits with their scores, facets and suggestions.
//!
//! `domain::search` parses the words, and the archive finds and ranks articles under the visibility
//! rule. This module validates arguments and renders hits. A [`SearchKey`] identifies a search, so
//! that equal searches of a document are read once, and a cursor is valid for its own search only.

mod arguments;
mod connection;
mod edge;
mod facets;
mod query;
mod search_key;
mod suggestion;

pub use query::SearchQuery;
pub use search_key::SearchKey;
