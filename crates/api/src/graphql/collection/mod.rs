//! Collections: articles that an editor put together by hand. What they show, the field that asks for them, and the acts on them.

pub mod acts;
mod types;

pub use acts::CollectionMutation;
pub use types::{Collection, CollectionQuery, find};
