//! Tags: their type, queries and mutations.

pub mod acts;
mod query;
mod types;

pub use super::objects::Tag;
pub use acts::TagMutation;
pub use query::TagQuery;
pub use types::{TAGS, TagKind, many};
