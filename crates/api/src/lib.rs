//! GraphQL and HTTP: how strangers read the newsroom.
//!
//! [`app`] is the whole door: routes, headers, compression, request ids. `graphql` is the schema, a folder for each noun, and knows nothing of HTTP;
//! `http` is the transport, and knows nothing of nouns. Rows, statements and the environment belong to others: this crate reads through the
//! [`Archive`](standfirst_domain::ports::Archive) port alone.

mod graphql;
mod house;
mod http;

pub use graphql::{ids::Named, schema_sdl};
pub use house::{House, Settings};
pub use http::{app, configure};
