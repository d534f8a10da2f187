//! Full-text index of the showings.
//!
//! Each full showing has one index entry. The entry is written in the transaction that opens the
//! showing, and deleted with the showing. [`standfirst_domain::search`] turns an article into
//! terms, so that both engines hold the same. The statements that search the index are in
//! [`crate::dialect`].

mod backfill;
mod entry;
mod write;

pub use backfill::{IndexScope, IndexedBatch};
pub(crate) use entry::IndexEntry;
pub(crate) use write::{delete_entries, write_entries};
