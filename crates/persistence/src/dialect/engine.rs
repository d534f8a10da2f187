//! The engines: their transactions, locks and whole statements that have no common form.

use sea_orm::{DbBackend, IsolationLevel, SqliteTransactionMode, TransactionOptions};

/// Channel on which PostgreSQL notifies of commits that wrote to the change log.
pub(crate) const NOTIFICATION_CHANNEL: &str = "standfirst_change_log";

/// Database engine of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// The engine that a database address names.
    pub(crate) fn from_url(url: &str) -> Option<Self> {
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

    /// Returns whether connections need a runtime of the store's own. A PostgreSQL connection
    /// belongs to the runtime that opened it and stalls with that runtime; SQLite connections have
    /// their own threads.
    pub(crate) const fn needs_runtime(self) -> bool {
        matches!(self, Self::Postgres)
    }

    /// Options of a transaction that writes.
    pub(crate) fn write_options(self) -> TransactionOptions {
        let sqlite_transaction_mode = match self {
            // A transaction that begins as a read cannot always become a write on SQLite.
            Self::Sqlite => Some(SqliteTransactionMode::Immediate),
            Self::Postgres => None,
        };
        TransactionOptions {
            sqlite_transaction_mode,
            ..TransactionOptions::default()
        }
    }

    /// Options of a transaction that reads one snapshot with several statements.
    pub(crate) fn snapshot_options(self) -> TransactionOptions {
        let isolation_level = match self {
            Self::Sqlite => None,
            Self::Postgres => Some(IsolationLevel::RepeatableRead),
        };
        TransactionOptions {
            isolation_level,
            ..TransactionOptions::default()
        }
    }

    /// Locking clause against every other lock on the rows of a query. SQLite has one writer.
    pub(crate) const fn for_update(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE",
        }
    }

    /// Locking clause against changes of the rows and against other locks, but not against rows
    /// elsewhere that refer to them.
    pub(crate) const fn for_change(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR NO KEY UPDATE",
        }
    }

    /// Locking clause against changes of the rows alone.
    pub(crate) const fn for_share(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR SHARE",
        }
    }

    /// Statement that lets one transaction at a time assign names and slugs. `None` on SQLite,
    /// which has one writer.
    pub(crate) const fn lock_names(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some("SELECT pg_advisory_xact_lock(126943874345063)"),
        }
    }

    /// Statement that gives every showing with the tag `$1` the tag `$2` instead, once: a showing
    /// with both keeps the lower position of the two.
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

    /// Statement that raises the head of the change log by `$1` and answers its position. It locks
    /// the head until the transaction ends. PostgreSQL also notifies all nodes of the commit.
    pub(crate) fn raise_head(self) -> String {
        let raise =
            "UPDATE change_log_head SET position = position + $1 WHERE id = 1 RETURNING position";
        match self {
            Self::Sqlite => raise.to_owned(),
            Self::Postgres => {
                format!("{raise}, pg_notify('{NOTIFICATION_CHANNEL}', '') IS NULL AS is_notified")
            }
        }
    }

    /// Returns whether the engine notifies other nodes of commits.
    pub(crate) const fn notifies(self) -> bool {
        matches!(self, Self::Postgres)
    }
}
