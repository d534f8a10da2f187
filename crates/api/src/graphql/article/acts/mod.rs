//! The acts on articles: one mutation for each act of an article's life, what they take and what they answer.
//!
//! Each asks the matrix first, then reads its input whole, so that everything that is wrong with it is told at once, then hands a pure decision to
//! the desk. What an author may not reach is to them as if it did not exist.

mod command;
mod content;
pub mod input;
mod mutation;
mod payload;

pub use mutation::ArticleMutation;
