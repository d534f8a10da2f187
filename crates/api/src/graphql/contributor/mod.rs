//! Contributors and credits: what they show, and the fields that ask for them.

pub mod acts;
mod query;
mod types;

pub use acts::ContributorMutation;
pub use query::ContributorQuery;
pub use types::{Contributor, ContributorKind, Credit, CreditRole};
