//! The row of a `COUNT(*)`.

use sea_orm::FromQueryResult;

/// A number that a statement answers as `count`.
#[derive(FromQueryResult)]
pub(crate) struct CountRow {
    count: i64,
}

impl CountRow {
    pub(crate) fn number(&self) -> u64 {
        to_u64(self.count)
    }
}

/// Converts the result of a `COUNT(*)`, which is never negative.
pub(crate) fn to_u64(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}
