//! Contributors and credits: what they show, and the fields that ask for them.

mod query;
mod types;

pub use query::ContributorQuery;
pub use types::{Contributor, Credit, CreditRole};
