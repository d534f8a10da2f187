//! Leases and checkpoints of the consumers that run on one node at a time.

use async_trait::async_trait;
use sea_orm::FromQueryResult;
use standfirst_domain::{
    change_log::LogPosition,
    error::Error,
    moment::Moment,
    ports::{ConsumerLease, ConsumerStore, FencingToken, Lease},
};

use super::reads::{to_integer, to_position};
use crate::{store::Store, transaction::Transaction};

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
    leased_until: i64,
}

#[async_trait]
impl ConsumerStore for Store {
    async fn lease(
        &self,
        consumer: &str,
        held: Option<FencingToken>,
        now: Moment,
        until: Moment,
    ) -> Result<Option<Lease>, Error> {
        let request = LeaseRequest {
            consumer: consumer.to_owned(),
            held,
            now,
            until,
        };
        self.transaction(request, |transaction, request| {
            Box::pin(request.acquire(transaction))
        })
        .await
    }

    async fn save_checkpoint(
        &self,
        consumer: &str,
        fencing_token: FencingToken,
        to: LogPosition,
    ) -> Result<(), Error> {
        let checkpoint = Checkpoint {
            consumer: consumer.to_owned(),
            fencing_token,
            position: to,
        };
        self.transaction(checkpoint, |transaction, checkpoint| {
            Box::pin(checkpoint.save(transaction))
        })
        .await
    }

    async fn release(&self, consumer: &str, fencing_token: FencingToken) -> Result<(), Error> {
        self.transaction(
            (consumer.to_owned(), fencing_token),
            |transaction, (consumer, fencing_token)| {
                Box::pin(release(transaction, consumer, *fencing_token))
            },
        )
        .await
    }

    async fn consumers(&self) -> Result<Vec<ConsumerLease>, Error> {
        let mut sql = self.sql();
        sql.push("SELECT name, position, fencing_token, leased_until FROM consumer ORDER BY name");
        let rows = self.rows::<ConsumerRow>(sql).await?;
        let lease = |row: ConsumerRow| ConsumerLease {
            consumer: row.name,
            position: to_position(row.position),
            fencing_token: to_position(row.fencing_token),
            leased_until: Moment::from_millis(row.leased_until),
        };
        Ok(rows.into_iter().map(lease).collect())
    }
}

/// A request for the lease of a consumer.
struct LeaseRequest {
    consumer: String,
    /// Fencing token of the lease that is to be renewed.
    held: Option<FencingToken>,
    now: Moment,
    until: Moment,
}

impl LeaseRequest {
    /// Acquires or renews the lease with one statement: the row lock decides between nodes.
    async fn acquire(&self, transaction: &Transaction) -> Result<Option<Lease>, Error> {
        let mut sql = transaction.sql();
        let name = sql.bind(self.consumer.as_str());
        let now = sql.bind(self.now.as_millis());
        let until = sql.bind(self.until.as_millis());
        // No token is negative, so -1 renews nothing.
        let held = sql.bind(self.held.map_or(-1, to_integer));
        sql.push(&format!(
            "INSERT INTO consumer (name, position, fencing_token, leased_until) VALUES ({name}, 0, 1, {until}) \
             ON CONFLICT (name) DO UPDATE SET \
             fencing_token = CASE WHEN consumer.fencing_token = {held} THEN consumer.fencing_token ELSE consumer.fencing_token + 1 END, leased_until = {until} \
             WHERE consumer.leased_until <= {now} OR consumer.fencing_token = {held} RETURNING position, fencing_token"
        ));
        let row = transaction.row::<LeaseRow>(sql).await?;
        Ok(row.map(|row| Lease {
            fencing_token: to_position(row.fencing_token),
            position: to_position(row.position),
        }))
    }
}

async fn release(
    transaction: &Transaction,
    consumer: &str,
    fencing_token: FencingToken,
) -> Result<(), Error> {
    let mut sql = transaction.sql();
    let name = sql.bind(consumer);
    let fencing_token = sql.bind(to_integer(fencing_token));
    sql.push(&format!(
        "UPDATE consumer SET leased_until = 0 WHERE name = {name} AND fencing_token = {fencing_token}"
    ));
    transaction.execute(sql).await.map(drop)
}

/// A checkpoint to be saved under a fencing token.
pub(super) struct Checkpoint {
    pub(super) consumer: String,
    pub(super) fencing_token: FencingToken,
    pub(super) position: LogPosition,
}

impl Checkpoint {
    /// Saves the checkpoint.
    ///
    /// # Errors
    /// [`Error::LeaseLost`] when the token was raised by another node.
    pub(super) async fn save(&self, transaction: &Transaction) -> Result<(), Error> {
        let mut sql = transaction.sql();
        let name = sql.bind(self.consumer.as_str());
        let fencing_token = sql.bind(to_integer(self.fencing_token));
        let to = sql.bind(to_integer(self.position));
        sql.push(&format!(
            "UPDATE consumer SET position = {to} WHERE name = {name} AND fencing_token = {fencing_token} AND position <= {to}"
        ));
        if transaction.execute(sql).await? == 1 {
            Ok(())
        } else {
            Err(Error::LeaseLost {
                consumer: self.consumer.clone(),
            })
        }
    }
}
