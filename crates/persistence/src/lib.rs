//! The store: the ports of the newsroom on SQLite and on PostgreSQL, in one implementation.
//!
//! sea-orm is used in this crate alone: no row, connection or database error leaves it. The engines
//! differ in [`dialect`] alone. A port is implemented in the file that holds its statements. Reads
//! for readers (the [`archive`]) select showings under the [`visibility`] rule. Writes are commands
//! of one transaction each, which [`store`] begins.

mod archive;
mod change_log;
mod collections;
mod command;
mod desk;
mod dialect;
mod failure;
mod index;
mod keyset;
mod notification;
mod numbering;
mod options;
mod pool;
mod publication_settings;
mod readership;
mod registry;
mod related;
mod rows;
mod sql;
mod store;
mod taxonomy;
mod transaction;
mod visibility;

pub use index::{IndexScope, IndexedBatch};
pub use options::Options;
pub use store::Store;
