//! Kinds of settings with a range: counts and durations.

use std::time::Duration;

use jiff::{SignedDuration, Span, SpanRelativeTo};

use super::{kind::Kind, mistake::InvalidValue};

/// Whole number from 1 to a maximum.
pub(super) struct Count {
    pub max: usize,
}

impl Kind for Count {
    type Value = usize;

    fn parse(&self, text: &str) -> Result<usize, InvalidValue> {
        match text.parse() {
            Ok(number) if (1..=self.max).contains(&number) => Ok(number),
            Ok(_) => Err(InvalidValue::new(
                format!("is {text}, and accepts {}", self.accepts()),
                "Choose a number in that range.",
            )),
            Err(_) => Err(InvalidValue::new(
                format!("is {text:?}, which is no whole number"),
                "Write it in digits.",
            )),
        }
    }

    fn show(&self, value: &usize) -> Option<String> {
        Some(value.to_string())
    }

    fn accepts(&self) -> String {
        format!("1 to {}", self.max)
    }
}

/// Whole seconds from 0 to a maximum.
pub(super) struct Seconds {
    pub max: u32,
}

impl Kind for Seconds {
    type Value = u32;

    fn parse(&self, text: &str) -> Result<u32, InvalidValue> {
        let seconds = text.parse().ok().filter(|seconds| *seconds <= self.max);
        seconds.ok_or_else(|| {
            InvalidValue::new(
                format!(
                    "is {text:?}, and accepts whole seconds from {}",
                    self.accepts()
                ),
                "Write whole seconds, such as 31536000 for a year, or 0 to take it back.",
            )
        })
    }

    fn show(&self, value: &u32) -> Option<String> {
        Some(value.to_string())
    }

    fn accepts(&self) -> String {
        format!("0 to {}", self.max)
    }
}

/// Duration in either direction. A bare number counts seconds.
pub(super) struct Offset;

impl Kind for Offset {
    type Value = SignedDuration;

    const ALLOWS_HYPHEN: bool = true;

    fn parse(&self, text: &str) -> Result<SignedDuration, InvalidValue> {
        let invalid = || {
            InvalidValue::new(
                format!("is {text:?}, which is no duration"),
                "Write it as 500ms, 90s, 2h or -1d.",
            )
        };
        if let Ok(seconds) = text.parse() {
            return Ok(SignedDuration::from_secs(seconds));
        }
        let (sign, unsigned) = text
            .strip_prefix('-')
            .map_or((1, text.trim_start_matches('+')), |rest| (-1, rest));
        let span: Span = unsigned.trim_start().parse().map_err(|_| invalid())?;
        let duration = span
            .to_duration(SpanRelativeTo::days_are_24_hours())
            .map_err(|_| invalid())?;
        duration.checked_mul(sign).ok_or_else(invalid)
    }

    fn show(&self, value: &SignedDuration) -> Option<String> {
        Some(format!("{value:#}"))
    }

    fn accepts(&self) -> String {
        "a duration, such as 90s, 2h or -1d".to_owned()
    }
}

/// Time to wait: more than zero and at most an hour.
pub(super) struct Deadline;

impl Kind for Deadline {
    type Value = Duration;

    fn parse(&self, text: &str) -> Result<Duration, InvalidValue> {
        let duration = Duration::try_from(Offset.parse(text)?).unwrap_or_default();
        if duration.is_zero() || duration > Duration::from_secs(3_600) {
            return Err(InvalidValue::new(
                format!("is {text:?}, and accepts a duration {}", self.accepts()),
                "Write a duration in that range, such as 5s.",
            ));
        }
        Ok(duration)
    }

    fn show(&self, value: &Duration) -> Option<String> {
        Some(format!("{value:?}"))
    }

    fn accepts(&self) -> String {
        "over 0s, up to 1h".to_owned()
    }
}

/// Parses the lifetime of a token in milliseconds.
pub(crate) fn parse_lifetime(text: &str) -> Option<i64> {
    let duration = Offset.parse(text).ok()?;
    i64::try_from(duration.as_millis()).ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Count, Deadline, Kind, Offset, Seconds};

    #[test]
    fn durations_round_trip() {
        for (text, seconds) in [
            ("90s", 90),
            ("-1d", -86_400),
            ("+2h30m", 9_000),
            ("-45", -45),
            ("3600", 3_600),
            ("0s", 0),
            ("- 5m", -300),
        ] {
            let parsed = Offset.parse(text).map(|offset| offset.as_secs());
            assert_eq!(parsed, Ok(seconds), "{text}");
        }
        for text in ["soon", "", "1 month", "99999999999999999999"] {
            assert!(Offset.parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_deadline_is_over_zero_and_at_most_an_hour() {
        assert_eq!(Deadline.parse("250ms"), Ok(Duration::from_millis(250)));
        assert_eq!(Deadline.parse("1h"), Ok(Duration::from_secs(3_600)));
        for text in ["0s", "-5s", "2h", "3601s"] {
            assert!(Deadline.parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn counts_and_seconds_have_a_range() {
        let count = Count { max: 10 };
        assert_eq!((count.parse("1"), count.parse("10")), (Ok(1), Ok(10)));
        for text in ["0", "11", "-1", "1.5", "ten"] {
            assert!(count.parse(text).is_err(), "{text}");
        }
        let seconds = Seconds { max: 60 };
        assert_eq!((seconds.parse("0"), seconds.parse("60")), (Ok(0), Ok(60)));
        for text in ["61", "-1", "1s"] {
            assert!(seconds.parse(text).is_err(), "{text}");
        }
    }
}
