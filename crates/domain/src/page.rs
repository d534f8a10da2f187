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
    /// How often it was read, then a moment, in milliseconds.
    Reads {
        /// The last hour of those in which reads were counted.
        hour: i64,
        /// How often.
        reads: i64,
        /// The moment.
        moment: i64,
    },
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
    /// Whether the list has items before these. A part that was cut after a position has.
    pub has_previous: bool,
    /// Whether the list has items after these. A part that was cut before a position has.
    pub has_next: bool,
}

impl<T> Slice<T> {
    /// Nothing of nothing.
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
        Self {
            items: read,
            has_previous: page.after.is_some() || (more && page.end == End::Last),
            has_next: page.before.is_some() || (more && page.end == End::First),
        }
    }
}

impl<T> Slice<Option<T>> {
    /// The part without the places whose items could not be read. The list goes on where it did.
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
    fn a_part_says_whether_the_list_goes_on() {
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
