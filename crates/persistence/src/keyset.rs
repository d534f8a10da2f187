//! Keyset pagination: lists ordered by a moment or a number and by an identifier, cut by row
//! values, so that every page costs the same.

use std::cmp::Reverse;

use standfirst_domain::page::{End, Page, Placed, Position, SortKey};
use uuid::Uuid;

use crate::sql::Sql;

/// Order of a list, and the page to cut from it.
pub(crate) struct Keyset<'a> {
    /// Expression for the moment.
    pub(crate) moment: &'a str,
    /// Expression for the identifier.
    pub(crate) id: &'a str,
    /// The list begins with the latest moment.
    pub(crate) is_latest_first: bool,
    pub(crate) page: &'a Page,
}

impl Keyset<'_> {
    /// Conditions for the cursors of the page. Each begins with ` AND `.
    pub(crate) fn bounds(&self, sql: &mut Sql) -> String {
        let (after, before) = if self.is_latest_first {
            ("<", ">")
        } else {
            (">", "<")
        };
        let mut text = String::new();
        for (position, sign) in [(&self.page.after, after), (&self.page.before, before)] {
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

    /// Direction in which the statement reads. The last page of a list is read backwards.
    pub(crate) const fn direction(&self) -> &'static str {
        if self.is_descending() { "DESC" } else { "ASC" }
    }

    /// Expressions of the `ORDER BY`.
    pub(crate) fn order(&self) -> String {
        let direction = self.direction();
        format!("{} {direction}, {} {direction}", self.moment, self.id)
    }

    /// Sorts the rows in the direction in which they were read. Neither engine keeps the order of a
    /// subquery that is joined.
    pub(crate) fn sort<T>(&self, items: &mut [Placed<T>]) {
        let key = |placed: &Placed<T>| sort_key(&placed.position);
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

fn sort_key(position: &Position) -> (i64, Uuid) {
    match position.key {
        SortKey::Moment(moment) => (moment, position.id),
        SortKey::Text(_) | SortKey::Reads { .. } => (0, position.id),
    }
}
