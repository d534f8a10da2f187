//! Reads the next batch of the change log.
//!
//! Positions are dense. A record that cannot be decoded therefore shows as a gap, and is reported
//! instead of skipped.

use standfirst_domain::{
    change_log::{ChangeRecord, LogPosition},
    error::Error,
    ports::ChangeLog,
};

use crate::output;

/// Records after a checkpoint.
pub(super) enum RecordBatch {
    /// The checkpoint is at the head.
    Empty,
    /// Records in order, without a gap.
    Records(Vec<(LogPosition, ChangeRecord)>),
    /// A record that cannot be decoded: its position, and the reason.
    Undecodable(LogPosition, String),
}

/// Reads at most `batch_size` records after a position.
pub(super) async fn read_batch(
    change_log: &impl ChangeLog,
    after: LogPosition,
    batch_size: u32,
) -> Result<RecordBatch, Error> {
    if change_log.head().await? <= after {
        return Ok(RecordBatch::Empty);
    }
    let first = after.saturating_add(1);
    let read = match change_log.records(after, batch_size).await {
        // One record spoils the whole read. A read of one record shows whether it is the first.
        Err(Error::Unreadable { .. }) if batch_size > 1 => change_log.records(after, 1).await,
        read => read,
    };
    let mut records = match read {
        Err(error @ Error::Unreadable { .. }) => {
            return Ok(RecordBatch::Undecodable(first, output::error_chain(&error)));
        }
        read => read?,
    };
    let without_gap = records
        .iter()
        .zip(first..)
        .take_while(|((position, _), expected)| position == expected)
        .count();
    records.truncate(without_gap);
    if records.is_empty() {
        // The head says that the record exists, and the store left it out.
        return Ok(RecordBatch::Undecodable(
            first,
            "its row does not decode".to_owned(),
        ));
    }
    Ok(RecordBatch::Records(records))
}
