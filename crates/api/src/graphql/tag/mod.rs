//! Tags: what they show, and the fields that ask for them.

mod query;
mod types;

pub use query::TagQuery;
pub use types::{Tag, TagKind, many};
