//! The change log and its consumers.

use std::time::Duration;

use async_trait::async_trait;

use crate::{
    change_log::{ChangeRecord, LogPosition},
    error::Error,
    moment::Moment,
};

/// The log of public changes, with the leases, checkpoints and dead letters of its consumers.
pub trait ChangeLog:
    ChangeLogReads + ScheduledChangeStore + ConsumerStore + DeadLetterStore
{
}

/// Reads of the change log.
#[async_trait]
pub trait ChangeLogReads: Send + Sync {
    /// Position of the latest record; 0 when the log is empty.
    async fn head(&self) -> Result<LogPosition, Error>;

    /// At most `limit` records after a position, in order.
    async fn records(
        &self,
        after: LogPosition,
        limit: u32,
    ) -> Result<Vec<(LogPosition, ChangeRecord)>, Error>;

    /// Waits until the log was written to, at most for `at_most`. A notification may be lost or
    /// spurious, so the caller reads the log in both cases.
    async fn wait_for_notification(&self, at_most: Duration);
}

/// Recording of scheduled changes.
#[async_trait]
pub trait ScheduledChangeStore: Send + Sync {
    /// Records the scheduled changes that are due, each once however many nodes call at once.
    /// Answers the number of articles examined; `limit` of them means that more may be due.
    async fn record_due_changes(&self, now: Moment, limit: u32) -> Result<u32, Error>;
}

/// Leases and checkpoints of the consumers that run on one node at a time.
#[async_trait]
pub trait ConsumerStore: Send + Sync {
    /// Acquires or renews the lease of a consumer. `None` while another node holds the lease.
    ///
    /// Each acquisition raises the fencing token. A renewal passes its present token as `held`,
    /// and keeps that token.
    async fn lease(
        &self,
        consumer: &str,
        held: Option<FencingToken>,
        now: Moment,
        until: Moment,
    ) -> Result<Option<Lease>, Error>;

    /// Saves the checkpoint of a consumer, unless its fencing token was raised.
    ///
    /// # Errors
    /// [`Error::LeaseLost`] when another node holds the lease by now.
    async fn save_checkpoint(
        &self,
        consumer: &str,
        fencing_token: FencingToken,
        to: LogPosition,
    ) -> Result<(), Error>;

    /// Releases a lease, so that another node need not wait for its end. Does nothing when another
    /// node holds the lease by now.
    async fn release(&self, consumer: &str, fencing_token: FencingToken) -> Result<(), Error>;

    /// Every consumer with its checkpoint and lease, by name.
    async fn consumers(&self) -> Result<Vec<ConsumerLease>, Error>;
}

/// Storage of the records that consumers could not process.
#[async_trait]
pub trait DeadLetterStore: Send + Sync {
    /// Stores a record as a dead letter. With a fencing token the same transaction moves the
    /// checkpoint of the consumer past the record, or nothing is written.
    ///
    /// # Errors
    /// [`Error::LeaseLost`] when another node holds the lease by now.
    async fn dead_letter(
        &self,
        consumer: &str,
        fencing_token: Option<FencingToken>,
        letter: DeadLetter,
    ) -> Result<(), Error>;

    /// The latest dead letters of each consumer, at most `limit` of each, by consumer and position.
    async fn dead_letters(&self, limit: u32) -> Result<Vec<(String, DeadLetter)>, Error>;
}

/// A record that a consumer could not process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// Position of the record.
    pub position: LogPosition,
    /// Moment at which the consumer gave up.
    pub created_at: Moment,
    /// Reason for giving up.
    pub reason: String,
}

/// Checkpoint and lease of a consumer that runs on one node at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsumerLease {
    /// Name of the consumer.
    pub consumer: String,
    /// Checkpoint: position of the last record processed.
    pub position: LogPosition,
    /// Latest fencing token.
    pub fencing_token: FencingToken,
    /// End of the lease, unless it is renewed.
    pub leased_until: Moment,
}

/// Fencing token: the number of times that a lease was acquired, which only rises.
pub type FencingToken = u64;

/// A lease just acquired or renewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// Fencing token, to be shown with every write under the lease.
    pub fencing_token: FencingToken,
    /// Checkpoint of the consumer.
    pub position: LogPosition,
}
