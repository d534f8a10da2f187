//! Idempotency records: a command that is sent again is answered and not carried out again.
//!
//! A command writes its record in its own transaction, so that the record exists if and only if the
//! command was carried out. A second request with the same key waits for that transaction at the
//! row lock, and is then answered from the record.

use async_trait::async_trait;
use sea_orm::FromQueryResult;
use standfirst_domain::{
    command_context::{CommandContext, IdempotencyKey},
    error::Error,
    moment::Moment,
    ports::IdempotencyStore,
};

use crate::{store::Store, transaction::Transaction};

#[derive(FromQueryResult)]
struct IdempotencyRow {
    request_digest: Vec<u8>,
    outcome: Option<String>,
}

#[async_trait]
impl IdempotencyStore for Store {
    async fn forget_idempotency_records(&self, before: Moment) -> Result<u64, Error> {
        self.transaction(before, |transaction, before| {
            Box::pin(async move {
                let mut sql = transaction.sql();
                let before = sql.bind(before.as_millis());
                sql.push(&format!(
                    "DELETE FROM idempotency_record WHERE sent_at < {before}"
                ));
                transaction.execute(sql).await
            })
        })
        .await
    }
}

/// Begins a command. Answers the outcome if the same command was carried out under the same key.
///
/// # Errors
/// [`Error::KeyReused`] when the key was sent with a different command. [`Error::InProgress`] when
/// the first transaction has not ended within the lock timeout.
pub(crate) async fn begin(
    transaction: &Transaction,
    context: &CommandContext,
) -> Result<Option<String>, Error> {
    let (Some(request), Some(principal)) = (&context.idempotency, context.actor) else {
        return Ok(None);
    };
    let expired = context
        .at
        .plus_millis(-IdempotencyKey::RETENTION_MILLIS)
        .as_millis();
    let mut sql = transaction.sql();
    let values = [
        sql.bind(principal.as_uuid()),
        sql.bind(request.key.as_str()),
        sql.bind(request.request_digest.to_vec()),
        sql.bind(context.at.as_millis()),
    ]
    .join(", ");
    let expired = sql.bind(expired);
    // An expired record counts as none: the new command takes its place.
    sql.push(&format!(
        "INSERT INTO idempotency_record (principal, idempotency_key, request_digest, sent_at) VALUES ({values}) \
         ON CONFLICT (principal, idempotency_key) DO UPDATE \
         SET request_digest = excluded.request_digest, outcome = NULL, sent_at = excluded.sent_at WHERE idempotency_record.sent_at <= {expired}"
    ));
    let inserted = transaction.execute(sql).await;
    let inserted = inserted.map_err(|error| match error {
        // The row lock of the first request was not released in time.
        Error::Busy(_) => Error::InProgress,
        other => other,
    })?;
    if inserted == 1 {
        return Ok(None);
    }
    let mut sql = transaction.sql();
    let (principal, key) = (
        sql.bind(principal.as_uuid()),
        sql.bind(request.key.as_str()),
    );
    sql.push(&format!(
        "SELECT request_digest, outcome FROM idempotency_record WHERE principal = {principal} AND idempotency_key = {key}"
    ));
    match transaction.row::<IdempotencyRow>(sql).await? {
        Some(row) if row.request_digest != request.request_digest => Err(Error::KeyReused),
        Some(IdempotencyRow {
            outcome: Some(outcome),
            ..
        }) => Ok(Some(outcome)),
        _ => Err(Error::InProgress),
    }
}

/// Ends a command: stores its outcome.
pub(crate) async fn end(
    transaction: &Transaction,
    context: &CommandContext,
    outcome: &str,
) -> Result<(), Error> {
    let (Some(request), Some(principal)) = (&context.idempotency, context.actor) else {
        return Ok(());
    };
    let mut sql = transaction.sql();
    let (outcome, principal, key) = (
        sql.bind(outcome),
        sql.bind(principal.as_uuid()),
        sql.bind(request.key.as_str()),
    );
    sql.push(&format!(
        "UPDATE idempotency_record SET outcome = {outcome} WHERE principal = {principal} AND idempotency_key = {key}"
    ));
    transaction.execute(sql).await.map(drop)
}
