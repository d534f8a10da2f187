//! Processing loop shared by both kinds of consumers: read a batch, consume it, save the
//! checkpoint.
//!
//! Failures are handled here. Unavailable dependencies are retried without end; a record that keeps
//! failing alone becomes a dead letter.

use std::{panic::AssertUnwindSafe, slice, time::Duration};

use futures::FutureExt;
use standfirst_domain::{
    change_log::{ChangeRecord, LogPosition},
    error::Error,
    ports::ChangeLog,
};

use super::{
    batch::{RecordBatch, read_batch},
    definition::{Consumer, ConsumerError},
    poll_config::PollConfig,
};
use crate::{
    output,
    tasks::{back_off::BackOff, shutdown::ShutdownSignal},
};

/// Storage of a consumer's checkpoint.
pub(super) trait CheckpointStore: Send + Sync {
    /// Saves the position of the last consumed record.
    fn save(&self, position: LogPosition) -> impl Future<Output = Result<(), Error>> + Send;

    /// Stores a dead letter and saves its position as the checkpoint.
    fn save_dead_letter(
        &self,
        position: LogPosition,
        reason: &str,
    ) -> impl Future<Output = Result<(), Error>> + Send;
}

/// Why a processing loop ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// The shutdown signal arrived.
    Shutdown,
    /// Another node holds the lease.
    LeaseLost,
}

/// Processing loop of a consumer.
pub(super) struct Processing<'a, W, C, S> {
    pub(super) change_log: &'a W,
    pub(super) consumer: &'a C,
    pub(super) checkpoint: S,
    pub(super) position: LogPosition,
    pub(super) poll: PollConfig,
    pub(super) shutdown: &'a ShutdownSignal,
}

impl<W: ChangeLog, C: Consumer, S: CheckpointStore> Processing<'_, W, C, S> {
    /// Processes records until shutdown or until the lease is lost. A batch in progress is finished
    /// first.
    pub(super) async fn run(mut self) -> Ended {
        let mut back_off = self.poll.back_off();
        while !self.shutdown.is_triggered() {
            let batch = read_batch(self.change_log, self.position, self.poll.batch_size).await;
            let result = match batch {
                Ok(batch) => {
                    back_off.reset();
                    self.process(batch).await
                }
                Err(error) => {
                    self.log_first(&back_off, &error);
                    self.sleep(back_off.next_pause()).await
                }
            };
            if let Err(ended) = result {
                return ended;
            }
        }
        Ended::Shutdown
    }

    async fn process(&mut self, batch: RecordBatch) -> Result<(), Ended> {
        match batch {
            RecordBatch::Records(records) => self.consume_all(&records).await,
            RecordBatch::Undecodable(position, reason) => self.dead_letter(position, &reason).await,
            // A notification may get lost, so the wait ends after the poll interval at the latest.
            RecordBatch::Empty => tokio::select! {
                () = self.shutdown.triggered() => Err(Ended::Shutdown),
                () = self.change_log.wait_for_notification(self.poll.interval) => Ok(()),
            },
        }
    }

    /// Consumes a batch. If that fails, consumes record by record, so that one bad record does not
    /// take the others with it.
    async fn consume_all(&mut self, records: &[(LogPosition, ChangeRecord)]) -> Result<(), Ended> {
        // A batch of one record skips this attempt, which would not count for a dead letter.
        if let [_, .., (last, _)] = records
            && self.attempt(records, 1).await?.is_none()
        {
            return self.save(*last).await;
        }
        for record in records {
            let attempts = self.poll.attempts;
            match self.attempt(slice::from_ref(record), attempts).await? {
                None => self.save(record.0).await?,
                Some(reason) => self.dead_letter(record.0, &reason).await?,
            }
        }
        Ok(())
    }

    /// Tries to consume records, and returns the reason once they failed `max_attempts` times. Time
    /// in which a dependency is unavailable counts as no attempt.
    async fn attempt(
        &self,
        records: &[(LogPosition, ChangeRecord)],
        max_attempts: u32,
    ) -> Result<Option<String>, Ended> {
        // Two back-offs: an outage does not use up the attempts of a record.
        let (mut unavailable, mut failed) = (self.poll.back_off(), self.poll.back_off());
        loop {
            let pause = match self.consume(records).await {
                Ok(()) => return Ok(None),
                Err(ConsumerError::LeaseLost) => return Err(Ended::LeaseLost),
                Err(error @ ConsumerError::Unavailable(_)) => {
                    self.log_first(&unavailable, &error);
                    unavailable.next_pause()
                }
                Err(error @ ConsumerError::Failed(_)) => {
                    let pause = failed.next_pause();
                    if failed.failures() >= max_attempts {
                        return Ok(Some(output::error_chain(&error)));
                    }
                    pause
                }
            };
            self.sleep(pause).await?;
        }
    }

    /// Hands records to the consumer. A panic counts as a failure on them, so that a bug in one
    /// consumer does not end the task.
    async fn consume(&self, records: &[(LogPosition, ChangeRecord)]) -> Result<(), ConsumerError> {
        AssertUnwindSafe(self.consumer.consume(records))
            .catch_unwind()
            .await
            .unwrap_or_else(|_| Err(ConsumerError::Failed("the consumer panicked".into())))
    }

    async fn save(&mut self, position: LogPosition) -> Result<(), Ended> {
        let mut back_off = self.poll.back_off();
        while let Err(error) = self.checkpoint.save(position).await {
            self.wait_after(&mut back_off, error).await?;
        }
        // The position moves last: after a failure the same records are read again.
        self.position = position;
        Ok(())
    }

    async fn dead_letter(&mut self, position: LogPosition, reason: &str) -> Result<(), Ended> {
        let mut back_off = self.poll.back_off();
        while let Err(error) = self.checkpoint.save_dead_letter(position, reason).await {
            self.wait_after(&mut back_off, error).await?;
        }
        tracing::error!(
            consumer.name = self.consumer.name(),
            change_record.position = position,
            reason,
            "change record stored as a dead letter"
        );
        self.position = position;
        Ok(())
    }

    /// Waits after a checkpoint could not be saved, unless another node holds the lease.
    async fn wait_after(&self, back_off: &mut BackOff, error: Error) -> Result<(), Ended> {
        if matches!(error, Error::LeaseLost { .. }) {
            return Err(Ended::LeaseLost);
        }
        self.log_first(back_off, &error);
        self.sleep(back_off.next_pause()).await
    }

    async fn sleep(&self, pause: Duration) -> Result<(), Ended> {
        if self.shutdown.sleep(pause).await {
            Ok(())
        } else {
            Err(Ended::Shutdown)
        }
    }

    /// Logs the first failure in a row.
    fn log_first(&self, back_off: &BackOff, error: &(dyn std::error::Error + 'static)) {
        if back_off.is_first_failure() {
            tracing::warn!(
                consumer.name = self.consumer.name(),
                error,
                "consumer failed: retrying"
            );
        }
    }
}
