//! Authentication: credentials in, an [`Actor`](standfirst_domain::permission::Actor) out.
//!
//! The process has one [`Auth`]. It verifies tokens with keys in memory, looks accounts and API
//! keys up in the registry and caches them for at most half a minute, hashes passwords on a bounded
//! pool and throttles failed sign-ins. `domain/permission.rs` decides what an actor may do, and
//! [`Actor::audience`](standfirst_domain::permission::Actor::audience) decides what the actor may
//! read. No token, key or password is written to a log or an error.

mod access_token;
mod caller;
mod expiring_cache;
mod identify;
mod issuer;
mod keyring;
mod passwords;
mod preview;
mod service;
mod sessions;
mod sign_in_attempts;
mod token_part;
mod verify;

pub use self::{
    caller::Caller,
    identify::{AuthenticationError, Freshness},
    issuer::{InvalidIssuers, Issuer},
    keyring::{InvalidKeyring, Keyring},
    service::{Auth, AuthSettings, hash_password},
    sessions::{SessionTokens, SignInError},
};
