//! Consumers that every node has for itself, such as caches. Their place is in memory: it begins at the head and ends with the node.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use standfirst_domain::{
    change_log::LogPosition,
    error::Error,
    ports::{ChangeLog, Clock, DeadLetter},
};

use super::{
    Consumer, Following,
    work::{Checkpoint, Work},
};

/// How far a consumer of this node has come. All clones are one place.
#[derive(Debug, Clone)]
pub struct Place(Arc<AtomicU64>);

impl Place {
    /// The place behind all that is in the change log by now. Take it before reading what the consumer is to keep fresh, and no change is missed.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn at_head(change_log: &impl ChangeLog) -> Result<Self, Error> {
        Ok(Self(Arc::new(AtomicU64::new(change_log.head().await?))))
    }

    /// The last record that was worked off.
    pub fn position(&self) -> LogPosition {
        self.0.load(Ordering::Acquire)
    }
}

/// Follows the change log from a place until told to stop.
pub async fn per_node<W: ChangeLog, F: Consumer>(
    consumer: F,
    place: Place,
    following: Following<W>,
) {
    let Following {
        change_log,
        clock,
        pace,
        stop,
    } = following;
    let position = place.position();
    let checkpoint = InMemory {
        change_log: &*change_log,
        clock: &*clock,
        name: consumer.name(),
        place,
    };
    let work = Work {
        change_log: &*change_log,
        consumer: &consumer,
        checkpoint,
        position,
        pace,
        stop: &stop,
    };
    work.run().await;
}

struct InMemory<'a, W> {
    change_log: &'a W,
    clock: &'a dyn Clock,
    name: &'static str,
    place: Place,
}

impl<W: ChangeLog> Checkpoint for InMemory<'_, W> {
    async fn advance(&self, to: LogPosition) -> Result<(), Error> {
        self.place.0.store(to, Ordering::Release);
        Ok(())
    }

    async fn dead_letter(&self, position: LogPosition, reason: &str) -> Result<(), Error> {
        let letter = DeadLetter {
            position,
            at: self.clock.now(),
            reason: reason.to_owned(),
        };
        self.change_log.dead_letter(self.name, None, letter).await?;
        self.advance(position).await
    }
}
