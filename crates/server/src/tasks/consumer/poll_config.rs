//! Poll configuration: intervals, batch size and back-off of a consumer.

use std::time::Duration;

use crate::tasks::back_off::BackOff;

/// Intervals, batch size and back-off of a consumer.
#[derive(Debug, Clone, Copy)]
pub struct PollConfig {
    /// Longest time between two polls of the change log, if no notification arrives.
    pub interval: Duration,
    /// Duration of a lease.
    pub lease: Duration,
    /// Interval at which the holder renews its lease, and at which other nodes try to acquire it.
    pub renewal: Duration,
    /// Number of records in one batch.
    pub batch_size: u32,
    /// Number of attempts with a single record before it becomes a dead letter.
    pub attempts: u32,
    /// Pause after the first failure. It doubles with each further failure.
    pub first_pause: Duration,
    /// Longest pause after failures in a row.
    pub longest_pause: Duration,
}

impl PollConfig {
    pub(super) const fn back_off(&self) -> BackOff {
        BackOff::new(self.first_pause, self.longest_pause)
    }
}

impl Default for PollConfig {
    fn default() -> Self {
        Self {
            interval: Duration::from_millis(500),
            lease: Duration::from_secs(5),
            renewal: Duration::from_secs(1),
            batch_size: 100,
            attempts: 5,
            first_pause: Duration::from_millis(100),
            longest_pause: Duration::from_secs(5),
        }
    }
}
