//! Search statements of the engines: FTS5 on SQLite, tsvector with a GIN index on PostgreSQL.

mod term_query;
mod tsvector;

use super::engine::Engine;

pub(crate) use tsvector::tsvector;

/// Parts of a statement over the showings that match a query. Its aliases are `e` for the index
/// entry and `s` for the showing.
pub(crate) struct Matching {
    /// Text behind `FROM`.
    pub(crate) from: String,
    /// Condition that the entry matches.
    pub(crate) condition: String,
    /// Order by date, the newest first, that the index provides without sorting.
    pub(crate) newest: &'static str,
}

impl Engine {
    /// Showings that match the query bound as `query`.
    ///
    /// PostgreSQL's planner cannot estimate the number of matches well, and often takes the wrong
    /// one of two plans. `is_frequent` selects the plan: a scan from the newest entry finds
    /// frequent matches soonest, a lookup of all matches in the GIN index finds rare ones.
    pub(crate) fn matching(self, query: &str, is_frequent: bool) -> Matching {
        const JOIN_SHOWING: &str =
            "JOIN showing s ON s.article_id = e.article_id AND s.number = e.number";
        let newest = "e.published_at DESC, e.article_id DESC";
        match self {
            // The rowid is ordered by date, and `CROSS JOIN` keeps the FTS5 table first.
            Self::Sqlite => Matching {
                from: "search_text CROSS JOIN search_entry e ON e.id = search_text.rowid CROSS JOIN showing s ON s.article_id = e.article_id AND s.number = e.number".to_owned(),
                condition: format!("search_text MATCH {query}"),
                newest: "search_text.rowid DESC",
            },
            // `IS TRUE` hides the condition from the GIN index, which leaves the scan by date.
            Self::Postgres if is_frequent => Matching {
                from: format!("search_entry e {JOIN_SHOWING}"),
                condition: format!("(e.terms @@ {query}::tsquery) IS TRUE"),
                newest,
            },
            // `OFFSET 0` keeps the subquery from being merged, which leaves the GIN index.
            Self::Postgres => Matching {
                from: format!(
                    "(SELECT i.article_id, i.number, i.published_at, i.counts, i.headline FROM search_entry i WHERE i.terms @@ {query}::tsquery OFFSET 0) e {JOIN_SHOWING}"
                ),
                condition: "TRUE".to_owned(),
                newest,
            },
        }
    }

    /// Condition that the entry `e` does not match the query bound as `query`.
    pub(crate) fn not_matching(self, query: &str) -> String {
        match self {
            Self::Sqlite => {
                format!(
                    "e.id NOT IN (SELECT rowid FROM search_text WHERE search_text MATCH {query})"
                )
            }
            Self::Postgres => format!("NOT e.terms @@ {query}::tsquery"),
        }
    }

    /// First rows of a list by date, with the id as the tie-breaker.
    pub(crate) fn newest_page(
        self,
        columns: &str,
        matching: &Matching,
        conditions: &str,
        limit: &str,
    ) -> String {
        let Matching {
            from,
            condition,
            newest,
        } = matching;
        match self {
            // SQLite's index is ordered by the second only. The inner query finds the second of the
            // last row; the outer one reads that second completely, and sorts.
            Self::Sqlite => format!(
                "SELECT {columns} FROM {from} WHERE {condition}{conditions} AND search_text.rowid >= (SELECT MIN(id) >> {SEQUENCE_BITS} << {SEQUENCE_BITS} \
                 FROM (SELECT search_text.rowid AS id FROM {from} WHERE {condition}{conditions} ORDER BY {newest} LIMIT {limit})) \
                 ORDER BY s.published_at DESC, s.article_id DESC LIMIT {limit}"
            ),
            Self::Postgres => format!(
                "SELECT {columns} FROM {from} WHERE {condition}{conditions} ORDER BY {newest} LIMIT {limit}"
            ),
        }
    }

    /// Condition that lets SQLite start its scan at a date. PostgreSQL needs none.
    pub(crate) fn published_until(self, millis: i64) -> String {
        match self {
            Self::Sqlite => format!(
                " AND search_text.rowid < {}",
                first_of_second(millis.saturating_add(1_000))
            ),
            Self::Postgres => String::new(),
        }
    }

    /// Statements that delete the entries `e` that meet the `{condition}`, with their texts in
    /// FTS5.
    pub(crate) const fn delete_index_entries(self) -> &'static [&'static str] {
        match self {
            Self::Sqlite => &[
                "DELETE FROM search_text WHERE rowid IN (SELECT e.id FROM search_entry e WHERE {condition})",
                "DELETE FROM search_entry AS e WHERE {condition}",
            ],
            Self::Postgres => &["DELETE FROM search_entry AS e WHERE {condition}"],
        }
    }

    /// Clause that keeps the selected showings from being deleted until the transaction ends.
    pub(crate) const fn for_reference(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR KEY SHARE OF s",
        }
    }
}

/// Bits of an entry id that number the entries of one second.
pub(crate) const SEQUENCE_BITS: u32 = 24;
/// Seconds from the year 1 to 1970. No article is dated earlier.
const SECONDS_BEFORE_1970: i64 = 62_135_596_800;

/// Smallest id of an entry on SQLite with a date in the given second.
pub(crate) const fn first_of_second(millis: i64) -> i64 {
    let second = millis.div_euclid(1_000) + SECONDS_BEFORE_1970;
    (if second > 0 { second } else { 0 }) << SEQUENCE_BITS
}

#[cfg(test)]
mod tests {
    use super::first_of_second;

    #[test]
    fn entry_ids_have_the_order_of_their_dates() {
        let dates = [-62_135_596_800_000, -1, 0, 999, 1_000, 253_402_214_399_999];
        let ids = dates.map(first_of_second);
        assert!(ids.is_sorted() && ids.iter().all(|id| *id >= 0));
        assert_eq!(ids[2], ids[3]);
        assert!(ids[3] < ids[4]);
    }
}
