//! Sections: what they show, and the fields that ask for them.

pub mod acts;
mod query;
mod types;

pub use acts::SectionMutation;
pub use query::SectionQuery;
pub use types::Section;
