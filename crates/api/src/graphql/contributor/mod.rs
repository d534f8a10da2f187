//! Contributors and credits: their types, queries and mutations.

pub mod acts;
mod query;
mod types;

pub use super::objects::Contributor;
pub use acts::ContributorMutation;
pub use query::ContributorQuery;
pub use types::{CONTRIBUTORS, ContributorKind, Credit, CreditRole};
