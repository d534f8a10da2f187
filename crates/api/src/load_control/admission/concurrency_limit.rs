//! Adaptive concurrency limit: between half of the configured maximum and all of it.
//!
//! The limit follows operation latency by additive increase and multiplicative decrease. An
//! operation that took longer than the longest queue wait, while others wait, is a sign of
//! overload: the limit drops by a tenth. It drops at most once per queue wait, because operations
//! that started earlier are slow as well. Each quick operation raises the limit by a fraction, so
//! that one limit's worth of quick operations raises it by one. Without waiters the limit only
//! rises.

use std::time::{Duration, Instant};

/// Number of operations that may run at once, adapted to their latency.
#[derive(Debug)]
pub struct ConcurrencyLimit {
    most: f64,
    least: f64,
    current: f64,
    /// Operations that take longer are slow.
    slow: Duration,
    decreased_at: Option<Instant>,
}

impl ConcurrencyLimit {
    /// Creates a limit at its maximum.
    #[expect(
        clippy::cast_precision_loss,
        reason = "limits are far below where a float loses whole numbers"
    )]
    pub fn new(most: usize, slow: Duration) -> Self {
        let most = (most as f64).max(1.0);
        Self {
            most,
            least: (most / 2.0).max(1.0),
            current: most,
            slow,
            decreased_at: None,
        }
    }

    /// Number of operations that may run at present.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it lies between one and a limit that was a whole number"
    )]
    pub const fn current(&self) -> usize {
        self.current as usize
    }

    /// Adapts the limit to an operation that ended.
    pub fn record(&mut self, duration: Duration, ended_at: Instant, others_wait: bool) {
        if duration <= self.slow || !others_wait {
            // Adding 1/limit per operation adds one after as many operations as run at once.
            self.current = (self.current + 1.0 / self.current).min(self.most);
            return;
        }
        let decreased_lately = self.decreased_at.is_some_and(|decreased_at| {
            ended_at.saturating_duration_since(decreased_at) < self.slow
        });
        if !decreased_lately {
            self.decreased_at = Some(ended_at);
            self.current = (self.current * 0.9).max(self.least);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::ConcurrencyLimit;

    #[test]
    fn slow_operations_halve_the_limit_and_quick_ones_restore_it() {
        let (start, second) = (Instant::now(), Duration::from_secs(1));
        let mut limit = ConcurrencyLimit::new(64, second / 4);
        for number in 0..100 {
            limit.record(second, start + second * number, true);
        }
        assert_eq!(limit.current(), 32);
        for _ in 0..10_000 {
            limit.record(second / 100, start, true);
        }
        assert_eq!(limit.current(), 64);
    }

    #[test]
    fn slow_operations_that_end_together_count_once_and_not_at_all_without_waiters() {
        let (start, second) = (Instant::now(), Duration::from_secs(1));
        let mut limit = ConcurrencyLimit::new(100, second / 4);
        for _ in 0..100 {
            limit.record(second, start, true);
        }
        assert_eq!(limit.current(), 90);
        let mut limit = ConcurrencyLimit::new(100, second / 4);
        limit.record(second, start, false);
        assert_eq!(limit.current(), 100);
        assert_eq!(ConcurrencyLimit::new(1, second).current(), 1);
    }
}
