//! How many run at once: between half of the limit and all of it, by how long operations take.
//!
//! While others wait, an operation that took longer than one may wait in the queue is a sign that too many run: a tenth fewer do from then on, at most
//! once in that time, since those that run already will be slow as well. Each that was quick lets a fraction more run, so that as many quick ones as run make one
//! more. While nobody waits nothing is too slow: all may run.

use std::time::{Duration, Instant};

/// How many may run.
#[derive(Debug)]
pub struct Pace {
    most: f64,
    least: f64,
    now: f64,
    slow: Duration,
    slowed_at: Option<Instant>,
}

impl Pace {
    #[expect(
        clippy::cast_precision_loss,
        reason = "limits are far below where a float loses whole numbers"
    )]
    pub fn new(most: usize, slow: Duration) -> Self {
        let most = (most as f64).max(1.0);
        Self {
            most,
            least: (most / 2.0).max(1.0),
            now: most,
            slow,
            slowed_at: None,
        }
    }

    /// How many may run at present.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it lies between one and a limit that was a whole number"
    )]
    pub const fn most(&self) -> usize {
        self.now as usize
    }

    /// Learns from an operation that ended.
    pub fn note(&mut self, took: Duration, at: Instant, others_wait: bool) {
        if took <= self.slow || !others_wait {
            self.now = (self.now + 1.0 / self.now).min(self.most);
            return;
        }
        let is_known = self
            .slowed_at
            .is_some_and(|slowed_at| at.saturating_duration_since(slowed_at) < self.slow);
        if !is_known {
            self.slowed_at = Some(at);
            self.now = (self.now * 0.9).max(self.least);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::Pace;

    #[test]
    fn slow_operations_halve_what_runs_at_most_and_quick_ones_bring_it_back() {
        let (start, second) = (Instant::now(), Duration::from_secs(1));
        let mut pace = Pace::new(64, second / 4);
        for number in 0..100 {
            pace.note(second, start + second * number, true);
        }
        assert_eq!(pace.most(), 32);
        for _ in 0..10_000 {
            pace.note(second / 100, start, true);
        }
        assert_eq!(pace.most(), 64);
    }

    #[test]
    fn one_slow_moment_counts_once_and_none_while_nobody_waits() {
        let (start, second) = (Instant::now(), Duration::from_secs(1));
        let mut pace = Pace::new(100, second / 4);
        for _ in 0..100 {
            pace.note(second, start, true);
        }
        assert_eq!(pace.most(), 90);
        let mut pace = Pace::new(100, second / 4);
        pace.note(second, start, false);
        assert_eq!(pace.most(), 100);
        assert_eq!(Pace::new(1, second).most(), 1);
    }
}
