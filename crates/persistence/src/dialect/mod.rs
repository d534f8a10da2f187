//! All in which the two engines differ, and nothing else.

mod postgres;
mod search;
mod sqlite;

use std::time::Duration;

use sea_orm::{
    DatabaseConnection, DbBackend, DbErr, IsolationLevel, SqliteTransactionMode, TransactionOptions,
};

use crate::{options::Options, pool::Pool};

pub(crate) use search::{first_of_second, tsvector};
pub(crate) use sqlite::Watch;

/// Which engine keeps the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// The connections of a store: writers that wait for each other must not keep readers waiting.
pub(crate) struct Connections {
    pub(crate) readers: Pool,
    pub(crate) writers: Pool,
}

/// The articles of a list for each row before it in a `FROM`: the item itself, and how its columns are written.
pub(crate) struct Each {
    pub(crate) from: String,
    pub(crate) article_id: &'static str,
    pub(crate) number: &'static str,
}

/// What a column of a bound table holds.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Form {
    /// Whole numbers.
    Whole,
    /// Texts.
    Text,
    /// Identifiers without hyphens.
    Id,
}

/// The entries of a list for each row before it in a `FROM`: the item itself, and how an entry and the identifier at its beginning are written.
pub(crate) struct Entries {
    pub(crate) from: String,
    pub(crate) entry: &'static str,
    pub(crate) id: &'static str,
}

impl Engine {
    pub(crate) fn of(url: &str) -> Option<Self> {
        if url.starts_with("sqlite:") {
            Some(Self::Sqlite)
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Some(Self::Postgres)
        } else {
            None
        }
    }

    pub(crate) const fn backend(self) -> DbBackend {
        match self {
            Self::Sqlite => DbBackend::Sqlite,
            Self::Postgres => DbBackend::Postgres,
        }
    }

    /// Opens the connections, of which each calls back after each statement.
    pub(crate) async fn connect(
        self,
        options: &Options,
        after_statement: impl Fn() + Clone + Send + Sync + 'static,
    ) -> Result<Connections, DbErr> {
        let counted = |mut database: DatabaseConnection| {
            let after_statement = after_statement.clone();
            database.set_metric_callback(move |_| after_statement());
            database
        };
        match self {
            Self::Sqlite => sqlite::connect(options, counted).await,
            Self::Postgres => postgres::connect(options, counted).await,
        }
    }

    /// A connection on which a migration may take as long as it needs.
    pub(crate) async fn connect_for_migration(
        self,
        options: &Options,
    ) -> Result<DatabaseConnection, DbErr> {
        match self {
            Self::Sqlite => sqlite::connect_for_migration(options).await,
            Self::Postgres => postgres::connect_for_migration(options).await,
        }
    }

    /// Lets one node migrate at a time; the lock ends with the connection, of which the pool has one.
    pub(crate) async fn wait_for_other_migrations(
        self,
        connection: &DatabaseConnection,
    ) -> Result<(), DbErr> {
        match self {
            Self::Sqlite => Ok(()),
            Self::Postgres => postgres::wait_for_other_migrations(connection).await,
        }
    }

    /// A bound JSON array of identifiers without hyphens as a query with the column `id`.
    pub(crate) fn ids(self, list: &str) -> String {
        match self {
            Self::Sqlite => format!("(SELECT unhex(value) AS id FROM json_each({list}))"),
            Self::Postgres => {
                format!("(SELECT value::uuid AS id FROM json_array_elements_text({list}::json))")
            }
        }
    }

    /// A bound JSON array of texts as a query with the column `id`.
    pub(crate) fn texts(self, list: &str) -> String {
        match self {
            Self::Sqlite => format!("(SELECT value AS id FROM json_each({list}))"),
            Self::Postgres => {
                format!("(SELECT value AS id FROM json_array_elements_text({list}::json))")
            }
        }
    }

    /// A bound JSON array of whole numbers as a query with the column `id`.
    pub(crate) fn wholes(self, list: &str) -> String {
        match self {
            Self::Sqlite => format!("(SELECT value AS id FROM json_each({list}))"),
            Self::Postgres => {
                format!("(SELECT value::bigint AS id FROM json_array_elements_text({list}::json))")
            }
        }
    }

    /// A bound JSON array of arrays as a query with the columns `c0`, `c1`, ... of these forms.
    pub(crate) fn table(self, list: &str, forms: &[Form]) -> String {
        let column = |(place, form): (usize, &Form)| {
            let value = format!("value ->> {place}");
            let value = match (self, form) {
                (Self::Sqlite, Form::Id) => format!("unhex({value})"),
                (Self::Sqlite, Form::Whole | Form::Text) | (Self::Postgres, Form::Text) => value,
                (Self::Postgres, Form::Id) => format!("({value})::uuid"),
                (Self::Postgres, Form::Whole) => format!("({value})::bigint"),
            };
            format!("{value} AS c{place}")
        };
        let columns: Vec<String> = forms.iter().enumerate().map(column).collect();
        let columns = columns.join(", ");
        match self {
            Self::Sqlite => format!("(SELECT {columns} FROM json_each({list}))"),
            Self::Postgres => {
                format!("(SELECT {columns} FROM json_array_elements({list}::json))")
            }
        }
    }

    /// Behind tables of a `FROM`: the rows of one more that meet a condition with each row of theirs, looked up row by row. SQLite, which knows nothing of how many
    /// there are, takes a CROSS JOIN in the order in which it is written, and PostgreSQL, which knows nothing of rows that are new, never flattens what has an OFFSET.
    pub(crate) fn looked_up(self, table: &str, alias: &str, condition: &str) -> String {
        match self {
            Self::Sqlite => format!(" CROSS JOIN {table} {alias} ON {condition}"),
            Self::Postgres => format!(
                " CROSS JOIN LATERAL (SELECT {alias}.* FROM {table} {alias} WHERE {condition} OFFSET 0) {alias}"
            ),
        }
    }

    /// For each row before it, the entries of a column that holds a JSON array of arrays, as `e`, each of which begins with an identifier.
    pub(crate) fn entries(self, column: &str) -> Entries {
        match self {
            Self::Sqlite => Entries {
                from: format!("json_each({column}) e"),
                entry: "e.value",
                id: "unhex(e.value ->> 0, '-')",
            },
            Self::Postgres => Entries {
                from: format!("LATERAL json_array_elements({column}::json) e(value)"),
                entry: "e.value::text",
                id: "(e.value ->> 0)::uuid",
            },
        }
    }

    /// A bound JSON array of pairs, an identifier without hyphens and a number, as a query with the columns `id` and `number`.
    pub(crate) fn counts(self, list: &str) -> String {
        match self {
            Self::Sqlite => format!(
                "(SELECT unhex(json_extract(value, '$[0]')) AS id, json_extract(value, '$[1]') AS number FROM json_each({list}))"
            ),
            Self::Postgres => format!(
                "(SELECT (value->>0)::uuid AS id, (value->>1)::bigint AS number FROM json_array_elements({list}::json))"
            ),
        }
    }

    /// No identifier, where nothing else says what would stand there.
    pub(crate) const fn no_id(self) -> &'static str {
        match self {
            Self::Sqlite => "NULL",
            Self::Postgres => "NULL::uuid",
        }
    }

    /// The rows of a query for each row before it. The query answers `article_id` and `number` and may name columns of what stands before it.
    pub(crate) fn each(self, query: &str) -> Each {
        match self {
            Self::Sqlite => sqlite::each(query),
            Self::Postgres => postgres::each(query),
        }
    }

    /// How a transaction that writes begins.
    pub(crate) fn writing(self) -> TransactionOptions {
        let mode = match self {
            Self::Sqlite => Some(SqliteTransactionMode::Immediate),
            Self::Postgres => None,
        };
        TransactionOptions {
            sqlite_transaction_mode: mode,
            ..TransactionOptions::default()
        }
    }

    /// What makes others who would change the rows of a query wait; on SQLite there is one writer.
    pub(crate) const fn for_update(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE",
        }
    }

    /// What makes others who would change the rows of a query or hold them wait, and not those whose rows merely name them.
    pub(crate) const fn for_change(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR NO KEY UPDATE",
        }
    }

    /// Gives every showing that carries the tag `$1` the tag `$2` in its place, once: one that carries both keeps the better place of the two.
    pub(crate) const fn move_tag(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "UPDATE OR REPLACE showing_tag SET tag_id = $2, position = MIN(position, COALESCE((SELECT o.position FROM showing_tag o \
                 WHERE o.tag_id = $2 AND o.published_at = showing_tag.published_at AND o.article_id = showing_tag.article_id \
                 AND o.number = showing_tag.number), position)) WHERE tag_id = $1"
            }
            Self::Postgres => {
                "WITH moved AS (DELETE FROM showing_tag WHERE tag_id = $1 RETURNING published_at, updated_at, article_id, number, position) \
                 INSERT INTO showing_tag (tag_id, published_at, updated_at, article_id, number, position) \
                 SELECT $2, published_at, updated_at, article_id, number, position FROM moved \
                 ON CONFLICT (tag_id, published_at, article_id, number) DO UPDATE SET position = LEAST(showing_tag.position, excluded.position)"
            }
        }
    }

    /// What makes others who would change the rows of a query wait, and nobody who only refers to them.
    pub(crate) const fn for_share(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR SHARE",
        }
    }

    /// What lets one transaction at a time give out names and slugs, until it ends; on SQLite there is one writer.
    pub(crate) const fn lock_names(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some("SELECT pg_advisory_xact_lock(126943874345063)"),
        }
    }

    /// What raises the change log's head by `$1` and answers its position. Others who would raise it wait until the transaction ends, and where nodes can
    /// be told of a commit, they are told of this one.
    pub(crate) const fn raise_head(self) -> &'static str {
        match self {
            Self::Sqlite => {
                "UPDATE change_log_head SET position = position + $1 WHERE id = 1 RETURNING position"
            }
            Self::Postgres => {
                "UPDATE change_log_head SET position = position + $1 WHERE id = 1 RETURNING position, pg_notify('standfirst_consumers', '') IS NULL AS told"
            }
        }
    }

    /// Whether the engine tells other nodes of commits.
    pub(crate) const fn notifies(self) -> bool {
        matches!(self, Self::Postgres)
    }

    /// How a read of several statements begins, that is to see one moment.
    pub(crate) fn reading(self) -> TransactionOptions {
        let isolation_level = match self {
            Self::Sqlite => None,
            Self::Postgres => Some(IsolationLevel::RepeatableRead),
        };
        TransactionOptions {
            isolation_level,
            ..TransactionOptions::default()
        }
    }

    /// Whether statements are driven on a runtime of the store's own: a PostgreSQL connection belongs to the runtime that opened it and stalls
    /// with it, while SQLite's have threads of their own.
    pub(crate) const fn needs_runtime(self) -> bool {
        matches!(self, Self::Postgres)
    }
}

/// How long a connection may lie idle before it is tried again when it is taken.
pub(super) const IDLE_BEFORE_TRIAL: Duration = Duration::from_secs(1);
