//! The API's own behaviour: the schema and the transport. What the newsroom answers is tested over
//! the real engines elsewhere.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that meets what it did not expect has failed"
)]

mod amplification;
mod dedupe;
mod error_codes;
mod graphql_over_http;
mod overload;
mod persisted_documents;
mod quotas;
mod rejections;
mod resolvers;
mod schema;
mod search;
mod shipped_documents;
mod support;
mod web_pages;
