//! What comes next for one who stands at a position. Positions are dense, so that a record which cannot be read is met and not passed over.

use standfirst_domain::{
    change_log::{ChangeRecord, LogPosition},
    error::Error,
    ports::ChangeLog,
};

use crate::output;

/// What comes next.
pub(super) enum Next {
    /// Nothing for now.
    Nothing,
    /// Entries in order, without a gap.
    Entries(Vec<(LogPosition, ChangeRecord)>),
    /// A record that cannot be read, and why.
    Unreadable(LogPosition, String),
}

pub(super) async fn next(
    change_log: &impl ChangeLog,
    after: LogPosition,
    at_once: u32,
) -> Result<Next, Error> {
    if change_log.head().await? <= after {
        return Ok(Next::Nothing);
    }
    let first = after.saturating_add(1);
    let read = match change_log.records(after, at_once).await {
        Err(Error::Unreadable { .. }) if at_once > 1 => change_log.records(after, 1).await,
        read => read,
    };
    let mut records = match read {
        Err(error @ Error::Unreadable { .. }) => {
            return Ok(Next::Unreadable(first, output::causes(&error)));
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
        // The head says that it is there, and the store left it out.
        return Ok(Next::Unreadable(
            first,
            "its row does not decode".to_owned(),
        ));
    }
    Ok(Next::Entries(records))
}
