//! Moments in UTC. A moment is cut to the millisecond when it is made, so both engines store it
//! exactly.

use std::fmt;

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Milliseconds since 1970-01-01T00:00:00Z, from the year 1 to the year 9999, or [`Moment::NEVER`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

/// Error of a text that is not a usable date and time; holds the first 100 characters of the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not a valid date and time: write RFC 3339 with an offset, such as 2026-03-29T02:30:00+02:00, in the years 1 to 9999 before 9999-12-31, without a leap second"
)]
pub struct InvalidMoment(pub String);

impl Moment {
    /// A moment later than every other, for what has no end.
    pub const NEVER: Self = Self(i64::MAX);
    const EARLIEST: i64 = -62_135_596_800_000;
    const LATEST: i64 = 253_402_214_400_000;

    /// Makes a moment of milliseconds since 1970-01-01T00:00:00Z.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// Parses an RFC 3339 date and time. The offset is required; fractions beyond the millisecond
    /// are cut.
    ///
    /// # Errors
    /// The text has no offset, names a time that does not exist (24:00, a leap second), lies
    /// outside the years 1 to 9999, or lies on the last day of 9999, which some systems write for
    /// "for ever".
    ///
    /// ```
    /// use standfirst_domain::moment::Moment;
    /// let moment = Moment::parse("2026-03-29T02:30:00.0019+02:00").unwrap();
    /// assert_eq!(moment.to_string(), "2026-03-29T00:30:00.001Z");
    /// assert!(Moment::parse("2026-03-29T02:30:00").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, InvalidMoment> {
        let invalid = || InvalidMoment(text.chars().take(100).collect());
        let seconds = text.get(17..19).ok_or_else(invalid)?;
        // jiff reads the leap second 60 as 59, which would change what was written.
        if seconds == "60" || !matches!(text.as_bytes().get(10), Some(b'T' | b't' | b' ')) {
            return Err(invalid());
        }
        let timestamp: Timestamp = text.parse().map_err(|_| invalid())?;
        let millis = timestamp.as_millisecond();
        // `as_millisecond` rounds towards zero; a moment before 1970 must be cut downwards too.
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
            Err(invalid())
        }
    }

    /// This moment plus a number of milliseconds, at most [`Moment::NEVER`].
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Days from `earlier` to this moment; negative if `earlier` is the later one.
    pub fn days_since(self, earlier: Self) -> f64 {
        #[expect(
            clippy::cast_precision_loss,
            reason = "a span of 9999 years in milliseconds fits the 52 bits of a double"
        )]
        let millis = self.0.saturating_sub(earlier.0) as f64;
        millis / 86_400_000.0
    }

    /// Calendar day of this moment in a time zone.
    pub fn day_in(self, zone: &TimeZone) -> jiff::civil::Date {
        zone.to_datetime(self.timestamp()).date()
    }

    fn timestamp(self) -> Timestamp {
        Timestamp::from_millisecond(self.0.clamp(Self::EARLIEST, Self::LATEST - 1))
            .unwrap_or_default()
    }
}

impl fmt::Display for Moment {
    /// Writes RFC 3339 in UTC, such as `2026-11-02T06:30:00Z`, with milliseconds only if there are
    /// any.
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
    fn other_texts_are_rejected() {
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
