//! GraphQL and HTTP: how strangers read the newsroom.
//!
//! [`app`] is the whole door: routes, headers, compression, request ids. `graphql` is the schema, a folder for each noun, and knows nothing of HTTP;
//! `http` is the transport, and knows nothing of nouns; `auth` says who asks. Rows, statements and the environment belong to others: this crate reads through the
//! [`Archive`](standfirst_domain::ports::Archive) and
//! [`Registry`](standfirst_domain::ports::Registry) ports alone.

mod address;
mod auth;
mod current_publication;
mod graphql;
mod house;
mod http;
mod limits;
#[cfg(test)]
mod property;

pub use address::{ClientAddress, Networks};
pub use auth::{
    Auth, AuthSettings, Issuer, IssuersRefused, Keyring, KeyringRefused, hash_password,
};
pub use current_publication::CurrentPublication;
pub use graphql::{
    acting::{action_of, reading_of},
    ids::Named,
    schema_sdl,
};
pub use house::{House, Introspection, Settings};
pub use http::{
    OneTooMany, Persisted, Trust, Trusted, Untrustworthy, app, configure,
    gate::{Gate, Refused, Traffic},
};
pub use limits::{Limit, Limits};
