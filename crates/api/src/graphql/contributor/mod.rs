//! Contributors and credits: their types and mutations.

pub mod acts;
mod types;

pub use super::objects::Contributor;
pub use acts::ContributorMutation;
pub use types::{ContributorKind, Credit, CreditRole};
