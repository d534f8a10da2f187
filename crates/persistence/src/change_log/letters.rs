//! Dead letters: records that a consumer could not work off, kept with the reason so that somebody can look.

use sea_orm::{ConnectionTrait, FromQueryResult};
use standfirst_domain::{
    error::Error,
    moment::Moment,
    ports::{DeadLetter, FencingToken},
};

use super::follow::{move_on, position, under_fence, whole};
use crate::{failure::told, sql::Sql, store::Store};

#[derive(FromQueryResult)]
struct LetterRow {
    consumer: String,
    position: i64,
    at: i64,
    reason: String,
}

/// Sets a record aside and, under a fencing token, moves its consumer past it: both or neither.
pub(super) async fn dead_letter(
    store: &Store,
    consumer: &str,
    fencing_token: Option<FencingToken>,
    letter: DeadLetter,
) -> Result<(), Error> {
    let (engine, consumer) = (store.engine(), consumer.to_owned());
    store
        .transaction(Box::new(move |transaction| {
            let past = fencing_token.map(|fencing_token| move_on(Sql::new(engine), &consumer, fencing_token, letter.position));
            let mut sql = Sql::new(engine);
            let values = [
                sql.bind(consumer.as_str()),
                sql.bind(whole(letter.position)),
                sql.bind(letter.at.as_millis()),
                sql.bind(letter.reason.as_str()),
            ];
            let values = values.join(", ");
            sql.push(&format!(
                "INSERT INTO dead_letter (consumer, position, at, reason) VALUES ({values}) ON CONFLICT (consumer, position) DO NOTHING"
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

/// The latest of each consumer, at most so many.
pub(super) async fn all(store: &Store, most: u32) -> Result<Vec<(String, DeadLetter)>, Error> {
    let mut sql = store.sql();
    let most = sql.bind(i64::from(most));
    sql.push(&format!(
        "SELECT consumer, position, at, reason FROM (SELECT d.*, ROW_NUMBER() OVER (PARTITION BY consumer ORDER BY position DESC) AS place \
         FROM dead_letter d) latest WHERE place <= {most} ORDER BY consumer, position"
    ));
    let rows = store.rows::<LetterRow>(sql).await?;
    let letter = |row: LetterRow| {
        let letter = DeadLetter {
            position: position(row.position),
            at: Moment::from_millis(row.at),
            reason: row.reason,
        };
        (row.consumer, letter)
    };
    Ok(rows.into_iter().map(letter).collect())
}
