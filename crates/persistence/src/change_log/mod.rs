//! The change log on both engines: a record is written in the transaction that makes the change.
//! Positions are dense and in the order of the commits.

mod dead_letters;
mod due_changes;
mod leases;
mod reads;
mod record;
#[cfg(test)]
mod tests;
mod writer;

use standfirst_domain::ports::ChangeLog;

pub(crate) use writer::ChangeLogWriter;

use crate::store::Store;

impl ChangeLog for Store {}
