//! Readership: counts of article reads, as front ends report them. Readers are not recorded.
//!
//! Reads are counted by article and by the hour of the report. An hour is the finest unit, so that
//! the counts reveal little and stay small. A window is therefore made of whole hours, of which the
//! last is still running.

use async_trait::async_trait;

use crate::{command_context::CommandContext, error::Error, ids::ArticleId, moment::Moment};

const HOUR_MILLIS: i64 = 3_600_000;

/// An hour in UTC, as the number of hours since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hour(i64);

impl Hour {
    /// Number of hours whose counts are kept: the longest window, and one day in which a client may
    /// go on paging through a list.
    pub const KEPT: i64 = Window::Week.length() + 24;

    /// The hour that holds a moment.
    ///
    /// ```
    /// use standfirst_domain::{moment::Moment, readership::Hour};
    /// let at = |text: &str| Hour::from_moment(Moment::parse(text).unwrap());
    /// assert_eq!(at("2026-03-29T02:00:00Z"), at("2026-03-29T02:59:59.999Z"));
    /// assert!(at("1969-12-31T23:59:59Z") < at("1970-01-01T00:00:00Z"));
    /// ```
    pub const fn from_moment(moment: Moment) -> Self {
        Self(moment.as_millis().div_euclid(HOUR_MILLIS))
    }

    /// The hour with this number of hours since 1970.
    pub const fn from_number(number: i64) -> Self {
        Self(number)
    }

    /// Number of hours since 1970.
    pub const fn number(self) -> i64 {
        self.0
    }

    /// The hour that many hours before this one.
    #[must_use]
    pub const fn minus_hours(self, hours: i64) -> Self {
        Self(self.0.saturating_sub(hours))
    }
}

/// Length of the time in which reads are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Window {
    /// One hour.
    Hour,
    /// One day.
    Day,
    /// One week.
    Week,
}

impl Window {
    /// Length in hours.
    pub const fn length(self) -> i64 {
        match self {
            Self::Hour => 1,
            Self::Day => 24,
            Self::Week => 24 * 7,
        }
    }

    /// The hours of a window that ends within `last`: that hour, which may be running, and as many
    /// whole hours before as the window is long.
    ///
    /// ```
    /// use standfirst_domain::readership::{Hour, Window};
    /// let hours = Window::Day.until(Hour::from_number(100));
    /// assert_eq!((hours.first.number(), hours.last.number()), (76, 100));
    /// ```
    pub const fn until(self, last: Hour) -> Hours {
        Hours {
            first: last.minus_hours(self.length()),
            last,
        }
    }
}

/// A range of hours, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hours {
    /// First hour.
    pub first: Hour,
    /// Last hour.
    pub last: Hour,
}

/// Number of reads of one article since the last report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reads {
    /// The article.
    pub article: ArticleId,
    /// Number of reads, 1 to [`Reads::MOST`].
    pub count: u32,
}

impl Reads {
    /// Most reads of one article in a report, so that an error in a front end does not outweigh the
    /// reads of a day.
    pub const MOST: u32 = 10_000;
    /// Most articles in a report.
    pub const MOST_ARTICLES: usize = 100;
}

/// Storage of read counts.
#[async_trait]
pub trait Readership: Send + Sync {
    /// Counts a report in the hour of its command context, once for each idempotency key. Reads of
    /// articles that are not public at that moment are dropped silently.
    ///
    /// # Errors
    /// [`Error::KeyReused`], [`Error::InProgress`].
    async fn report_reads(&self, context: CommandContext, reads: Vec<Reads>) -> Result<(), Error>;

    /// Deletes the counts of the hours before an hour. Answers the number of rows deleted.
    async fn forget_reads(&self, before: Hour) -> Result<u64, Error>;
}
