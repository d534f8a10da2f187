//! What comes next for one who stands at a position. Positions are dense, so that an entry which cannot be read is met and not passed over.

use standfirst_domain::{
    error::Error,
    ports::Wire,
    wire::{Entry, Position},
};

use crate::output;

/// What comes next.
pub(super) enum Next {
    /// Nothing for now.
    Nothing,
    /// Entries in order, without a gap.
    Entries(Vec<(Position, Entry)>),
    /// An entry that cannot be read, and why.
    Unreadable(Position, String),
}

pub(super) async fn next(wire: &impl Wire, after: Position, at_once: u32) -> Result<Next, Error> {
    if wire.head().await? <= after {
        return Ok(Next::Nothing);
    }
    let first = after.saturating_add(1);
    let read = match wire.entries(after, at_once).await {
        Err(Error::Unreadable { .. }) if at_once > 1 => wire.entries(after, 1).await,
        read => read,
    };
    let mut entries = match read {
        Err(error @ Error::Unreadable { .. }) => {
            return Ok(Next::Unreadable(first, output::causes(&error)));
        }
        read => read?,
    };
    let without_gap = entries
        .iter()
        .zip(first..)
        .take_while(|((position, _), expected)| position == expected)
        .count();
    entries.truncate(without_gap);
    if entries.is_empty() {
        // The head says that it is there, and the store left it out.
        return Ok(Next::Unreadable(
            first,
            "its row does not decode".to_owned(),
        ));
    }
    Ok(Next::Entries(entries))
}
