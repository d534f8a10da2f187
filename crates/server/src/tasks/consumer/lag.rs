//! How far a follower is behind.

use standfirst_domain::{error::Error, moment::Moment, ports::Wire, wire::Position};

/// How far a follower is behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lag {
    /// How many entries it has not worked off.
    pub entries: u64,
    /// How many milliseconds ago the oldest of them became true; `None` when there is none.
    pub oldest_age_millis: Option<i64>,
}

/// How far one who stands at a position is behind.
///
/// # Errors
/// The store does not answer.
pub async fn lag(wire: &impl Wire, position: Position, now: Moment) -> Result<Lag, Error> {
    let entries = wire.head().await?.saturating_sub(position);
    let oldest = match entries {
        0 => None,
        // An entry that cannot be read has an age that cannot be told.
        _ => match wire.entries(position, 1).await {
            Err(Error::Unreadable { .. }) => None,
            read => read?.into_iter().next(),
        },
    };
    let age = |at: Moment| (now.as_millis() - at.as_millis()).max(0);
    Ok(Lag {
        entries,
        oldest_age_millis: oldest.map(|(_, entry)| age(entry.at)),
    })
}
