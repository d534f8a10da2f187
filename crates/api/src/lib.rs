//! The API of the newsroom: GraphQL over HTTP, authentication and load control.
//!
//! [`app`] creates the application with routes, headers, compression and request ids. `graphql`
//! holds the schema, with a folder for each noun, and knows no HTTP. `http` is the transport and
//! knows no nouns. `auth` turns credentials into actors, and `load_control` decides which operation
//! runs now. The crate reads and writes through ports such as
//! [`Archive`](standfirst_domain::ports::Archive) and
//! [`Registry`](standfirst_domain::ports::Registry). It knows no rows, no SQL and no environment.

mod address;
mod app_state;
mod auth;
mod current_publication;
mod graphql;
mod http;
mod limits;
mod load_control;
#[cfg(test)]
mod property;
mod settings;

pub use address::{ClientAddress, Networks};
pub use app_state::AppState;
pub use auth::{
    Auth, AuthSettings, InvalidIssuers, InvalidKeyring, Issuer, Keyring, hash_password,
};
pub use current_publication::CurrentPublication;
pub use graphql::{
    document_rules::document_checker,
    ids::GlobalId,
    schema_sdl,
    write_context::{action_for_mutation, action_for_query},
};
pub use http::{TooManyConnections, app, configure};
pub use limits::{Limit, Limits};
pub use load_control::{LoadControl, RejectedCounts};
pub use settings::{Introspection, Settings};
