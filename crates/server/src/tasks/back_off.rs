//! Back-off of the background tasks: exponential pauses with jitter.

use std::time::Duration;

use rand::Rng;

/// Failures in a row, and the pause after the next one.
#[derive(Debug)]
pub(super) struct BackOff {
    first: Duration,
    longest: Duration,
    failures: u32,
}

impl BackOff {
    /// Creates a back-off whose pauses start at `first` and double up to `longest`.
    pub(super) const fn new(first: Duration, longest: Duration) -> Self {
        Self {
            first,
            longest,
            failures: 0,
        }
    }

    /// Counts a failure and returns the pause after it: a random time between half of the computed
    /// pause and all of it. The jitter keeps nodes that failed together from retrying together.
    pub(super) fn next_pause(&mut self) -> Duration {
        // The exponent is capped, since the longest pause is reached long before.
        let doubled = self
            .first
            .saturating_mul(2_u32.saturating_pow(self.failures.min(16)));
        self.failures = self.failures.saturating_add(1);
        let pause = doubled.min(self.longest);
        pause.mul_f64(rand::rng().random_range(0.5..=1.0))
    }

    /// Number of failures since the last success.
    pub(super) const fn failures(&self) -> u32 {
        self.failures
    }

    /// Returns `true` before the first failure in a row is counted. A failure is logged only then,
    /// so that an outage fills no log.
    pub(super) const fn is_first_failure(&self) -> bool {
        self.failures == 0
    }

    /// Records a success: the next pause is the first one again.
    pub(super) fn reset(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::BackOff;

    const FIRST: Duration = Duration::from_millis(100);
    const LONGEST: Duration = Duration::from_secs(5);

    #[test]
    fn pauses_double_up_to_the_longest() {
        let mut back_off = BackOff::new(FIRST, LONGEST);
        for expected in [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000] {
            let pause = back_off.next_pause();
            let longest = Duration::from_millis(expected);
            assert!(
                longest / 2 <= pause && pause <= longest,
                "{pause:?} of {longest:?}"
            );
        }
        for _ in 0..100 {
            assert!(back_off.next_pause() <= LONGEST);
        }
    }

    #[test]
    fn a_success_starts_over() {
        let mut back_off = BackOff::new(FIRST, LONGEST);
        assert!(back_off.is_first_failure());
        (0..10).for_each(|_| assert!(back_off.next_pause() <= LONGEST));
        assert_eq!(back_off.failures(), 10);
        assert!(!back_off.is_first_failure());
        back_off.reset();
        assert!(back_off.is_first_failure());
        assert!(back_off.next_pause() <= FIRST);
    }

    #[test]
    fn pauses_differ_so_that_nodes_spread_out() {
        let pauses: Vec<_> = (0..20)
            .map(|_| BackOff::new(LONGEST, LONGEST).next_pause())
            .collect();
        assert!(pauses.iter().any(|pause| *pause != pauses[0]), "{pauses:?}");
    }

    #[test]
    fn extreme_durations_and_counts_do_not_overflow() {
        let mut back_off = BackOff::new(Duration::MAX, LONGEST);
        back_off.failures = u32::MAX;
        assert!(back_off.next_pause() <= LONGEST);
        assert_eq!(back_off.failures(), u32::MAX);
    }
}
