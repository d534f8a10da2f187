//! The newsroom in plain Rust: what an article is, the life it leads, who may see it and when, and which others belong beside it.
//!
//! Nothing here does I/O, reads a clock or an environment, speaks SQL or HTTP, or needs an async runtime: moments and identifiers arrive as
//! arguments, and what must be stored or fetched leaves through the [`ports`]. Every rule of the newsroom has its one home in this crate.

pub mod account;
pub mod article;
pub mod audit;
pub mod body;
pub mod change_log;
pub mod collection;
pub mod command_context;
pub mod contributor;
pub mod credential;
pub mod desk;
pub mod error;
pub mod ids;
pub mod intake;
pub mod keeping;
pub mod language;
pub mod listing;
pub mod moment;
pub mod page;
pub mod permission;
pub mod ports;
pub mod preview;
pub mod publication;
pub mod readership;
pub mod registry;
pub mod related;
pub mod search;
pub mod section;
pub mod showing;
pub mod slug;
pub mod story;
pub mod tag;
pub mod taxonomy;
pub mod text;
pub mod visibility;
pub mod web_url;
pub mod words;
