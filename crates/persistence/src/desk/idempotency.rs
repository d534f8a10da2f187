//! Acts that are sent again. The key of an act is noted in the act's own transaction, so that it is kept if and only if the act is done; whoever
//! sends the same key meanwhile waits for that transaction and is then answered from it.

use sea_orm::{ConnectionTrait, FromQueryResult};
use standfirst_domain::{
    command_context::{CommandContext, IdempotencyKey},
    error::Error,
    moment::Moment,
};

use crate::{dialect::Engine, failure::told, sql::Sql};

#[derive(FromQueryResult)]
struct IdempotencyRow {
    request_digest: Vec<u8>,
    outcome: Option<String>,
}

/// Begins an act: answers the outcome of the same act if it was done before, under the key that the command context bears.
///
/// # Errors
/// [`Error::KeyReused`] when the key was sent with another act, [`Error::InProgress`] when that act has not ended within the time that a lock is
/// waited for.
pub(crate) async fn begin<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    context: &CommandContext,
) -> Result<Option<String>, Error> {
    let (Some(request), Some(principal)) = (&context.idempotency, context.actor) else {
        return Ok(None);
    };
    let forgotten = context
        .at
        .plus_millis(-IdempotencyKey::KEPT_MILLIS)
        .as_millis();
    let mut sql = Sql::new(engine);
    let key = [
        sql.bind(principal.as_uuid()),
        sql.bind(request.key.as_str()),
        sql.bind(request.request_digest.to_vec()),
        sql.bind(context.at.as_millis()),
    ]
    .join(", ");
    let forgotten = sql.bind(forgotten);
    sql.push(&format!(
        "INSERT INTO idempotency_record (principal, idempotency_key, request_digest, sent_at) VALUES ({key}) ON CONFLICT (principal, idempotency_key) DO UPDATE \
         SET request_digest = excluded.request_digest, outcome = NULL, sent_at = excluded.sent_at WHERE idempotency_record.sent_at <= {forgotten}"
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
    let (principal, key) = (
        sql.bind(principal.as_uuid()),
        sql.bind(request.key.as_str()),
    );
    sql.push(&format!(
        "SELECT request_digest, outcome FROM idempotency_record WHERE principal = {principal} AND idempotency_key = {key}"
    ));
    let row = IdempotencyRow::find_by_statement(sql.statement())
        .one(connection)
        .await
        .map_err(told)?;
    match row {
        Some(row) if row.request_digest != request.request_digest => Err(Error::KeyReused),
        Some(IdempotencyRow {
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
    context: &CommandContext,
    outcome: &str,
) -> Result<(), Error> {
    let (Some(request), Some(principal)) = (&context.idempotency, context.actor) else {
        return Ok(());
    };
    let mut sql = Sql::new(engine);
    let (outcome, principal, key) = (
        sql.bind(outcome),
        sql.bind(principal.as_uuid()),
        sql.bind(request.key.as_str()),
    );
    sql.push(&format!(
        "UPDATE idempotency_record SET outcome = {outcome} WHERE principal = {principal} AND idempotency_key = {key}"
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
    sql.push(&format!(
        "DELETE FROM idempotency_record WHERE sent_at < {before}"
    ));
    let done = connection
        .execute_raw(sql.statement())
        .await
        .map_err(told)?;
    Ok(done.rows_affected())
}
