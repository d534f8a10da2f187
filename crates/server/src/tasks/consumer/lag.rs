//! Lag of a consumer: its distance from the head of the change log.

use standfirst_domain::{change_log::LogPosition, error::Error, moment::Moment, ports::ChangeLog};

/// Distance of a consumer from the head of the change log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lag {
    /// Number of records that are not consumed yet.
    pub records: u64,
    /// Age of the oldest of them in milliseconds, counted from the moment of the change. `None` if
    /// there is none, or if the record cannot be decoded.
    pub oldest_age_millis: Option<i64>,
}

/// Measures the lag of a consumer whose checkpoint is at a position.
///
/// # Errors
/// The database does not answer.
pub async fn measure_lag(
    change_log: &impl ChangeLog,
    position: LogPosition,
    now: Moment,
) -> Result<Lag, Error> {
    let count = change_log.head().await?.saturating_sub(position);
    let oldest = match count {
        0 => None,
        _ => match change_log.records(position, 1).await {
            Err(Error::Unreadable { .. }) => None,
            read => read?.into_iter().next(),
        },
    };
    // A change journalled by a node whose clock is ahead has a negative age.
    let age = |at: Moment| (now.as_millis() - at.as_millis()).max(0);
    Ok(Lag {
        records: count,
        oldest_age_millis: oldest.map(|(_, record)| age(record.at)),
    })
}
