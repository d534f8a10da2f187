//! The wire on both engines: entries are written in the transaction that makes them true, dense and in the order of commits.

mod clock;
mod follow;
mod journal;

use async_trait::async_trait;
use standfirst_domain::{
    error::Error,
    moment::Moment,
    ports::{Fence, Lease, Wire},
    wire::{Entry, Position},
};

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

    async fn set_aside(
        &self,
        follower: &str,
        position: Position,
        reason: &str,
        now: Moment,
    ) -> Result<(), Error> {
        follow::set_aside(self, follower, position, reason, now).await
    }

    async fn set_aside_by(&self, follower: &str) -> Result<Vec<Position>, Error> {
        let (store, follower) = (self.clone(), follower.to_owned());
        self.run(async move { follow::set_aside_by(&store, &follower).await })
            .await
    }
}
