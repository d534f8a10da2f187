//! Tags: their type and mutations.

pub mod acts;
mod types;

pub use super::objects::Tag;
pub use acts::TagMutation;
pub use types::{TagKind, in_order, many};
