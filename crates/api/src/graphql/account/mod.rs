//! Accounts: what they show to those who manage them, and the acts on them.

mod mutation;
mod types;

pub use mutation::AccountMutation;
pub use types::{Account, AccountPayload};
