//! How fast consumers go, and how long they wait after failures.

use std::time::Duration;

use rand::Rng;

/// How fast a consumer goes.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// How often it looks at the change log without a hint.
    pub poll: Duration,
    /// How long a lease holds unless it is renewed.
    pub lease: Duration,
    /// How often a lease is renewed, and how often another node tries to have it.
    pub renewal: Duration,
    /// How many records it is given at once.
    pub at_once: u32,
    /// How often a record may fail alone before it is set aside.
    pub tries: u32,
    /// The pause after the first failure. It doubles with each further one.
    pub pause: Duration,
    /// The longest pause.
    pub longest_pause: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            poll: Duration::from_millis(500),
            lease: Duration::from_secs(5),
            renewal: Duration::from_secs(1),
            at_once: 100,
            tries: 5,
            pause: Duration::from_millis(100),
            longest_pause: Duration::from_secs(5),
        }
    }
}

/// Failures in a row.
#[derive(Debug)]
pub(super) struct BackOff {
    pace: Pace,
    failures: u32,
}

impl BackOff {
    pub(super) const fn new(pace: Pace) -> Self {
        Self { pace, failures: 0 }
    }

    /// Counts a failure, and answers how long to wait after it: a random time between half of the pause and all of it.
    pub(super) fn pause(&mut self) -> Duration {
        let doubled = self.pace.pause * 2_u32.saturating_pow(self.failures.min(16));
        self.failures = self.failures.saturating_add(1);
        let pause = doubled.min(self.pace.longest_pause);
        pause.mul_f64(rand::rng().random_range(0.5..=1.0))
    }

    /// How many failures there were.
    pub(super) const fn failures(&self) -> u32 {
        self.failures
    }

    /// Something went well.
    pub(super) fn reset(&mut self) {
        self.failures = 0;
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{BackOff, Pace};

    #[test]
    fn pauses_double_up_to_the_longest() {
        let mut back_off = BackOff::new(Pace::default());
        for expected in [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000] {
            let pause = back_off.pause();
            let longest = Duration::from_millis(expected);
            assert!(
                longest / 2 <= pause && pause <= longest,
                "{pause:?} of {longest:?}"
            );
        }
        for _ in 0..100 {
            assert!(back_off.pause() <= Duration::from_secs(5));
        }
    }
}
