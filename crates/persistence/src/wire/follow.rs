//! What followers need: the journal to read, a lease that one node holds, and how far they have come.

use sea_orm::{ConnectionTrait, FromQueryResult};
use standfirst_domain::{
    error::Error,
    ids::ArticleId,
    moment::Moment,
    ports::{Fence, Lease},
    wire::{Entry, Position},
};

use crate::{
    failure::told,
    rows::{
        decode::{from_word, json},
        wire,
    },
    sql::Sql,
    store::Store,
};

#[derive(FromQueryResult)]
struct PositionRow {
    position: i64,
}

#[derive(FromQueryResult)]
struct LeaseRow {
    position: i64,
    fence: i64,
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
        "SELECT * FROM wire WHERE position > {after} ORDER BY position LIMIT {most}"
    ));
    store
        .rows::<wire::Model>(sql)
        .await?
        .into_iter()
        .map(read)
        .collect()
}

fn read(row: wire::Model) -> Result<(Position, Entry), Error> {
    let key = row.position;
    let standing = |text: Option<String>| text.map(|text| json(&text, "wire", key)).transpose();
    let entry = Entry {
        at: Moment::from_millis(row.at),
        article: ArticleId::from_uuid(row.article_id),
        kind: from_word(&row.kind, "wire", key)?,
        view: from_word(&row.view, "wire", key)?,
        before: standing(row.before)?,
        after: standing(row.after)?,
        in_bulk: row.in_bulk,
    };
    Ok((position(row.position), entry))
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
            let mut sql = Sql::new(engine);
            let name = sql.bind(follower.as_str());
            let fence = sql.bind(whole(fence));
            let to = sql.bind(whole(to));
            sql.push(&format!("UPDATE wire_follower SET position = {to} WHERE name = {name} AND fence = {fence} AND position <= {to}"));
            Box::pin(async move {
                let done = transaction.execute_raw(sql.statement()).await.map_err(told)?;
                if done.rows_affected() == 1 { Ok(()) } else { Err(Error::Conflict { current: 0 }) }
            })
        }))
        .await
}

pub(super) async fn set_aside(
    store: &Store,
    follower: &str,
    position: Position,
    reason: &str,
    now: Moment,
) -> Result<(), Error> {
    let (engine, follower, reason) = (store.engine(), follower.to_owned(), reason.to_owned());
    store
        .transaction(Box::new(move |transaction| {
            let mut sql = Sql::new(engine);
            let values = [sql.bind(follower.as_str()), sql.bind(whole(position)), sql.bind(now.as_millis()), sql.bind(reason.as_str())];
            let values = values.join(", ");
            sql.push(&format!(
                "INSERT INTO wire_dead_letter (follower, position, at, reason) VALUES ({values}) ON CONFLICT (follower, position) DO NOTHING"
            ));
            Box::pin(async move { transaction.execute_raw(sql.statement()).await.map_err(told).map(|_| ()) })
        }))
        .await
}

pub(super) async fn set_aside_by(store: &Store, follower: &str) -> Result<Vec<Position>, Error> {
    let mut sql = store.sql();
    let name = sql.bind(follower);
    sql.push(&format!(
        "SELECT position FROM wire_dead_letter WHERE follower = {name} ORDER BY position"
    ));
    let rows = store.rows::<PositionRow>(sql).await?;
    Ok(rows.iter().map(|row| position(row.position)).collect())
}

fn position(kept: i64) -> Position {
    Position::try_from(kept).unwrap_or(0)
}

fn whole(position: Position) -> i64 {
    i64::try_from(position).unwrap_or(i64::MAX)
}
