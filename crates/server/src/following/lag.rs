//! How far a consumer is behind.

use standfirst_domain::{change_log::LogPosition, error::Error, moment::Moment, ports::ChangeLog};

/// How far a consumer is behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lag {
    /// How many records it has not worked off.
    pub records: u64,
    /// How many milliseconds ago the oldest of them became true; `None` when there is none.
    pub oldest_age_millis: Option<i64>,
}

/// How far one who stands at a position is behind.
///
/// # Errors
/// The store does not answer.
pub async fn lag(
    change_log: &impl ChangeLog,
    position: LogPosition,
    now: Moment,
) -> Result<Lag, Error> {
    let records = change_log.head().await?.saturating_sub(position);
    let oldest = match records {
        0 => None,
        // A record that cannot be read has an age that cannot be told.
        _ => match change_log.records(position, 1).await {
            Err(Error::Unreadable { .. }) => None,
            read => read?.into_iter().next(),
        },
    };
    let age = |at: Moment| (now.as_millis() - at.as_millis()).max(0);
    Ok(Lag {
        records,
        oldest_age_millis: oldest.map(|(_, record)| age(record.at)),
    })
}
