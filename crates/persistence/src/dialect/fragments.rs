//! SQL fragments that each engine writes in its own way.

use super::engine::Engine;

/// Type of a column in a bound table.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ColumnType {
    /// Whole number of 64 bits.
    Integer,
    /// Text.
    Text,
    /// Identifier, as hexadecimal digits without hyphens.
    Id,
}

/// A query that runs for each row to its left in a `FROM`.
pub(crate) struct Lateral {
    /// Item of the `FROM`.
    pub(crate) from: String,
    /// Expression for the column `article_id` of the query.
    pub(crate) article_id: &'static str,
    /// Expression for the column `number` of the query.
    pub(crate) number: &'static str,
}

/// The elements of a JSON array for each row to its left in a `FROM`.
pub(crate) struct JsonElements {
    /// Item of the `FROM`.
    pub(crate) from: String,
    /// Expression for an element.
    pub(crate) element: &'static str,
    /// Expression for the identifier at the beginning of an element.
    pub(crate) id: &'static str,
}

impl Engine {
    /// A bound JSON array of identifiers without hyphens, as a query with the column `id`.
    pub(crate) fn id_list(self, list: &str) -> String {
        match self {
            Self::Sqlite => format!("(SELECT unhex(value) AS id FROM json_each({list}))"),
            Self::Postgres => {
                format!("(SELECT value::uuid AS id FROM json_array_elements_text({list}::json))")
            }
        }
    }

    /// A bound JSON array of texts, as a query with the column `id`.
    pub(crate) fn text_list(self, list: &str) -> String {
        match self {
            Self::Sqlite => format!("(SELECT value AS id FROM json_each({list}))"),
            Self::Postgres => {
                format!("(SELECT value AS id FROM json_array_elements_text({list}::json))")
            }
        }
    }

    /// A bound JSON array of whole numbers, as a query with the column `id`.
    pub(crate) fn integer_list(self, list: &str) -> String {
        match self {
            Self::Sqlite => format!("(SELECT value AS id FROM json_each({list}))"),
            Self::Postgres => {
                format!("(SELECT value::bigint AS id FROM json_array_elements_text({list}::json))")
            }
        }
    }

    /// A bound JSON array of pairs of an identifier without hyphens and a number, as a query with
    /// the columns `id` and `number`.
    pub(crate) fn numbered_id_list(self, list: &str) -> String {
        match self {
            Self::Sqlite => format!(
                "(SELECT unhex(json_extract(value, '$[0]')) AS id, json_extract(value, '$[1]') AS number FROM json_each({list}))"
            ),
            Self::Postgres => format!(
                "(SELECT (value->>0)::uuid AS id, (value->>1)::bigint AS number FROM json_array_elements({list}::json))"
            ),
        }
    }

    /// A bound JSON array of arrays, as a query with the columns `c0`, `c1`, ... of these types.
    pub(crate) fn table(self, list: &str, types: &[ColumnType]) -> String {
        let column = |(place, column_type): (usize, &ColumnType)| {
            let value = format!("value ->> {place}");
            let value = match (self, column_type) {
                (Self::Sqlite, ColumnType::Id) => format!("unhex({value})"),
                (Self::Sqlite, ColumnType::Integer | ColumnType::Text)
                | (Self::Postgres, ColumnType::Text) => value,
                (Self::Postgres, ColumnType::Id) => format!("({value})::uuid"),
                (Self::Postgres, ColumnType::Integer) => format!("({value})::bigint"),
            };
            format!("{value} AS c{place}")
        };
        let columns: Vec<String> = types.iter().enumerate().map(column).collect();
        let columns = columns.join(", ");
        match self {
            Self::Sqlite => format!("(SELECT {columns} FROM json_each({list}))"),
            Self::Postgres => {
                format!("(SELECT {columns} FROM json_array_elements({list}::json))")
            }
        }
    }

    /// Nested-loop join with one more table, behind the tables of a `FROM`: for each row of theirs,
    /// the rows of the table that meet a condition are looked up by its index.
    pub(crate) fn nested_loop_join(self, table: &str, alias: &str, condition: &str) -> String {
        match self {
            // SQLite has no statistics and runs a CROSS JOIN in the order in which it is written.
            Self::Sqlite => format!(" CROSS JOIN {table} {alias} ON {condition}"),
            // PostgreSQL, whose statistics lag behind new rows, never flattens a subquery with an
            // OFFSET into a join of another kind.
            Self::Postgres => format!(
                " CROSS JOIN LATERAL (SELECT {alias}.* FROM {table} {alias} WHERE {condition} OFFSET 0) {alias}"
            ),
        }
    }

    /// For each row to the left, the elements of a column that holds a JSON array of arrays, as
    /// `e`. Each element begins with an identifier.
    pub(crate) fn json_elements(self, column: &str) -> JsonElements {
        match self {
            Self::Sqlite => JsonElements {
                from: format!("json_each({column}) e"),
                element: "e.value",
                id: "unhex(e.value ->> 0, '-')",
            },
            Self::Postgres => JsonElements {
                from: format!("LATERAL json_array_elements({column}::json) e(value)"),
                element: "e.value::text",
                id: "(e.value ->> 0)::uuid",
            },
        }
    }

    /// For each row to the left, the rows of a query that answers `article_id` and `number` and may
    /// name columns of that row.
    pub(crate) fn lateral(self, query: &str) -> Lateral {
        match self {
            // SQLite has no LATERAL, but passes columns of the row to a table-valued function.
            Self::Sqlite => Lateral {
                from: format!(
                    "json_each((SELECT json_group_array(hex(article_id) || ':' || number) FROM ({query}))) c"
                ),
                article_id: "unhex(substr(c.value, 1, 32))",
                number: "CAST(substr(c.value, 34) AS INTEGER)",
            },
            Self::Postgres => Lateral {
                from: format!("LATERAL ({query}) c"),
                article_id: "c.article_id",
                number: "c.number",
            },
        }
    }

    /// A NULL of the type of identifiers.
    pub(crate) const fn null_id(self) -> &'static str {
        match self {
            Self::Sqlite => "NULL",
            Self::Postgres => "NULL::uuid",
        }
    }
}
