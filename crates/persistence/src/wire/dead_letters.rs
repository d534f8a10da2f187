//! Dead letters: entries that a follower could not work off, kept with the reason so that somebody can look.

use sea_orm::{ConnectionTrait, FromQueryResult};
use standfirst_domain::{
    error::Error,
    moment::Moment,
    ports::{DeadLetter, Fence},
};

use super::follow::{move_on, position, under_fence, whole};
use crate::{failure::told, sql::Sql, store::Store};

#[derive(FromQueryResult)]
struct LetterRow {
    follower: String,
    position: i64,
    at: i64,
    reason: String,
}

/// Sets an entry aside and, under a fence, moves its follower past it: both or neither.
pub(super) async fn set_aside(
    store: &Store,
    follower: &str,
    fence: Option<Fence>,
    letter: DeadLetter,
) -> Result<(), Error> {
    let (engine, follower) = (store.engine(), follower.to_owned());
    store
        .transaction(Box::new(move |transaction| {
            let past = fence.map(|fence| move_on(Sql::new(engine), &follower, fence, letter.position));
            let mut sql = Sql::new(engine);
            let values = [
                sql.bind(follower.as_str()),
                sql.bind(whole(letter.position)),
                sql.bind(letter.at.as_millis()),
                sql.bind(letter.reason.as_str()),
            ];
            let values = values.join(", ");
            sql.push(&format!(
                "INSERT INTO wire_dead_letter (follower, position, at, reason) VALUES ({values}) ON CONFLICT (follower, position) DO NOTHING"
            ));
            Box::pin(async move {
                if let Some(past) = past {
                    under_fence(transaction, past).await?;
                }
                let done = transaction.execute_raw(sql.statement()).await;
                done.map_err(told).map(drop)
            })
        }))
        .await
}

/// The latest of each follower, at most so many.
pub(super) async fn all(store: &Store, most: u32) -> Result<Vec<(String, DeadLetter)>, Error> {
    let mut sql = store.sql();
    let most = sql.bind(i64::from(most));
    sql.push(&format!(
        "SELECT follower, position, at, reason FROM (SELECT d.*, ROW_NUMBER() OVER (PARTITION BY follower ORDER BY position DESC) AS place \
         FROM wire_dead_letter d) latest WHERE place <= {most} ORDER BY follower, position"
    ));
    let rows = store.rows::<LetterRow>(sql).await?;
    let letter = |row: LetterRow| {
        let letter = DeadLetter {
            position: position(row.position),
            at: Moment::from_millis(row.at),
            reason: row.reason,
        };
        (row.follower, letter)
    };
    Ok(rows.into_iter().map(letter).collect())
}
