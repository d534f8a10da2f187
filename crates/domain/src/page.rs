//! Keyset pagination: a page is cut by the sort keys of its ends and not by counting. So no page
//! costs more than the first, and no item appears twice when the list changes meanwhile.

use uuid::Uuid;

/// Position of an item in its list: its sort key, then its identity to make the order total.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Position {
    /// Sort key of the item.
    pub key: SortKey,
    /// Identity of the item.
    pub id: Uuid,
}

/// Value that a list is sorted by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SortKey {
    /// Moment, in milliseconds since 1970.
    Moment(i64),
    /// Text, compared by bytes.
    Text(String),
    /// Number of reads, then a moment.
    Reads {
        /// Last hour in which reads were counted, in hours since 1970.
        hour: i64,
        /// Number of reads.
        reads: i64,
        /// Moment, in milliseconds since 1970.
        moment: i64,
    },
}

/// End of the list from which a page is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End {
    /// The first items after the start.
    First,
    /// The last items before the end.
    Last,
}

/// Page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Page {
    /// Largest number of items, 1 to [`Page::MOST`].
    pub size: u32,
    /// End of the list from which the page is cut.
    pub end: End,
    /// Only items after this position.
    pub after: Option<Position>,
    /// Only items before this position.
    pub before: Option<Position>,
}

impl Page {
    /// Largest number of items on a page.
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

/// An item with its position in the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed<T> {
    /// The item.
    pub item: T,
    /// Position of the item.
    pub position: Position,
}

/// Part of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Slice<T> {
    /// Items in the order of the list.
    pub items: Vec<Placed<T>>,
    /// True if the list has items before these. Always true for a part that was cut after a
    /// position.
    pub has_previous: bool,
    /// True if the list has items after these. Always true for a part that was cut before a
    /// position.
    pub has_next: bool,
}

impl<T> Slice<T> {
    /// Part of an empty list.
    pub const fn empty() -> Self {
        Self {
            items: Vec::new(),
            has_previous: false,
            has_next: false,
        }
    }

    /// Cuts a page out of rows that were read from the page's end, with at most one row more than
    /// the page holds. That row shows whether the list goes on.
    pub fn cut(mut read: Vec<Placed<T>>, page: &Page) -> Self {
        let size = usize::try_from(page.size).unwrap_or(usize::MAX);
        let more = read.len() > size;
        read.truncate(size);
        if page.end == End::Last {
            read.reverse();
        }
        Self {
            items: read,
            has_previous: page.after.is_some() || (more && page.end == End::Last),
            has_next: page.before.is_some() || (more && page.end == End::First),
        }
    }
}

impl<T> Slice<Option<T>> {
    /// The part without the items that could not be decoded. The list goes on where it did.
    pub fn without_missing(self) -> Slice<T> {
        let read = |placed: Placed<Option<T>>| {
            let Placed { item, position } = placed;
            item.map(|item| Placed { item, position })
        };
        Slice {
            items: self.items.into_iter().filter_map(read).collect(),
            has_previous: self.has_previous,
            has_next: self.has_next,
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{End, Page, Placed, Position, Slice, SortKey};

    fn placed(number: i64) -> Placed<i64> {
        let position = Position {
            key: SortKey::Moment(number),
            id: Uuid::nil(),
        };
        Placed {
            item: number,
            position,
        }
    }

    #[test]
    fn a_slice_knows_whether_the_list_goes_on() {
        let somewhere = Some(placed(0).position);
        for (read, after, before, end, previous, next) in [
            (3, None, None, End::First, false, true),
            (2, None, None, End::First, false, false),
            (3, None, None, End::Last, true, false),
            (0, somewhere.clone(), None, End::First, true, false),
            (0, None, somewhere.clone(), End::Last, false, true),
            (
                2,
                somewhere.clone(),
                somewhere.clone(),
                End::First,
                true,
                true,
            ),
            (2, None, somewhere, End::First, false, true),
        ] {
            let page = Page {
                size: 2,
                end,
                after,
                before,
            };
            let slice = Slice::cut((0..read).map(placed).collect(), &page);
            assert_eq!(
                (slice.has_previous, slice.has_next),
                (previous, next),
                "{page:?}"
            );
            assert!(slice.items.len() <= 2);
        }
    }
}
