//! Mutations on articles: one for each editorial command, with its input and its payload.
//!
//! Each mutation first checks the permission matrix. It then parses its whole input, so that all
//! errors are reported at once. Finally it passes a pure decision to the desk. For authors, the
//! article of another author does not exist.

mod command;
mod content;
pub mod input;
mod mutation;
mod payload;

pub use mutation::ArticleMutation;
