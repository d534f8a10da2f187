//! Readers of other people's article formats.
//!
//! Bytes or text go in, values come out: bodies from HTML, Markdown and plain text ([`body`]), and
//! articles from newline-delimited JSON ([`ndjson`]) and WordPress exports ([`wxr`]). Nothing here
//! reads a file, a clock or a database. What only the caller knows (the identity here of a record,
//! the article at an address) comes through an [`ImportContext`]. Batching, storing and reporting
//! are left to the caller.

pub mod body;
mod import_context;
mod invalid_record;
mod links;
mod name_lists;
pub mod ndjson;
mod source;
pub mod wxr;

pub use import_context::ImportContext;
pub use invalid_record::InvalidRecord;
