//! Idempotency records: the outcome of each command under the key its sender chose.

use async_trait::async_trait;

use crate::{error::Error, moment::Moment};

/// Expiry of idempotency records.
#[async_trait]
pub trait IdempotencyStore: Send + Sync {
    /// Deletes the records of commands that were sent before a moment. Answers their number.
    async fn forget_idempotency_records(&self, before: Moment) -> Result<u64, Error>;
}
