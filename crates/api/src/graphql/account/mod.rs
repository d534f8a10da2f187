//! Accounts: what they show to those who manage them, and the acts on them.

mod mutation;
mod query;
pub mod types;

pub use mutation::AccountMutation;
pub use query::AccountQuery;
pub use types::{Account, AccountPayload};
