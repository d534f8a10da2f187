//! Acts that are sent again. The key of an act is noted in the act's own transaction, so that it is kept if and only if the act is done; whoever
//! sends the same key meanwhile waits for that transaction and is then answered from it.

use sea_orm::{ConnectionTrait, FromQueryResult};
use standfirst_domain::{
    error::Error,
    mandate::{Mandate, RetryKey},
    moment::Moment,
};

use crate::{dialect::Engine, failure::told, sql::Sql};

#[derive(FromQueryResult)]
struct RetryRow {
    asked: Vec<u8>,
    outcome: Option<String>,
}

/// Begins an act: answers the outcome of the same act if it was done before, under the key that the mandate bears.
///
/// # Errors
/// [`Error::KeyReused`] when the key was sent with another act, [`Error::InProgress`] when that act has not ended within the time that a lock is
/// waited for.
pub(crate) async fn begin<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    mandate: &Mandate,
) -> Result<Option<String>, Error> {
    let (Some(retry), Some(principal)) = (&mandate.retry, mandate.actor) else {
        return Ok(None);
    };
    let forgotten = mandate.at.plus_millis(-RetryKey::KEPT_MILLIS).as_millis();
    let mut sql = Sql::new(engine);
    let key = [
        sql.bind(principal.as_uuid()),
        sql.bind(retry.key.as_str()),
        sql.bind(retry.asked.to_vec()),
        sql.bind(mandate.at.as_millis()),
    ]
    .join(", ");
    let forgotten = sql.bind(forgotten);
    sql.push(&format!(
        "INSERT INTO retry (principal, retry_key, asked, sent_at) VALUES ({key}) ON CONFLICT (principal, retry_key) DO UPDATE \
         SET asked = excluded.asked, outcome = NULL, sent_at = excluded.sent_at WHERE retry.sent_at <= {forgotten}"
    ));
    let noted = connection
        .execute_raw(sql.statement())
        .await
        .map_err(|failure| match told(failure) {
            Error::Busy(_) => Error::InProgress,
            other => other,
        })?;
    if noted.rows_affected() == 1 {
        return Ok(None);
    }
    let mut sql = Sql::new(engine);
    let (principal, key) = (sql.bind(principal.as_uuid()), sql.bind(retry.key.as_str()));
    sql.push(&format!(
        "SELECT asked, outcome FROM retry WHERE principal = {principal} AND retry_key = {key}"
    ));
    let row = RetryRow::find_by_statement(sql.statement())
        .one(connection)
        .await
        .map_err(told)?;
    match row {
        Some(row) if row.asked != retry.asked => Err(Error::KeyReused),
        Some(RetryRow {
            outcome: Some(outcome),
            ..
        }) => Ok(Some(outcome)),
        _ => Err(Error::InProgress),
    }
}

/// Ends an act: keeps what came of it.
pub(crate) async fn end<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    mandate: &Mandate,
    outcome: &str,
) -> Result<(), Error> {
    let (Some(retry), Some(principal)) = (&mandate.retry, mandate.actor) else {
        return Ok(());
    };
    let mut sql = Sql::new(engine);
    let (outcome, principal, key) = (
        sql.bind(outcome),
        sql.bind(principal.as_uuid()),
        sql.bind(retry.key.as_str()),
    );
    sql.push(&format!(
        "UPDATE retry SET outcome = {outcome} WHERE principal = {principal} AND retry_key = {key}"
    ));
    connection
        .execute_raw(sql.statement())
        .await
        .map_err(told)
        .map(|_| ())
}

/// Forgets the keys that were sent before a moment.
pub(super) async fn forget<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    before: Moment,
) -> Result<u64, Error> {
    let mut sql = Sql::new(engine);
    let before = sql.bind(before.as_millis());
    sql.push(&format!("DELETE FROM retry WHERE sent_at < {before}"));
    let done = connection
        .execute_raw(sql.statement())
        .await
        .map_err(told)?;
    Ok(done.rows_affected())
}
