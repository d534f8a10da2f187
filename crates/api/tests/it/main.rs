//! The API's own behaviour: the schema and the transport. What the newsroom answers is tested over
//! the real engines elsewhere.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that meets what it did not expect has failed"
)]

mod amplification;
mod catalogue;
mod dedupe;
mod operations;
mod overload;
mod pages;
mod persisted;
mod quotas;
mod reading;
mod refusals;
mod schema;
mod search;
mod support;
mod transport;
