//! Other people's forms of an article, turned into ours.
//!
//! Bytes or text come in, values go out: bodies from HTML, Markdown and plain text ([`body`]), articles from newline-delimited JSON ([`ndjson`])
//! and from WordPress exports ([`wxr`]). Nothing here reads a file, a clock or a database; what only those know (which identity an
//! article of the source has here, which article lives at an address) is asked of a [`Context`]. Filing, batching and reporting are left
//! to whoever calls.

pub mod body;
mod context;
mod kept;
mod links;
pub mod ndjson;
mod problem;
mod source;
pub mod wxr;

pub use context::Context;
pub use problem::Problem;
