//! The port for time.

use crate::moment::Moment;

/// Source of the present moment, read once for each request or command and passed on from there.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Moment;
}
