//! Collections: their types, query and mutations.

pub mod acts;
mod types;

pub use acts::CollectionMutation;
pub use types::{Collection, CollectionQuery, find};
