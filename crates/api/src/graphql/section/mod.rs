//! Sections: what they show, and the fields that ask for them.

mod query;
mod types;

pub use query::SectionQuery;
pub use types::Section;
