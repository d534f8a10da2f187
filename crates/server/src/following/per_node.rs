//! Followers that every node has for itself, such as caches. Their place is in memory: it begins at the head and ends with the node.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use standfirst_domain::{
    error::Error,
    ports::{Clock, DeadLetter, Wire},
    wire::Position,
};

use super::{
    Follower, Following,
    work::{Bookmark, Work},
};

/// How far a follower of this node has come. All clones are one place.
#[derive(Debug, Clone)]
pub struct Place(Arc<AtomicU64>);

impl Place {
    /// The place behind all that is on the wire by now. Take it before reading what the follower is to keep fresh, and no change is missed.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn at_head(wire: &impl Wire) -> Result<Self, Error> {
        Ok(Self(Arc::new(AtomicU64::new(wire.head().await?))))
    }

    /// The last entry that was worked off.
    pub fn position(&self) -> Position {
        self.0.load(Ordering::Acquire)
    }
}

/// Follows the wire from a place until told to stop.
pub async fn per_node<W: Wire, F: Follower>(follower: F, place: Place, following: Following<W>) {
    let Following {
        wire,
        clock,
        pace,
        stop,
    } = following;
    let position = place.position();
    let bookmark = InMemory {
        wire: &*wire,
        clock: &*clock,
        name: follower.name(),
        place,
    };
    let work = Work {
        wire: &*wire,
        follower: &follower,
        bookmark,
        position,
        pace,
        stop: &stop,
    };
    work.run().await;
}

struct InMemory<'a, W> {
    wire: &'a W,
    clock: &'a dyn Clock,
    name: &'static str,
    place: Place,
}

impl<W: Wire> Bookmark for InMemory<'_, W> {
    async fn advance(&self, to: Position) -> Result<(), Error> {
        self.place.0.store(to, Ordering::Release);
        Ok(())
    }

    async fn set_aside(&self, position: Position, reason: &str) -> Result<(), Error> {
        let letter = DeadLetter {
            position,
            created_at: self.clock.now(),
            reason: reason.to_owned(),
        };
        self.wire.set_aside(self.name, None, letter).await?;
        self.advance(position).await
    }
}
