//! Lists that are sorted by a moment, or a number, and an identity, and cut by row values, so that no page costs more than the first.

use std::cmp::Reverse;

use standfirst_domain::page::{End, Page, Placed, Position, SortKey};
use uuid::Uuid;

use crate::sql::Sql;

/// How a list is sorted, and from which end a page of it is cut.
pub(crate) struct Keyset<'a> {
    /// The column of the moment.
    pub(crate) moment: &'a str,
    /// The column of the identity.
    pub(crate) id: &'a str,
    /// Whether the list begins with the latest.
    pub(crate) is_latest_first: bool,
    /// The page.
    pub(crate) page: &'a Page,
}

impl Keyset<'_> {
    /// What lies between the page's cursors: conditions that begin with `AND`.
    pub(crate) fn bounds(&self, sql: &mut Sql) -> String {
        let (later, earlier) = if self.is_latest_first {
            ("<", ">")
        } else {
            (">", "<")
        };
        let mut text = String::new();
        for (position, sign) in [(&self.page.after, later), (&self.page.before, earlier)] {
            if let Some(Position {
                key: SortKey::Moment(moment),
                id,
            }) = position
            {
                let (moment, id) = (sql.bind(*moment), sql.bind(*id));
                let columns = format!("{}, {}", self.moment, self.id);
                text.push_str(&format!(" AND ({columns}) {sign} ({moment}, {id})"));
            }
        }
        text
    }

    /// In which direction it is read: a list that is read from its other end is read backwards.
    pub(crate) const fn direction(&self) -> &'static str {
        if self.is_descending() { "DESC" } else { "ASC" }
    }

    /// What it is ordered by when it is read.
    pub(crate) fn order(&self) -> String {
        let direction = self.direction();
        format!("{} {direction}, {} {direction}", self.moment, self.id)
    }

    /// Sorts what was read as it was to be read: neither engine promises the order of what is joined to the rows of a list.
    pub(crate) fn sort<T>(&self, items: &mut [Placed<T>]) {
        let key = |placed: &Placed<T>| sorting(&placed.position);
        if self.is_descending() {
            items.sort_by_key(|placed| Reverse(key(placed)));
        } else {
            items.sort_by_key(key);
        }
    }

    const fn is_descending(&self) -> bool {
        self.is_latest_first == matches!(self.page.end, End::First)
    }
}

fn sorting(position: &Position) -> (i64, Uuid) {
    match position.key {
        SortKey::Moment(moment) => (moment, position.id),
        SortKey::Text(_) | SortKey::Reads { .. } => (0, position.id),
    }
}
