//! Mutations on articles: one for each act of an article's life, with inputs and payload.
//!
//! Each mutation checks the permission matrix first. Then it validates its whole input, so that one
//! answer names all errors, and hands a pure decision to the desk. For an author, articles of
//! others do not exist.

mod command;
mod content;
pub mod input;
mod mutation;

pub use mutation::ArticleMutation;
