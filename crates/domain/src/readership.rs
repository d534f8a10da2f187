//! The readership: how often articles were read, as front ends report it, and nothing about who read them.
//!
//! A read is counted by article and by the hour in which it was reported. An hour is the smallest grain there is, so that what is kept says little about
//! anybody and stays small; a window is therefore made of whole hours, of which the last is still running.

use async_trait::async_trait;

use crate::{command_context::CommandContext, error::Error, ids::ArticleId, moment::Moment};

const HOUR_MILLIS: i64 = 3_600_000;

/// An hour of the clock, in UTC: how many have passed since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hour(i64);

impl Hour {
    /// How many hours are kept: the longest window, and a day in which a list that was begun can be gone on with.
    pub const KEPT: i64 = Window::Week.length() + 24;

    /// The hour of a moment.
    ///
    /// ```
    /// use standfirst_domain::{moment::Moment, readership::Hour};
    /// let at = |text: &str| Hour::of(Moment::parse(text).unwrap());
    /// assert_eq!(at("2026-03-29T02:00:00Z"), at("2026-03-29T02:59:59.999Z"));
    /// assert!(at("1969-12-31T23:59:59Z") < at("1970-01-01T00:00:00Z"));
    /// ```
    pub const fn of(moment: Moment) -> Self {
        Self(moment.as_millis().div_euclid(HOUR_MILLIS))
    }

    /// Takes the number of hours since 1970.
    pub const fn from_number(number: i64) -> Self {
        Self(number)
    }

    /// The number of hours since 1970.
    pub const fn number(self) -> i64 {
        self.0
    }

    /// So many hours earlier.
    #[must_use]
    pub const fn earlier(self, hours: i64) -> Self {
        Self(self.0.saturating_sub(hours))
    }
}

/// Of how long a time reads are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Window {
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A week.
    Week,
}

impl Window {
    /// Its length in hours.
    pub const fn length(self) -> i64 {
        match self {
            Self::Hour => 1,
            Self::Day => 24,
            Self::Week => 24 * 7,
        }
    }

    /// The hours of a window that ends within an hour: that one, which may be running, and as many whole ones as it is long.
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

/// Hours from one to another, both among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hours {
    /// The first.
    pub first: Hour,
    /// The last.
    pub last: Hour,
}

/// How often an article was read since the last report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reads {
    /// Which.
    pub article: ArticleId,
    /// How often.
    pub count: u32,
}

impl Reads {
    /// The most of one article in a report: a slip in a front end is not to outweigh a day.
    pub const MOST: u32 = 10_000;
    /// The most articles of a report.
    pub const MOST_ARTICLES: usize = 100;
}

/// Keeping count of what is read.
#[async_trait]
pub trait Readership: Send + Sync {
    /// Counts a report in the hour of its command context, once under its key. What everybody does not see at that moment is not counted, and nobody is told which
    /// that is.
    ///
    /// # Errors
    /// [`Error::KeyReused`], [`Error::InProgress`].
    async fn report_reads(&self, context: CommandContext, reads: Vec<Reads>) -> Result<(), Error>;

    /// Forgets what was counted before an hour, and answers how many counts that were.
    async fn forget_reads(&self, before: Hour) -> Result<u64, Error>;
}
