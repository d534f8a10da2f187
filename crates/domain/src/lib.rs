//! The newsroom in plain Rust: articles and their life, visibility, related articles, and search.
//!
//! This crate does no I/O, reads neither clock nor environment, speaks neither SQL nor HTTP, and
//! needs no async runtime. Moments and identifiers arrive as arguments; what must be stored or read
//! goes through the [`ports`]. Every rule of the newsroom has its one place in this crate.

#![warn(missing_docs)]

pub mod account;
pub mod article;
pub mod audit;
pub mod body;
pub mod change_log;
pub mod collection;
pub mod command;
pub mod command_context;
pub mod contributor;
pub mod credential;
pub mod cursor;
pub mod desk;
pub mod error;
pub mod ids;
pub mod import;
pub mod language;
pub mod listing;
pub mod moment;
pub mod page;
pub mod permission;
pub mod ports;
pub mod preview;
#[cfg(test)]
mod property;
pub mod publication;
pub mod readership;
pub mod registry;
pub mod related;
pub mod related_index;
pub mod search;
pub mod section;
pub mod showing;
pub mod slug;
pub mod story;
pub mod tag;
pub mod text;
pub mod tokenizer;
pub mod visibility;
pub mod web_url;
