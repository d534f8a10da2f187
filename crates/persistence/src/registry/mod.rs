//! Accounts, sessions and API keys.
//!
//! Reads use an index. Every change is one transaction, and every command writes its audit entry in
//! it. An idempotency record holds the id of the account or key, never a secret.

mod accounts;
mod api_keys;
mod credentials;
mod sessions;

use standfirst_domain::ports::Registry;

use crate::store::Store;

impl Registry for Store {}
