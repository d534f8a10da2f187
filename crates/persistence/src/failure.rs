//! What a failure of the database means to the newsroom.

use sea_orm::{DbErr, RuntimeErr, sqlx};
use standfirst_domain::error::Error;

/// What can be done about a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The database is not there.
    Absent,
    /// It did not answer in time.
    Late,
    /// Another transaction held what this one was to change.
    Busy,
    /// Two transactions stood in each other's way; the same one may go through next.
    Conflict,
    /// Anything else.
    Unforeseen,
}

/// Hands a failure over to the newsroom without its words.
pub(crate) fn told(failure: DbErr) -> Error {
    match kind(&failure) {
        Kind::Absent => Error::Unavailable(Box::new(failure)),
        Kind::Late => Error::Timeout,
        Kind::Busy => Error::Busy(Box::new(failure)),
        Kind::Conflict | Kind::Unforeseen => Error::Storage(Box::new(failure)),
    }
}

/// As [`told`], of a commit that was not acknowledged. Where the database was lost or late, the write may stand.
pub(crate) fn told_of_commit(failure: DbErr) -> Error {
    match kind(&failure) {
        Kind::Absent | Kind::Late | Kind::Busy => Error::OutcomeUnknown(Box::new(failure)),
        Kind::Conflict | Kind::Unforeseen => Error::Storage(Box::new(failure)),
    }
}

/// Whether a read may succeed on another connection.
pub(crate) fn is_lost_connection(error: &Error) -> bool {
    matches!(error, Error::Unavailable(source) if !source.downcast_ref::<DbErr>().is_some_and(is_pool_timeout))
}

/// Whether the same transaction may go through when tried again: nothing of it was committed.
pub(crate) fn is_conflict(error: &Error) -> bool {
    matches!(error, Error::Storage(source) if source.downcast_ref::<DbErr>().is_some_and(|failure| kind(failure) == Kind::Conflict))
}

fn is_pool_timeout(failure: &DbErr) -> bool {
    matches!(failure, DbErr::ConnectionAcquire(_))
        || matches!(
            runtime(failure),
            Some(sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed)
        )
}

fn runtime(failure: &DbErr) -> Option<&sqlx::Error> {
    match failure {
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => Some(error),
        _ => None,
    }
}

fn kind(failure: &DbErr) -> Kind {
    if matches!(failure, DbErr::ConnectionAcquire(_) | DbErr::Conn(_)) {
        return Kind::Absent;
    }
    match runtime(failure) {
        Some(sqlx::Error::Database(error)) => error
            .code()
            .map_or(Kind::Unforeseen, |code| kind_of_code(&code)),
        Some(
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed,
        ) => Kind::Absent,
        _ => Kind::Unforeseen,
    }
}

/// SQLSTATE on PostgreSQL, the extended result code on SQLite.
fn kind_of_code(code: &str) -> Kind {
    match code {
        "57P01" | "57P02" | "57P03" | "53300" | "25006" => Kind::Absent,
        "57014" | "25P03" | "9" => Kind::Late,
        "55P03" | "5" | "261" | "517" | "773" => Kind::Busy,
        "40001" | "40P01" | "23505" | "1555" | "2067" => Kind::Conflict,
        code if code.len() == 5 && code.starts_with("08") => Kind::Absent,
        _ => Kind::Unforeseen,
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, kind_of_code};

    #[test]
    fn a_held_row_or_file_is_told_from_a_slow_statement() {
        for (codes, kind) in [
            (&["55P03", "5", "261", "517", "773"][..], Kind::Busy),
            (&["57014", "25P03", "9"], Kind::Late),
            (&["40001", "40P01", "23505", "2067"], Kind::Conflict),
            (&["57P01", "08006"], Kind::Absent),
            (&["42601", "1"], Kind::Unforeseen),
        ] {
            for code in codes {
                assert_eq!(kind_of_code(code), kind, "{code}");
            }
        }
    }
}
