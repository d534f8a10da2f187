//! Related lists as they are kept: what belongs beside an article is found when something changes and not when a reader comes.
//!
//! Which articles are looked at together, how they score and what a change means for a list is decided in the newsroom
//! ([`standfirst_domain::related`]); here it is kept. Everything is made from what anonymous readers see, and read under the visibility rule
//! ([`crate::archive`]).
//!
//! Whoever changes lists holds the row of the state, so that two changes never miss each other: the consumer of the change log, article by article, and a
//! rebuild when it puts its generation in force.

mod cores;
mod following;
mod lists;
mod neighbours;
mod pages;
mod patience;
mod pending;
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
    ids::ArticleId,
    keeping::{Keeping, Rebuilt, Standing, Touched, Watch, Weighing},
    moment::Moment,
    ports::{Clock, FencingToken},
    related::{Portrait, Weights},
};

use crate::{dialect::Engine, store::Store, transaction::Transaction};

use self::{neighbours::Shelf, state::State};

#[async_trait]
impl Keeping for Store {
    async fn refresh(
        &self,
        touched: Touched,
        fencing_token: FencingToken,
        now: Moment,
    ) -> Result<u64, Error> {
        following::follow(self, touched, fencing_token, now).await
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

/// The portraits of two articles, if both are kept, and what their terms weigh.
pub(crate) async fn portrayed(
    transaction: &Transaction,
    engine: Engine,
    one: ArticleId,
    other: ArticleId,
) -> Result<(Option<(Portrait, Portrait)>, Weights), Error> {
    let state = State::of(transaction, engine).await?;
    let shelf = Shelf {
        transaction,
        engine,
        generation: state.generation,
    };
    let portraits = shelf.portraits(&[one, other]).await?;
    let of = |id| portraits.get(&id).map(|kept| kept.portrait.clone());
    let (Some(one), Some(other)) = (of(one), of(other)) else {
        return Ok((None, Weights::default()));
    };
    let keys = one.keys().chain(other.keys());
    let weights = shelf.weights(state.weighed(), keys).await?;
    Ok((Some((one, other)), weights))
}
