//! What consumers need: the journal to read, a lease that one node holds, and how far they have come.

use sea_orm::{ConnectionTrait, FromQueryResult};
use standfirst_domain::{
    change_log::{ChangeRecord, LogPosition},
    error::Error,
    moment::Moment,
    ports::{ConsumerLease, FencingToken, Lease},
};

use super::record::read;
use crate::{failure::told, rows::change_log, sql::Sql, store::Store, transaction::Transaction};

#[derive(FromQueryResult)]
struct PositionRow {
    position: i64,
}

#[derive(FromQueryResult)]
struct LeaseRow {
    position: i64,
    fencing_token: i64,
}

#[derive(FromQueryResult)]
struct ConsumerRow {
    name: String,
    position: i64,
    fencing_token: i64,
    held_until: i64,
}

pub(super) async fn head(store: &Store) -> Result<LogPosition, Error> {
    let mut sql = store.sql();
    sql.push("SELECT position FROM change_log_head WHERE id = 1");
    let rows = store.rows::<PositionRow>(sql).await?;
    Ok(rows.first().map_or(0, |row| position(row.position)))
}

pub(super) async fn records(
    store: &Store,
    after: LogPosition,
    most: u32,
) -> Result<Vec<(LogPosition, ChangeRecord)>, Error> {
    let mut sql = store.sql();
    let after = sql.bind(whole(after));
    let most = sql.bind(i64::from(most));
    sql.push(&format!(
        "SELECT position, at, subject, article_id, subject_id, into_id, kind, view, in_bulk, before, after FROM change_record \
         WHERE position > {after} ORDER BY position LIMIT {most}"
    ));
    store
        .rows::<change_log::Model>(sql)
        .await?
        .into_iter()
        .map(read)
        .collect()
}

/// One statement: a lease is taken when nobody holds it and renewed by the fencing token that it has.
pub(super) async fn lease(
    store: &Store,
    consumer: &str,
    holding: Option<FencingToken>,
    now: Moment,
    until: Moment,
) -> Result<Option<Lease>, Error> {
    let (engine, consumer) = (store.engine(), consumer.to_owned());
    let work = move || {
        let mut sql = Sql::new(engine);
        let name = sql.bind(consumer.as_str());
        let now = sql.bind(now.as_millis());
        let until = sql.bind(until.as_millis());
        let holding = sql.bind(holding.map_or(-1, whole));
        sql.push(&format!(
            "INSERT INTO consumer (name, position, fencing_token, held_until) VALUES ({name}, 0, 1, {until}) \
             ON CONFLICT (name) DO UPDATE SET \
             fencing_token = CASE WHEN consumer.fencing_token = {holding} THEN consumer.fencing_token ELSE consumer.fencing_token + 1 END, held_until = {until} \
             WHERE consumer.held_until <= {now} OR consumer.fencing_token = {holding} RETURNING position, fencing_token"
        ));
        sql
    };
    store
        .transaction(Box::new(move |transaction| {
            let sql = work();
            Box::pin(async move {
                let row = LeaseRow::find_by_statement(sql.statement())
                    .one(transaction)
                    .await
                    .map_err(told)?;
                Ok(row.map(|row| Lease {
                    fencing_token: position(row.fencing_token),
                    position: position(row.position),
                }))
            })
        }))
        .await
}

pub(super) async fn save_checkpoint(
    store: &Store,
    consumer: &str,
    fencing_token: FencingToken,
    to: LogPosition,
) -> Result<(), Error> {
    let (engine, consumer) = (store.engine(), consumer.to_owned());
    store
        .transaction(Box::new(move |transaction| {
            let moved = move_on(Sql::new(engine), &consumer, fencing_token, to);
            Box::pin(async move { under_fence(transaction, moved).await })
        }))
        .await
}

/// Moves a consumer's place on, if nobody raised its fencing token.
pub(super) fn move_on(
    mut sql: Sql,
    consumer: &str,
    fencing_token: FencingToken,
    to: LogPosition,
) -> Sql {
    let name = sql.bind(consumer);
    let fencing_token = sql.bind(whole(fencing_token));
    let to = sql.bind(whole(to));
    sql.push(&format!(
        "UPDATE consumer SET position = {to} WHERE name = {name} AND fencing_token = {fencing_token} AND position <= {to}"
    ));
    sql
}

/// Executes what is written to hold for one fencing token only.
pub(super) async fn under_fence(transaction: &Transaction, sql: Sql) -> Result<(), Error> {
    let done = transaction
        .execute_raw(sql.statement())
        .await
        .map_err(told)?;
    if done.rows_affected() == 1 {
        Ok(())
    } else {
        Err(Error::Conflict { current: 0 })
    }
}

pub(super) async fn release(
    store: &Store,
    consumer: &str,
    fencing_token: FencingToken,
) -> Result<(), Error> {
    let (engine, consumer) = (store.engine(), consumer.to_owned());
    store
        .transaction(Box::new(move |transaction| {
            let mut sql = Sql::new(engine);
            let name = sql.bind(consumer.as_str());
            let fencing_token = sql.bind(whole(fencing_token));
            sql.push(&format!(
                "UPDATE consumer SET held_until = 0 WHERE name = {name} AND fencing_token = {fencing_token}"
            ));
            Box::pin(async move {
                let done = transaction.execute_raw(sql.statement()).await;
                done.map_err(told).map(drop)
            })
        }))
        .await
}

pub(super) async fn all(store: &Store) -> Result<Vec<ConsumerLease>, Error> {
    let mut sql = store.sql();
    sql.push("SELECT name, position, fencing_token, held_until FROM consumer ORDER BY name");
    let rows = store.rows::<ConsumerRow>(sql).await?;
    let holding = |row: ConsumerRow| ConsumerLease {
        consumer: row.name,
        position: position(row.position),
        fencing_token: position(row.fencing_token),
        until: Moment::from_millis(row.held_until),
    };
    Ok(rows.into_iter().map(holding).collect())
}

/// A number that is never negative, as it is kept.
pub(super) fn position(kept: i64) -> LogPosition {
    LogPosition::try_from(kept).unwrap_or(0)
}

/// A number as it is to be kept.
pub(super) fn whole(position: LogPosition) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}
