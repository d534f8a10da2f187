//! The clock on the wall: the only place where the time of day is read.

use jiff::{SignedDuration, Timestamp};
use standfirst_domain::{moment::Moment, ports::Clock};

/// The machine's clock, moved by a fixed offset when a trial wants another day.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock {
    offset_millis: i64,
}

impl SystemClock {
    /// A clock that is so far ahead of the machine's, or behind it.
    pub fn ahead_by(offset: SignedDuration) -> Self {
        Self {
            offset_millis: i64::try_from(offset.as_millis()).unwrap_or(0),
        }
    }
}

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that all others are told to ask"
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
        let ahead = SystemClock::ahead_by(SignedDuration::from_hours(24));
        assert!((ahead.now().days_since(SystemClock::default().now()) - 1.0).abs() < 0.01);
    }
}
