//! The store: the newsroom's ports on SQLite and on PostgreSQL, one implementation for both.
//!
//! sea-orm lives here and nowhere else; no row, connection or database error leaves. The engines differ in [`dialect`] alone. Reads (the
//! [`archive`]) join what is before readers and ask [`visibility`] who may see it; writes (the [`desk`]) are one transaction each, begun in one place.

mod archive;
mod change_log;
mod desk;
mod dialect;
mod failure;
mod index;
mod keyset;
mod numbering;
mod options;
mod pool;
mod readership;
mod registry;
mod related;
mod rows;
mod sql;
mod store;
mod taxonomy;
mod transaction;
mod visibility;

pub use index::{Scope, Step};
pub use options::Options;
pub use store::Store;
