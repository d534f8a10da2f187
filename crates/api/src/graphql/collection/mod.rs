//! Collections: their types, query and mutations.

pub mod acts;
mod types;

pub use super::objects::Collection;
pub use acts::CollectionMutation;
pub use types::{CollectionQuery, find};
