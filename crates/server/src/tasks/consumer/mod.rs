//! Followers of the wire: whoever must learn of every public change, in order, and may fail at it.
//!
//! There are two kinds. One [`per_node`] keeps its place in memory and begins at the head, as caches do. One [`across_nodes`] is held by a single
//! node at a time under a lease, keeps its place in the store, and takes every entry at least once. Both look at the wire twice a second at least; a
//! hint only lets them look sooner. What a follower cannot work off is set aside with its reason, and the follower goes on.

mod across_nodes;
mod lag;
mod next;
mod pace;
mod per_node;
mod stop;
mod work;

use std::sync::Arc;

use standfirst_domain::{
    error::Error,
    ports::{Clock, Fence},
    wire::{Entry, Position},
};

pub use self::{
    across_nodes::across_nodes,
    lag::{Lag, lag},
    pace::Pace,
    per_node::{Place, per_node},
    stop::{Stop, Stopper, stopper},
};

/// Takes entries of the wire and does something about them.
pub trait Follower: Send + Sync {
    /// The name under which its place and what it set aside are kept. It never changes.
    fn name(&self) -> &'static str;

    /// The node holds the lease under this fence from now on. Not told to those that every node has for itself.
    fn begin(&self, _fence: Fence) {}

    /// Works off some entries, in order. They come again when this fails or the node ends meanwhile, so that doing it twice must do no harm.
    ///
    /// # Errors
    /// Whether to try again for as long as it takes, or to find out which entry is bad.
    fn take(
        &self,
        entries: &[(Position, Entry)],
    ) -> impl Future<Output = Result<(), FollowerError>> + Send;
}

/// What a follower is run with.
pub struct Following<W> {
    /// The wire.
    pub wire: Arc<W>,
    /// The house's clock.
    pub clock: Arc<dyn Clock>,
    /// How fast it goes.
    pub pace: Pace,
    /// When to stop.
    pub stop: Stop,
}

/// Why a follower could not work off what it was given.
#[derive(Debug, thiserror::Error)]
pub enum FollowerError {
    /// What it needs is not there for now. No entry is to blame.
    #[error("what the follower needs is not there for now")]
    Later(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Another node holds the lease by now.
    #[error("another node holds the lease by now")]
    Fenced,
    /// It failed over one of the entries.
    #[error("the follower failed over an entry")]
    Bad(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<Error> for FollowerError {
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
