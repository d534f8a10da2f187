//! The wire on both engines: entries are written in the transaction that makes them true, dense and in the order of commits.

mod clock;
mod entry;
mod follow;
mod hint;
mod journal;
mod letters;
#[cfg(test)]
mod tests;

use std::time::Duration;

use async_trait::async_trait;
use standfirst_domain::{
    error::Error,
    moment::Moment,
    ports::{DeadLetter, Fence, Holding, Lease, Wire},
    wire::{Entry, Position},
};

pub(crate) use hint::Hint;
pub(crate) use journal::Journal;

use crate::store::Store;

#[async_trait]
impl Wire for Store {
    async fn head(&self) -> Result<Position, Error> {
        let store = self.clone();
        self.run(async move { follow::head(&store).await }).await
    }

    async fn entries(&self, after: Position, most: u32) -> Result<Vec<(Position, Entry)>, Error> {
        let store = self.clone();
        self.run(async move { follow::entries(&store, after, most).await })
            .await
    }

    async fn journal_clock(&self, now: Moment, most: u32) -> Result<u32, Error> {
        clock::journal(self, now, most).await
    }

    async fn lease(
        &self,
        follower: &str,
        holding: Option<Fence>,
        now: Moment,
        until: Moment,
    ) -> Result<Option<Lease>, Error> {
        follow::lease(self, follower, holding, now, until).await
    }

    async fn advance(&self, follower: &str, fence: Fence, to: Position) -> Result<(), Error> {
        follow::advance(self, follower, fence, to).await
    }

    async fn release(&self, follower: &str, fence: Fence) -> Result<(), Error> {
        follow::release(self, follower, fence).await
    }

    async fn set_aside(
        &self,
        follower: &str,
        fence: Option<Fence>,
        letter: DeadLetter,
    ) -> Result<(), Error> {
        letters::set_aside(self, follower, fence, letter).await
    }

    async fn dead_letters(&self, most: u32) -> Result<Vec<(String, DeadLetter)>, Error> {
        let store = self.clone();
        self.run(async move { letters::all(&store, most).await })
            .await
    }

    async fn followers(&self) -> Result<Vec<Holding>, Error> {
        let store = self.clone();
        self.run(async move { follow::all(&store).await }).await
    }

    async fn hinted(&self, at_most: Duration) {
        hint::hinted(self, at_most).await;
    }
}
