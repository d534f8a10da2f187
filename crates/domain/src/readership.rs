//! Numbers of reads, as front ends report them. Nothing is known about the readers.
//!
//! A read is counted by article and by the hour in which it was reported. The hour is the smallest
//! unit, so the counts say little about individuals and stay small. A window therefore consists of
//! whole hours, the last of which is still running.

use async_trait::async_trait;

use crate::{error::Error, ids::ArticleId, mandate::Mandate, moment::Moment};

const HOUR_MILLIS: i64 = 3_600_000;

/// Hour in UTC, as the number of hours since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hour(i64);

impl Hour {
    /// Number of hours that counts are kept: the longest window, and one day in which clients can
    /// page through a list that they began.
    pub const KEPT: i64 = Window::Week.length() + 24;

    /// The hour in which a moment lies.
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

    /// Makes an hour of the number of hours since 1970.
    pub const fn from_number(number: i64) -> Self {
        Self(number)
    }

    /// Number of hours since 1970.
    pub const fn number(self) -> i64 {
        self.0
    }

    /// The hour that lies a number of hours earlier.
    #[must_use]
    pub const fn earlier(self, hours: i64) -> Self {
        Self(self.0.saturating_sub(hours))
    }
}

/// Length of time over which reads are counted.
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

    /// Hours of a window that ends in a given hour: that hour, which may still be running, and as
    /// many whole hours before it as the window is long.
    ///
    /// ```
    /// use standfirst_domain::readership::{Hour, Window};
    /// let hours = Window::Day.until(Hour::from_number(100));
    /// assert_eq!((hours.first.number(), hours.last.number()), (76, 100));
    /// ```
    pub const fn until(self, last: Hour) -> Hours {
        Hours {
            first: last.earlier(self.length()),
            last,
        }
    }
}

/// Range of hours, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hours {
    /// First hour.
    pub first: Hour,
    /// Last hour.
    pub last: Hour,
}

/// Number of reads of an article since the last report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reads {
    /// The article.
    pub article: ArticleId,
    /// Number of reads.
    pub count: u32,
}

impl Reads {
    /// Largest number of reads of one article in a report. It limits the damage of a faulty front
    /// end.
    pub const MOST: u32 = 10_000;
    /// Largest number of articles in a report.
    pub const MOST_ARTICLES: usize = 100;
}

/// Store of the numbers of reads.
#[async_trait]
pub trait Readership: Send + Sync {
    /// Counts a report in the hour of the command, once under its idempotency key. Reads of
    /// articles that are not public are ignored, and the caller is not told which.
    ///
    /// # Errors
    /// [`Error::KeyReused`], [`Error::InProgress`].
    async fn report_reads(&self, mandate: Mandate, reads: Vec<Reads>) -> Result<(), Error>;

    /// Deletes the counts from before an hour and returns their number.
    async fn forget_reads(&self, before: Hour) -> Result<u64, Error>;
}
