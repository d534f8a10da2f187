//! Tags: what they show, and the fields that ask for them.

pub mod acts;
mod query;
mod types;

pub use acts::TagMutation;
pub use query::TagQuery;
pub use types::{Tag, TagKind, many};
