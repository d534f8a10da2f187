//! Searching: what is found and why it is thought to fit, what it could be narrowed by, and what a beginning may become.
//!
//! The words are read by `domain::search`, found and ranked by the archive under the visibility rule. Here they are taken in and shown. A search is
//! known by its [`Asked`], so that the same one is read once however often a document asks for it, and so that its cursors open no other.

mod arguments;
mod asked;
mod connection;
mod edge;
mod facets;
mod query;
mod suggestion;

pub use asked::Asked;
pub use query::SearchQuery;
