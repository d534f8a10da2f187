//! Search: where FTS5 and tsvector find the showings that hold something, and in what order.

mod tsvector;
mod wanted;

use super::engine::Engine;

pub(crate) use tsvector::tsvector;

/// Where showings are found by what they hold: the entry is `e` and the showing `s`.
pub(crate) struct Matching {
    /// What stands behind `FROM`.
    pub(crate) from: String,
    /// The condition.
    pub(crate) holds: String,
    /// The order in which the newest come first, which the index gives.
    pub(crate) newest: &'static str,
}

impl Engine {
    /// The showings that hold what is bound as `wanted`. PostgreSQL's planner knows too little of how rare something is, and takes the wrong one of its two
    /// ways: to look at the newest one after the other, which finds what is common, or to gather all that hold it, which finds what is rare.
    pub(crate) fn matching(self, wanted: &str, is_common: bool) -> Matching {
        const ITS_SHOWING: &str =
            "JOIN showing s ON s.article_id = e.article_id AND s.number = e.number";
        let newest = "e.published_at DESC, e.article_id DESC";
        match self {
            Self::Sqlite => Matching {
                from: "search_text CROSS JOIN search_entry e ON e.id = search_text.rowid CROSS JOIN showing s ON s.article_id = e.article_id AND s.number = e.number".to_owned(),
                holds: format!("search_text MATCH {wanted}"),
                newest: "search_text.rowid DESC",
            },
            Self::Postgres if is_common => Matching {
                from: format!("search_entry e {ITS_SHOWING}"),
                holds: format!("(e.terms @@ {wanted}::tsquery) IS TRUE"),
                newest,
            },
            Self::Postgres => Matching {
                from: format!(
                    "(SELECT i.article_id, i.number, i.published_at, i.counts, i.headline FROM search_entry i WHERE i.terms @@ {wanted}::tsquery OFFSET 0) e {ITS_SHOWING}"
                ),
                holds: "TRUE".to_owned(),
                newest,
            },
        }
    }

    /// A condition on the entry `e`: it does not hold what is bound as `wanted`.
    pub(crate) fn lacking(self, wanted: &str) -> String {
        match self {
            Self::Sqlite => {
                format!(
                    "e.id NOT IN (SELECT rowid FROM search_text WHERE search_text MATCH {wanted})"
                )
            }
            Self::Postgres => format!("NOT e.terms @@ {wanted}::tsquery"),
        }
    }

    /// The first rows of a list by date, where ties are broken by identity. SQLite walks its index by the second, so that it looks at the whole of the
    /// last second before it sorts.
    pub(crate) fn newest_page(
        self,
        columns: &str,
        matching: &Matching,
        conditions: &str,
        limit: &str,
    ) -> String {
        let Matching {
            from,
            holds,
            newest,
        } = matching;
        match self {
            Self::Sqlite => format!(
                "SELECT {columns} FROM {from} WHERE {holds}{conditions} AND search_text.rowid >= (SELECT MIN(id) >> {SEQUENCE_BITS} << {SEQUENCE_BITS} \
                 FROM (SELECT search_text.rowid AS id FROM {from} WHERE {holds}{conditions} ORDER BY {newest} LIMIT {limit})) \
                 ORDER BY s.published_at DESC, s.article_id DESC LIMIT {limit}"
            ),
            Self::Postgres => format!(
                "SELECT {columns} FROM {from} WHERE {holds}{conditions} ORDER BY {newest} LIMIT {limit}"
            ),
        }
    }

    /// A condition that lets SQLite begin its walk at a date; PostgreSQL needs none.
    pub(crate) fn not_after(self, millis: i64) -> String {
        match self {
            Self::Sqlite => format!(
                " AND search_text.rowid < {}",
                first_of_second(millis.saturating_add(1_000))
            ),
            Self::Postgres => String::new(),
        }
    }

    /// What takes entries `e` away that meet the `{condition}`, with what FTS5 holds of them.
    pub(crate) const fn forget_entries(self) -> &'static [&'static str] {
        match self {
            Self::Sqlite => &[
                "DELETE FROM search_text WHERE rowid IN (SELECT e.id FROM search_entry e WHERE {condition})",
                "DELETE FROM search_entry AS e WHERE {condition}",
            ],
            Self::Postgres => &["DELETE FROM search_entry AS e WHERE {condition}"],
        }
    }

    /// What makes acts wait that would drop a showing while it is read.
    pub(crate) const fn for_reference(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR KEY SHARE OF s",
        }
    }
}

/// How many entries may bear the date of one second, in bits.
pub(crate) const SEQUENCE_BITS: u32 = 24;
/// Seconds from the year 1 to 1970, before which nothing is dated.
const SECONDS_BEFORE_1970: i64 = 62_135_596_800;

/// The first number that an entry of this date can have.
pub(crate) const fn first_of_second(millis: i64) -> i64 {
    let second = millis.div_euclid(1_000) + SECONDS_BEFORE_1970;
    (if second > 0 { second } else { 0 }) << SEQUENCE_BITS
}

#[cfg(test)]
mod tests {
    use super::first_of_second;

    #[test]
    fn entries_are_numbered_in_the_order_of_their_dates() {
        let dates = [-62_135_596_800_000, -1, 0, 999, 1_000, 253_402_214_399_999];
        let numbers = dates.map(first_of_second);
        assert!(numbers.is_sorted() && numbers.iter().all(|number| *number >= 0));
        assert_eq!(numbers[2], numbers[3]);
        assert!(numbers[3] < numbers[4]);
    }
}
