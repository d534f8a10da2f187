//! Dead letters: records that a consumer could not process, stored with the reason for an operator.

use async_trait::async_trait;
use sea_orm::FromQueryResult;
use standfirst_domain::{
    error::Error,
    moment::Moment,
    ports::{DeadLetter, DeadLetterStore, FencingToken},
};

use super::{
    leases::Checkpoint,
    reads::{to_integer, to_position},
};
use crate::{store::Store, transaction::Transaction};

#[derive(FromQueryResult)]
struct DeadLetterRow {
    consumer: String,
    position: i64,
    created_at: i64,
    reason: String,
}

#[async_trait]
impl DeadLetterStore for Store {
    async fn dead_letter(
        &self,
        consumer: &str,
        fencing_token: Option<FencingToken>,
        letter: DeadLetter,
    ) -> Result<(), Error> {
        let past = fencing_token.map(|fencing_token| Checkpoint {
            consumer: consumer.to_owned(),
            fencing_token,
            position: letter.position,
        });
        let input = (consumer.to_owned(), past, letter);
        self.transaction(input, |transaction, (consumer, past, letter)| {
            Box::pin(async move {
                if let Some(past) = past {
                    past.save(transaction).await?;
                }
                write(transaction, consumer, letter).await
            })
        })
        .await
    }

    async fn dead_letters(&self, limit: u32) -> Result<Vec<(String, DeadLetter)>, Error> {
        let mut sql = self.sql();
        let limit = sql.bind(i64::from(limit));
        sql.push(&format!(
            "SELECT consumer, position, created_at, reason FROM (SELECT d.*, ROW_NUMBER() OVER (PARTITION BY consumer ORDER BY position DESC) AS place \
             FROM dead_letter d) latest WHERE place <= {limit} ORDER BY consumer, position"
        ));
        let rows = self.rows::<DeadLetterRow>(sql).await?;
        let letter = |row: DeadLetterRow| {
            let letter = DeadLetter {
                position: to_position(row.position),
                created_at: Moment::from_millis(row.created_at),
                reason: row.reason,
            };
            (row.consumer, letter)
        };
        Ok(rows.into_iter().map(letter).collect())
    }
}

async fn write(
    transaction: &Transaction,
    consumer: &str,
    letter: &DeadLetter,
) -> Result<(), Error> {
    let mut sql = transaction.sql();
    let values = [
        sql.bind(consumer),
        sql.bind(to_integer(letter.position)),
        sql.bind(letter.created_at.as_millis()),
        sql.bind(letter.reason.as_str()),
    ]
    .join(", ");
    // A consumer without a checkpoint in the store meets the record again after a restart.
    sql.push(&format!(
        "INSERT INTO dead_letter (consumer, position, created_at, reason) VALUES ({values}) ON CONFLICT (consumer, position) DO NOTHING"
    ));
    transaction.execute(sql).await.map(drop)
}
