//! Checks of the source text that neither rustfmt nor clippy makes.
//!
//! [`words`] holds names and prose to the vocabulary of the project. Both commands print one
//! finding per line and work on any checkout.

pub mod files;
pub mod glob;
pub mod modules;
pub mod rust;
pub mod token;
pub mod words;
