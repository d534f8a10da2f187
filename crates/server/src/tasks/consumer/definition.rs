//! The trait of consumers, the context they run in and their errors.

use std::sync::Arc;

use standfirst_domain::{
    change_log::{ChangeRecord, LogPosition},
    error::Error,
    ports::{Clock, FencingToken},
};

use super::poll_config::PollConfig;
use crate::tasks::shutdown::ShutdownSignal;

/// A consumer of the change log.
pub trait Consumer: Send + Sync {
    /// Name under which the checkpoint and the dead letters are stored. It never changes.
    fn name(&self) -> &'static str;

    /// Reports that this node acquired the lease with this fencing token. Never called for per-node
    /// consumers.
    fn lease_acquired(&self, _fencing_token: FencingToken) {}

    /// Consumes records, in order. The same records come again after an error or a crash, so
    /// consuming them twice must do no harm.
    ///
    /// # Errors
    /// See [`ConsumerError`]: the variant decides whether the records are retried without end.
    fn consume(
        &self,
        records: &[(LogPosition, ChangeRecord)],
    ) -> impl Future<Output = Result<(), ConsumerError>> + Send;
}

/// Everything that a consumer runs with.
pub struct ConsumerContext<W> {
    /// Change log to consume.
    pub change_log: Arc<W>,
    /// Clock of the server.
    pub clock: Arc<dyn Clock>,
    /// Intervals, batch size and back-off.
    pub poll: PollConfig,
    /// Signal that ends the consumer.
    pub shutdown: ShutdownSignal,
}

/// Why a consumer did not consume its records.
#[derive(Debug, thiserror::Error)]
pub enum ConsumerError {
    /// A dependency is unavailable. No record is to blame: the records are retried without end.
    #[error("a dependency of the consumer is unavailable")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Another node holds the lease.
    #[error("another node holds the lease of the consumer")]
    LeaseLost,
    /// One of the records is to blame. The records are retried one by one, and a record that keeps
    /// failing becomes a dead letter.
    #[error("the consumer failed on a change record")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<Error> for ConsumerError {
    fn from(error: Error) -> Self {
        match error {
            Error::Unavailable(_)
            | Error::Timeout
            | Error::Overloaded
            | Error::Busy(_)
            | Error::OutcomeUnknown(_) => Self::Unavailable(Box::new(error)),
            _ => Self::Failed(Box::new(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use standfirst_domain::error::Error;

    use super::ConsumerError;

    #[test]
    fn a_database_that_is_away_blames_no_record() {
        let away = || "away".into();
        for error in [
            Error::Unavailable(away()),
            Error::Timeout,
            Error::Overloaded,
            Error::Busy(away()),
            Error::OutcomeUnknown(away()),
        ] {
            let error = ConsumerError::from(error);
            assert!(matches!(error, ConsumerError::Unavailable(_)), "{error:?}");
        }
        let error = ConsumerError::from(Error::KeyReused);
        assert!(matches!(error, ConsumerError::Failed(_)), "{error:?}");
    }
}
