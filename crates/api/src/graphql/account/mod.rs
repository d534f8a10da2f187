//! Accounts, for admins.

mod mutation;
mod query;
pub mod types;

pub use mutation::AccountMutation;
pub use query::AccountQuery;
pub use types::{Account, AccountPayload};
