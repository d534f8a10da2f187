//! Related lists as they are kept: what belongs beside an article is found when something changes and not when a reader comes.
//!
//! Which articles are looked at together, how they score and what a change means for a list is decided in the newsroom
//! ([`standfirst_domain::related`]); here it is kept. Everything is made from what anonymous readers see, and read under the rule of sight
//! ([`crate::archive`]).
//!
//! Whoever changes lists holds the row of the state, so that two changes never miss each other: the follower of the wire, article by article, and a
//! rebuild when it puts its generation in force.

mod cores;
mod following;
mod neighbours;
mod pages;
mod rebuild;
mod refresh;
mod state;
mod subjects;
mod table;
mod weights;
mod writing;

use std::sync::Arc;

use async_trait::async_trait;
use standfirst_domain::{
    error::Error,
    keeping::{Keeping, Rebuilt, Standing, Touched, Watch, Weighing},
    moment::Moment,
    ports::{Clock, Fence},
};

use crate::store::Store;

#[async_trait]
impl Keeping for Store {
    async fn refresh(&self, touched: Touched, fence: Fence, now: Moment) -> Result<u64, Error> {
        following::follow(self, touched, fence, now).await
    }

    async fn rebuild(
        &self,
        weighing: Weighing,
        clock: Arc<dyn Clock>,
        watch: Watch,
    ) -> Result<Option<Rebuilt>, Error> {
        rebuild::rebuild(self, weighing, clock, watch).await
    }

    async fn standing(&self) -> Result<Standing, Error> {
        let store = self.clone();
        let read = self.run(async move { state::read(&store).await });
        Ok(read.await?.standing())
    }
}
