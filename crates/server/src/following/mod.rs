//! Consumers of the change log: whoever must learn of every public change, in order, and may fail at it.
//!
//! There are two kinds. One [`per_node`] keeps its place in memory and begins at the head, as caches do. One [`across_nodes`] is held by a single
//! node at a time under a lease, keeps its place in the store, and takes every record at least once. Both look at the change log twice a second at least; a
//! hint only lets them look sooner. What a consumer cannot work off is set aside with its reason, and the consumer goes on.

mod across_nodes;
mod lag;
mod next;
mod pace;
mod per_node;
mod stop;
mod work;

use std::sync::Arc;

use standfirst_domain::{
    change_log::{ChangeRecord, LogPosition},
    error::Error,
    ports::{Clock, FencingToken},
};

pub use self::{
    across_nodes::across_nodes,
    lag::{Lag, lag},
    pace::Pace,
    per_node::{Place, per_node},
    stop::{Stop, Stopper, stopper},
};

/// Takes records of the change log and does something about them.
pub trait Consumer: Send + Sync {
    /// The name under which its place and what it set aside are kept. It never changes.
    fn name(&self) -> &'static str;

    /// The node holds the lease under this fencing token from now on. Not told to those that every node has for itself.
    fn begin(&self, _fence: FencingToken) {}

    /// Works off some records, in order. They come again when this fails or the node ends meanwhile, so that doing it twice must do no harm.
    ///
    /// # Errors
    /// Whether to try again for as long as it takes, or to find out which record is bad.
    fn take(
        &self,
        records: &[(LogPosition, ChangeRecord)],
    ) -> impl Future<Output = Result<(), ConsumerError>> + Send;
}

/// What a consumer is run with.
pub struct Following<W> {
    /// The change log.
    pub change_log: Arc<W>,
    /// The house's clock.
    pub clock: Arc<dyn Clock>,
    /// How fast it goes.
    pub pace: Pace,
    /// When to stop.
    pub stop: Stop,
}

/// Why a consumer could not work off what it was given.
#[derive(Debug, thiserror::Error)]
pub enum ConsumerError {
    /// What it needs is not there for now. No record is to blame.
    #[error("what the consumer needs is not there for now")]
    Later(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Another node holds the lease by now.
    #[error("another node holds the lease by now")]
    Fenced,
    /// It failed over one of the records.
    #[error("the consumer failed over a record")]
    Bad(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<Error> for ConsumerError {
    fn from(error: Error) -> Self {
        match error {
            Error::Unavailable(_)
            | Error::Timeout
            | Error::Overloaded
            | Error::Busy(_)
            | Error::OutcomeUnknown(_) => Self::Later(Box::new(error)),
            _ => Self::Bad(Box::new(error)),
        }
    }
}
