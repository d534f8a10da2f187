//! Sections: their type, queries and mutations.

pub mod acts;
mod query;
mod types;

pub use super::objects::Section;
pub use acts::SectionMutation;
pub use query::SectionQuery;
pub use types::SECTIONS;
