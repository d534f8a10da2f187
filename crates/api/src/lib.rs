//! GraphQL and HTTP: how strangers read the newsroom.
//!
//! [`app`] is the whole door: routes, headers, compression, request ids. `graphql` is the schema, a folder for each noun, and knows nothing of HTTP;
//! `http` is the transport, and knows nothing of nouns; `auth` says who asks. Rows, statements and the environment belong to others: this crate reads through the
//! [`Archive`](standfirst_domain::ports::Archive) and
//! [`Registry`](standfirst_domain::ports::Registry) ports alone.

mod address;
mod app_state;
mod auth;
mod graphql;
mod http;
mod limits;
mod masthead;
#[cfg(test)]
mod property;

pub use address::{ClientAddress, Networks};
pub use app_state::{AppState, Introspection, Settings};
pub use auth::{
    Auth, AuthSettings, InvalidIssuers, InvalidKeyring, Issuer, Keyring, hash_password,
};
pub use graphql::{
    acting::{action_for_mutation, action_for_query},
    document_rules::document_checker,
    ids::GlobalId,
    schema_sdl,
};
pub use http::{
    TooManyConnections, app, configure,
    gate::{LoadControl, Refused},
};
pub use limits::{Limit, Limits};
pub use masthead::Masthead;
