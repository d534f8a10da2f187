//! Kinds of lists.

use crate::{listing::Order, readership::Window};

/// Period over which reads are counted if `MOST_READ` comes without a window.
pub const DEFAULT_WINDOW: Window = Window::Day;

/// Kind of a list with cursors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListKind {
    /// Articles in an order.
    Articles(Order),
    /// Articles by number of reads within a window.
    MostRead(Window),
    /// Tags by slug.
    Tags,
    /// Sections by slug.
    Sections,
    /// Contributors by slug.
    Contributors,
    /// Related articles.
    Related,
    /// Hits of a search, whose cursors are [`HitPlace`](super::HitPlace)s.
    Search,
    /// Articles at the desk by their last change.
    Desk,
    /// Revisions by number.
    Revisions,
    /// Entries of the audit log.
    Audit,
    /// Accounts by login.
    Accounts,
}

impl ListKind {
    /// Kind of a list of articles, by the names of its order and window in the schema.
    pub fn in_order(order: &str, window: Option<&str>) -> Option<Self> {
        Some(match (order, window) {
            ("NEWEST", _) => Self::Articles(Order::Newest),
            ("OLDEST", _) => Self::Articles(Order::Oldest),
            ("RECENTLY_UPDATED", _) => Self::Articles(Order::RecentlyUpdated),
            ("MOST_READ", None) => Self::MostRead(DEFAULT_WINDOW),
            ("MOST_READ", Some("HOUR")) => Self::MostRead(Window::Hour),
            ("MOST_READ", Some("DAY")) => Self::MostRead(Window::Day),
            ("MOST_READ", Some("WEEK")) => Self::MostRead(Window::Week),
            _ => return None,
        })
    }

    /// Byte of the kind in a cursor. It never changes its meaning, since clients keep cursors.
    pub(super) const fn byte(self) -> u8 {
        match self {
            Self::Articles(Order::Newest) => 1,
            Self::Articles(Order::Oldest) => 2,
            Self::Articles(Order::RecentlyUpdated) => 3,
            Self::Tags => 4,
            Self::Sections => 5,
            Self::Contributors => 6,
            Self::Related => 7,
            Self::Search => 8,
            Self::MostRead(Window::Hour) => 11,
            Self::MostRead(Window::Day) => 12,
            Self::MostRead(Window::Week) => 13,
            // Lists by reads use the kinds above, because their hours come with the cursor.
            Self::Articles(Order::MostRead(_)) => 14,
            Self::Desk => 20,
            Self::Revisions => 21,
            Self::Audit => 22,
            Self::Accounts => 23,
        }
    }
}
