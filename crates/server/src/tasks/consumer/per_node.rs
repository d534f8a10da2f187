//! Per-node consumers, such as caches: every node runs its own. The checkpoint is in memory, so it
//! starts at the head of the change log and ends with the process.

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
    definition::{Consumer, ConsumerContext},
    processing::{CheckpointStore, Processing},
};

/// Checkpoint of a per-node consumer. All clones share one position.
#[derive(Debug, Clone)]
pub struct MemoryCheckpoint(Arc<AtomicU64>);

impl MemoryCheckpoint {
    /// Creates a checkpoint at the head of the change log. Created before the cached state is read,
    /// it guarantees that no change is missed.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn at_head(change_log: &impl ChangeLog) -> Result<Self, Error> {
        let head = change_log.head().await?;
        Ok(Self(Arc::new(AtomicU64::new(head))))
    }

    /// Returns the position of the last consumed record.
    pub fn position(&self) -> LogPosition {
        self.0.load(Ordering::Acquire)
    }
}

/// Runs a consumer from a checkpoint until shutdown.
pub async fn run_per_node<W: ChangeLog, C: Consumer>(
    consumer: C,
    checkpoint: MemoryCheckpoint,
    context: ConsumerContext<W>,
) {
    let position = checkpoint.position();
    let store = MemoryCheckpointStore {
        change_log: &*context.change_log,
        clock: &*context.clock,
        name: consumer.name(),
        checkpoint,
    };
    let processing = Processing {
        change_log: &*context.change_log,
        consumer: &consumer,
        checkpoint: store,
        position,
        poll: context.poll,
        shutdown: &context.shutdown,
    };
    processing.run().await;
}

struct MemoryCheckpointStore<'a, W> {
    change_log: &'a W,
    clock: &'a dyn Clock,
    name: &'static str,
    checkpoint: MemoryCheckpoint,
}

impl<W: ChangeLog> CheckpointStore for MemoryCheckpointStore<'_, W> {
    async fn save(&self, position: LogPosition) -> Result<(), Error> {
        self.checkpoint.0.store(position, Ordering::Release);
        Ok(())
    }

    /// Stores the dead letter without a fencing token, since no lease protects the checkpoint.
    async fn save_dead_letter(&self, position: LogPosition, reason: &str) -> Result<(), Error> {
        let letter = DeadLetter {
            position,
            created_at: self.clock.now(),
            reason: reason.to_owned(),
        };
        self.change_log.dead_letter(self.name, None, letter).await?;
        self.save(position).await
    }
}
