//! Tags: their type, queries and mutations.

pub mod acts;
mod query;
mod types;

pub use acts::TagMutation;
pub use query::TagQuery;
pub use types::{TAGS, Tag, TagKind, many};
