//! System clock: the only code that reads the time of day.

use jiff::{SignedDuration, Timestamp};
use standfirst_domain::{moment::Moment, ports::Clock};

/// Clock of the machine, with a fixed offset for trials.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock {
    offset_millis: i64,
}

impl SystemClock {
    /// Creates a clock that is ahead of the machine's by an offset, which may be negative.
    pub fn with_offset(offset: SignedDuration) -> Self {
        Self {
            offset_millis: i64::try_from(offset.as_millis()).unwrap_or(0),
        }
    }
}

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "all other code takes a Clock, and this is the one that reads the time"
    )]
    fn now(&self) -> Moment {
        Moment::from_millis(Timestamp::now().as_millisecond()).plus_millis(self.offset_millis)
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use standfirst_domain::ports::Clock;

    use super::SystemClock;

    #[test]
    fn an_offset_moves_the_clock() {
        let ahead = SystemClock::with_offset(SignedDuration::from_hours(24));
        assert!((ahead.now().days_since(SystemClock::default().now()) - 1.0).abs() < 0.01);
    }
}
