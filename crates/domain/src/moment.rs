//! A moment: UTC, cut to the millisecond when it is made, so that both engines keep exactly what was said.

use std::fmt;

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Milliseconds since 1970-01-01T00:00:00Z, from the year 1 to the year 9999, or [`Moment::NEVER`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

/// The text is not a date and time with an offset that a newsroom could mean.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not a date and time that can be kept: it is written as RFC 3339 says, with an offset, as in 2026-03-29T02:30:00+02:00, lies in the years 1 to 9999 before 9999-12-31, and is no leap second"
)]
pub struct NotAMoment(pub String);

impl Moment {
    /// Later than every moment that can be written: the end of what has no end.
    pub const NEVER: Self = Self(i64::MAX);
    const EARLIEST: i64 = -62_135_596_800_000;
    const LATEST: i64 = 253_402_214_400_000;

    /// Takes milliseconds since 1970-01-01T00:00:00Z.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Reads an RFC 3339 date and time. The offset is required, fractions beyond the millisecond are cut.
    ///
    /// # Errors
    /// A text without an offset, a time that does not exist (24:00, a leap second), a year outside 1 to 9999, or the last day of 9999, which
    /// systems use to say "for ever".
    ///
    /// ```
    /// use standfirst_domain::moment::Moment;
    /// assert_eq!(Moment::parse("2026-03-29T02:30:00.0019+02:00").unwrap().to_string(), "2026-03-29T00:30:00.001Z");
    /// assert!(Moment::parse("2026-03-29T02:30:00").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, NotAMoment> {
        let refused = || NotAMoment(text.chars().take(100).collect());
        let seconds = text.get(17..19).ok_or_else(refused)?;
        if seconds == "60" || !matches!(text.as_bytes().get(10), Some(b'T' | b't' | b' ')) {
            return Err(refused());
        }
        let timestamp: Timestamp = text.parse().map_err(|_| refused())?;
        let millis = timestamp.as_millisecond();
        let floor = if timestamp.subsec_nanosecond() < 0
            && timestamp.subsec_nanosecond() % 1_000_000 != 0
        {
            millis - 1
        } else {
            millis
        };
        if (Self::EARLIEST..Self::LATEST).contains(&floor) {
            Ok(Self(floor))
        } else {
            Err(refused())
        }
    }

    /// This moment and so many milliseconds, never past [`Moment::NEVER`].
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Days from `earlier` to this moment, negative when it is the later one.
    pub fn days_since(self, earlier: Self) -> f64 {
        #[expect(
            clippy::cast_precision_loss,
            reason = "a span of 9999 years in milliseconds fits the 52 bits of a double"
        )]
        let millis = self.0.saturating_sub(earlier.0) as f64;
        millis / 86_400_000.0
    }

    /// The calendar day on which this moment falls in a time zone.
    pub fn day_in(self, zone: &TimeZone) -> jiff::civil::Date {
        zone.to_datetime(self.timestamp()).date()
    }

    fn timestamp(self) -> Timestamp {
        Timestamp::from_millisecond(self.0.clamp(Self::EARLIEST, Self::LATEST - 1))
            .unwrap_or_default()
    }
}

impl fmt::Display for Moment {
    /// RFC 3339 in UTC: `2026-11-02T06:30:00Z`, with milliseconds only where there are any.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.timestamp().fmt(f)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Moment;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("milliseconds since 1970, or an RFC 3339 date and time")
            }
            fn visit_i64<E: de::Error>(self, millis: i64) -> Result<Moment, E> {
                Ok(Moment(millis))
            }
            fn visit_u64<E: de::Error>(self, millis: u64) -> Result<Moment, E> {
                i64::try_from(millis).map(Moment).map_err(E::custom)
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Moment, E> {
                Moment::parse(text).map_err(E::custom)
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[test]
    fn what_is_not_a_moment_is_refused() {
        for text in [
            "",
            "today",
            "2026-03-29T02:30:00",
            "2026-03-29",
            "2016-12-31T23:59:60Z",
            "2026-01-01T24:00:00Z",
            "infinity",
            "0000-01-01T00:00:00Z",
            "9999-12-31T00:00:00Z",
            "2026-02-30T00:00:00Z",
        ] {
            assert!(Moment::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_moment_before_1970_is_cut_downwards_like_any_other() {
        assert_eq!(
            Moment::parse("1969-12-31T23:59:59.9995Z")
                .unwrap()
                .as_millis(),
            -1
        );
        assert_eq!(
            Moment::parse("1969-12-31T23:59:59.999Z")
                .unwrap()
                .as_millis(),
            -1
        );
        assert_eq!(
            Moment::parse("1970-01-01T00:00:00.0009Z")
                .unwrap()
                .as_millis(),
            0
        );
    }
}
