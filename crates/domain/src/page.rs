//! Keyset pagination: a page is bounded by sort keys and not by offsets.
//!
//! So no page costs more than the first, and no item appears twice when the list changes between
//! two pages.

use uuid::Uuid;

/// Position of an item in its list: the sort key, then the identifier, which breaks ties.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Position {
    /// Sort key of the item.
    pub key: SortKey,
    /// Identifier of the item.
    pub id: Uuid,
}

/// Sort key of an item.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SortKey {
    /// Moment, in milliseconds since 1970.
    Moment(i64),
    /// Text in the order of its bytes.
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
    /// Number of items at most, 1 to [`Page::MAX_SIZE`].
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
    pub const MAX_SIZE: u32 = 100;

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

/// Items of one page, and flags for the pages before and after.
#[derive(Debug, Clone, PartialEq)]
pub struct Slice<T> {
    /// Items in the order of the list.
    pub items: Vec<Placed<T>>,
    /// True if the list has items before these. Always true for a page after a position.
    pub has_previous: bool,
    /// True if the list has items after these. Always true for a page before a position.
    pub has_next: bool,
}

impl<T> Slice<T> {
    /// The slice of an empty list.
    pub const fn empty() -> Self {
        Self {
            items: Vec::new(),
            has_previous: false,
            has_next: false,
        }
    }

    /// Builds the slice of a page from rows in reading order: from the page's end of the list, with
    /// at most one row more than the page holds. The extra row shows that the list continues.
    pub fn from_rows(mut read: Vec<Placed<T>>, page: &Page) -> Self {
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
    /// Removes the items that could not be decoded. The flags for other pages stay.
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
    fn a_slice_tells_of_further_pages_on_both_sides() {
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
            let slice = Slice::from_rows((0..read).map(placed).collect(), &page);
            assert_eq!(
                (slice.has_previous, slice.has_next),
                (previous, next),
                "{page:?}"
            );
            assert!(slice.items.len() <= 2);
        }
    }

    #[test]
    fn rows_from_the_end_of_the_list_are_put_in_its_order() {
        let page = Page {
            end: End::Last,
            ..Page::first(2)
        };
        let slice = Slice::from_rows([3, 2, 1].map(placed).to_vec(), &page);
        let items: Vec<i64> = slice.items.iter().map(|placed| placed.item).collect();
        assert_eq!(items, [2, 3], "row 1 is the extra row");
    }

    #[test]
    fn a_missing_item_leaves_the_flags_as_they_are() {
        let rows = [1, 2, 3].map(|number| Placed {
            item: (number != 1).then_some(number),
            position: placed(number).position,
        });
        let slice = Slice::from_rows(rows.to_vec(), &Page::first(2)).without_missing();
        let items: Vec<i64> = slice.items.iter().map(|placed| placed.item).collect();
        assert_eq!((items.as_slice(), slice.has_next), (&[2][..], true));
    }
}
