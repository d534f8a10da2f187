//! What followers need: the journal to read, a lease that one node holds, and how far they have come.

use sea_orm::{ConnectionTrait, FromQueryResult};
use standfirst_domain::{
    error::Error,
    moment::Moment,
    ports::{Fence, Holding, Lease},
    wire::{Entry, Position},
};

use super::entry::read;
use crate::{failure::told, rows::wire, sql::Sql, store::Store, transaction::Transaction};

#[derive(FromQueryResult)]
struct PositionRow {
    position: i64,
}

#[derive(FromQueryResult)]
struct LeaseRow {
    position: i64,
    fence: i64,
}

#[derive(FromQueryResult)]
struct FollowerRow {
    name: String,
    position: i64,
    fence: i64,
    held_until: i64,
}

pub(super) async fn head(store: &Store) -> Result<Position, Error> {
    let mut sql = store.sql();
    sql.push("SELECT position FROM wire_head WHERE id = 1");
    let rows = store.rows::<PositionRow>(sql).await?;
    Ok(rows.first().map_or(0, |row| position(row.position)))
}

pub(super) async fn entries(
    store: &Store,
    after: Position,
    most: u32,
) -> Result<Vec<(Position, Entry)>, Error> {
    let mut sql = store.sql();
    let after = sql.bind(whole(after));
    let most = sql.bind(i64::from(most));
    sql.push(&format!(
        "SELECT position, at, subject, article_id, subject_id, into_id, kind, view, in_bulk, before, after FROM wire \
         WHERE position > {after} ORDER BY position LIMIT {most}"
    ));
    store
        .rows::<wire::Model>(sql)
        .await?
        .into_iter()
        .map(read)
        .collect()
}

/// One statement: a lease is taken when nobody holds it and renewed by the fence that it has.
pub(super) async fn lease(
    store: &Store,
    follower: &str,
    holding: Option<Fence>,
    now: Moment,
    until: Moment,
) -> Result<Option<Lease>, Error> {
    let (engine, follower) = (store.engine(), follower.to_owned());
    let work = move || {
        let mut sql = Sql::new(engine);
        let name = sql.bind(follower.as_str());
        let now = sql.bind(now.as_millis());
        let until = sql.bind(until.as_millis());
        let holding = sql.bind(holding.map_or(-1, whole));
        sql.push(&format!(
            "INSERT INTO wire_follower (name, position, fence, held_until) VALUES ({name}, 0, 1, {until}) \
             ON CONFLICT (name) DO UPDATE SET \
             fence = CASE WHEN wire_follower.fence = {holding} THEN wire_follower.fence ELSE wire_follower.fence + 1 END, held_until = {until} \
             WHERE wire_follower.held_until <= {now} OR wire_follower.fence = {holding} RETURNING position, fence"
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
                    fence: position(row.fence),
                    position: position(row.position),
                }))
            })
        }))
        .await
}

pub(super) async fn advance(
    store: &Store,
    follower: &str,
    fence: Fence,
    to: Position,
) -> Result<(), Error> {
    let (engine, follower) = (store.engine(), follower.to_owned());
    store
        .transaction(Box::new(move |transaction| {
            let moved = move_on(Sql::new(engine), &follower, fence, to);
            Box::pin(async move { under_fence(transaction, moved).await })
        }))
        .await
}

/// Moves a follower's place on, if nobody raised its fence.
pub(super) fn move_on(mut sql: Sql, follower: &str, fence: Fence, to: Position) -> Sql {
    let name = sql.bind(follower);
    let fence = sql.bind(whole(fence));
    let to = sql.bind(whole(to));
    sql.push(&format!(
        "UPDATE wire_follower SET position = {to} WHERE name = {name} AND fence = {fence} AND position <= {to}"
    ));
    sql
}

/// Executes what is written to hold for one fence only.
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

pub(super) async fn release(store: &Store, follower: &str, fence: Fence) -> Result<(), Error> {
    let (engine, follower) = (store.engine(), follower.to_owned());
    store
        .transaction(Box::new(move |transaction| {
            let mut sql = Sql::new(engine);
            let name = sql.bind(follower.as_str());
            let fence = sql.bind(whole(fence));
            sql.push(&format!(
                "UPDATE wire_follower SET held_until = 0 WHERE name = {name} AND fence = {fence}"
            ));
            Box::pin(async move {
                let done = transaction.execute_raw(sql.statement()).await;
                done.map_err(told).map(drop)
            })
        }))
        .await
}

pub(super) async fn all(store: &Store) -> Result<Vec<Holding>, Error> {
    let mut sql = store.sql();
    sql.push("SELECT name, position, fence, held_until FROM wire_follower ORDER BY name");
    let rows = store.rows::<FollowerRow>(sql).await?;
    let holding = |row: FollowerRow| Holding {
        follower: row.name,
        position: position(row.position),
        fence: position(row.fence),
        until: Moment::from_millis(row.held_until),
    };
    Ok(rows.into_iter().map(holding).collect())
}

/// A number that is never negative, as it is kept.
pub(super) fn position(kept: i64) -> Position {
    Position::try_from(kept).unwrap_or(0)
}

/// A number as it is to be kept.
pub(super) fn whole(position: Position) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}
