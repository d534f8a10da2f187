//! The API's own behaviour: the schema and the transport. What the newsroom answers is tested over the real engines elsewhere.

mod graphiql;
mod operations;
mod reading;
mod schema;
mod support;
mod transport;
