//! The change log on both engines: records are written in the transaction that makes them true, dense and in the order of commits.

mod clock;
mod follow;
mod hint;
mod journal;
mod letters;
mod record;
#[cfg(test)]
mod tests;

use std::time::Duration;

use async_trait::async_trait;
use standfirst_domain::{
    change_log::{ChangeRecord, LogPosition},
    error::Error,
    moment::Moment,
    ports::{ChangeLog, ConsumerLease, DeadLetter, FencingToken, Lease},
};

pub(crate) use hint::Hint;
pub(crate) use journal::Journal;

use crate::store::Store;

#[async_trait]
impl ChangeLog for Store {
    async fn head(&self) -> Result<LogPosition, Error> {
        let store = self.clone();
        self.run(async move { follow::head(&store).await }).await
    }

    async fn records(
        &self,
        after: LogPosition,
        most: u32,
    ) -> Result<Vec<(LogPosition, ChangeRecord)>, Error> {
        let store = self.clone();
        self.run(async move { follow::records(&store, after, most).await })
            .await
    }

    async fn journal_clock(&self, now: Moment, most: u32) -> Result<u32, Error> {
        clock::journal(self, now, most).await
    }

    async fn lease(
        &self,
        consumer: &str,
        holding: Option<FencingToken>,
        now: Moment,
        until: Moment,
    ) -> Result<Option<Lease>, Error> {
        follow::lease(self, consumer, holding, now, until).await
    }

    async fn save_checkpoint(
        &self,
        consumer: &str,
        fencing_token: FencingToken,
        to: LogPosition,
    ) -> Result<(), Error> {
        follow::save_checkpoint(self, consumer, fencing_token, to).await
    }

    async fn release(&self, consumer: &str, fencing_token: FencingToken) -> Result<(), Error> {
        follow::release(self, consumer, fencing_token).await
    }

    async fn dead_letter(
        &self,
        consumer: &str,
        fencing_token: Option<FencingToken>,
        letter: DeadLetter,
    ) -> Result<(), Error> {
        letters::dead_letter(self, consumer, fencing_token, letter).await
    }

    async fn dead_letters(&self, most: u32) -> Result<Vec<(String, DeadLetter)>, Error> {
        let store = self.clone();
        self.run(async move { letters::all(&store, most).await })
            .await
    }

    async fn consumers(&self) -> Result<Vec<ConsumerLease>, Error> {
        let store = self.clone();
        self.run(async move { follow::all(&store).await }).await
    }

    async fn wait_for_notification(&self, at_most: Duration) {
        hint::wait_for_notification(self, at_most).await;
    }
}
