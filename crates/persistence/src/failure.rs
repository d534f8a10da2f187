//! Translation of database errors into domain errors.

use sea_orm::{DbErr, RuntimeErr, sqlx};
use standfirst_domain::error::Error;

/// Class of a database error, by the remedy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FailureKind {
    /// The database is absent.
    Absent,
    /// The statement timeout passed.
    Timeout,
    /// The lock timeout passed while another transaction held the rows.
    Busy,
    /// Two transactions conflicted; the same transaction may succeed next.
    Conflict,
    /// Any other error.
    Other,
}

/// Translates an error of a statement. Nothing was committed.
pub(crate) fn into_domain_error(failure: DbErr) -> Error {
    match kind(&failure) {
        FailureKind::Absent => Error::Unavailable(Box::new(failure)),
        FailureKind::Timeout => Error::Timeout,
        FailureKind::Busy => Error::Busy(Box::new(failure)),
        FailureKind::Conflict | FailureKind::Other => Error::Storage(Box::new(failure)),
    }
}

/// Translates an error of a commit. Where the database was absent or late, the transaction may be
/// committed all the same.
pub(crate) fn commit_into_domain_error(failure: DbErr) -> Error {
    match kind(&failure) {
        FailureKind::Absent | FailureKind::Timeout | FailureKind::Busy => {
            Error::OutcomeUnknown(Box::new(failure))
        }
        FailureKind::Conflict | FailureKind::Other => Error::Storage(Box::new(failure)),
    }
}

/// Returns whether a read may succeed on another connection.
pub(crate) fn is_lost_connection(error: &Error) -> bool {
    matches!(error, Error::Unavailable(source) if !source.downcast_ref::<DbErr>().is_some_and(is_pool_timeout))
}

/// Returns whether the same transaction may succeed when it is tried again.
pub(crate) fn is_conflict(error: &Error) -> bool {
    matches!(error, Error::Storage(source) if source.downcast_ref::<DbErr>().is_some_and(|failure| kind(failure) == FailureKind::Conflict))
}

fn is_pool_timeout(failure: &DbErr) -> bool {
    matches!(failure, DbErr::ConnectionAcquire(_))
        || matches!(
            sqlx_error(failure),
            Some(sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed)
        )
}

fn sqlx_error(failure: &DbErr) -> Option<&sqlx::Error> {
    match failure {
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => Some(error),
        _ => None,
    }
}

fn kind(failure: &DbErr) -> FailureKind {
    if matches!(failure, DbErr::ConnectionAcquire(_) | DbErr::Conn(_)) {
        return FailureKind::Absent;
    }
    match sqlx_error(failure) {
        Some(sqlx::Error::Database(error)) => error
            .code()
            .map_or(FailureKind::Other, |code| code_kind(&code)),
        Some(
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed,
        ) => FailureKind::Absent,
        _ => FailureKind::Other,
    }
}

/// Classifies a SQLSTATE of PostgreSQL or an extended result code of SQLite. The two never collide:
/// a SQLSTATE has five characters.
fn code_kind(code: &str) -> FailureKind {
    match code {
        // Shutdown, crash, recovery, too many connections, read-only standby.
        "57P01" | "57P02" | "57P03" | "53300" | "25006" => FailureKind::Absent,
        // Statement timeout, idle timeout inside a transaction, interrupt by the progress handler.
        "57014" | "25P03" | "9" => FailureKind::Timeout,
        // Lock timeout; SQLITE_BUSY and its extended codes.
        "55P03" | "5" | "261" | "517" | "773" => FailureKind::Busy,
        // Serialization failure, deadlock, unique violations: another transaction inserted first.
        "40001" | "40P01" | "23505" | "1555" | "2067" => FailureKind::Conflict,
        // Connection exceptions.
        code if code.len() == 5 && code.starts_with("08") => FailureKind::Absent,
        _ => FailureKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::{FailureKind, code_kind};

    #[test]
    fn a_held_row_or_file_is_told_from_a_slow_statement() {
        for (codes, kind) in [
            (&["55P03", "5", "261", "517", "773"][..], FailureKind::Busy),
            (&["57014", "25P03", "9"], FailureKind::Timeout),
            (&["40001", "40P01", "23505", "2067"], FailureKind::Conflict),
            (&["57P01", "08006"], FailureKind::Absent),
            (&["42601", "1"], FailureKind::Other),
        ] {
            for code in codes {
                assert_eq!(code_kind(code), kind, "{code}");
            }
        }
    }
}
