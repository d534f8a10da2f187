//! Pages of a list, cut by keys and not by counting, so that no page costs more than the first and nothing is met twice.

use uuid::Uuid;

/// Where an item stands in its list: what the list is sorted by, then the identity, so that the order is total.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Position {
    /// What the list is sorted by.
    pub key: SortKey,
    /// The item.
    pub id: Uuid,
}

/// What a list is sorted by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SortKey {
    /// A moment, in milliseconds.
    Moment(i64),
    /// A text, by its bytes.
    Text(String),
}

/// From which end of the list a page is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End {
    /// The first items after the start.
    First,
    /// The last items before the end.
    Last,
}

/// Which part of a list is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Page {
    /// At most so many items, 1 to [`Page::MOST`].
    pub size: u32,
    /// From which end.
    pub end: End,
    /// Only what comes after this.
    pub after: Option<Position>,
    /// Only what comes before this.
    pub before: Option<Position>,
}

impl Page {
    /// The most items of a page.
    pub const MOST: u32 = 100;

    /// The first items of the list.
    pub const fn first(size: u32) -> Self {
        Self {
            size,
            end: End::First,
            after: None,
            before: None,
        }
    }
}

/// One item and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed<T> {
    /// The item.
    pub item: T,
    /// Where it stands.
    pub position: Position,
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Slice<T> {
    /// The items in the order of the list.
    pub items: Vec<Placed<T>>,
    /// Whether the list has items before these; after a page cut from the start, whether it was cut at a position.
    pub has_previous: bool,
    /// Whether the list has items after these; before a page cut from the end, whether it was cut at a position.
    pub has_next: bool,
}

impl<T> Slice<T> {
    /// Nothing.
    pub const fn empty() -> Self {
        Self {
            items: Vec::new(),
            has_previous: false,
            has_next: false,
        }
    }

    /// Cuts a page out of what was read in the page's own direction, at most one item more than the page holds.
    pub fn cut(mut read: Vec<Placed<T>>, page: &Page) -> Self {
        let size = usize::try_from(page.size).unwrap_or(usize::MAX);
        let more = read.len() > size;
        read.truncate(size);
        if page.end == End::Last {
            read.reverse();
        }
        let (has_previous, has_next) = match page.end {
            End::First => (page.after.is_some(), more),
            End::Last => (more, page.before.is_some()),
        };
        Self {
            items: read,
            has_previous,
            has_next,
        }
    }
}
