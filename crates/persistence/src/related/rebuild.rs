//! Makes all lists anew: reads the archive twice, once to weigh its terms and once for the portraits, makes the lists in memory on all processors,
//! and writes a generation beside the one in force by many small transactions, so that nobody who writes waits long. What changes meanwhile is
//! noted by those who follow the change log and looked at again, a few in each transaction, before the generation is put in force.

use std::sync::Arc;

use sea_orm::FromQueryResult;
use standfirst_domain::{
    error::Error,
    keeping::{Progress, Rebuilt, Stage, Watch, Weighing},
    moment::Moment,
    ports::Clock,
    related::{Census, Portrait, Tally, Weights},
    visibility::Reader,
};

use super::{
    cores,
    pages::Pages,
    state::{self, Generation, State},
    weights,
    writing::Writing,
};
use crate::{
    store::{Store, Work},
    visibility::VisibilityFilter,
};

/// How often a rebuild says that it goes on.
const BEAT: std::time::Duration = std::time::Duration::from_secs(3);
/// The tables that are filled anew.
const TABLES: &str = "term_weight, related_portrait, related_posting, related_list";
/// How many entries of the change log are looked at for moments that are ahead of this node's clock.
const LATEST_ENTRIES: i64 = 1_000;
/// How many weights are read at once.
const WEIGHTS_AT_ONCE: i64 = 10_000;

#[derive(FromQueryResult)]
struct NumberRow {
    number: Option<i64>,
}

/// A generation that is being built.
#[derive(Clone)]
pub(super) struct Building {
    pub(super) store: Store,
    pub(super) generation: Generation,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) watch: Watch,
    now: Moment,
    /// The head of the change log when it was begun.
    position: i64,
}

/// Makes all lists anew; `None` when another rebuild is under way.
pub(super) async fn rebuild(
    store: &Store,
    weighing: Weighing,
    clock: Arc<dyn Clock>,
    watch: Watch,
) -> Result<Option<Rebuilt>, Error> {
    let Some((state, generation)) = state::begin(store, clock.now()).await? else {
        return Ok(None);
    };
    // A node whose clock is ahead may have journalled already what is not yet so by ours.
    let latest = number(store, &format!("SELECT MAX(at) AS number FROM (SELECT at FROM change_record ORDER BY position DESC LIMIT {LATEST_ENTRIES}) l")).await?;
    let now = clock.now().max(Moment::from_millis(latest));
    let head = number(
        store,
        "SELECT position AS number FROM change_log_head WHERE id = 1",
    );
    let position = head.await?;
    let building = Building {
        store: store.clone(),
        generation,
        clock,
        watch,
        now,
        position,
    };
    let made = tokio::select! {
        biased;
        made = building.make(&state, weighing) => made,
        lost = building.go_on() => Err(lost),
    };
    match made {
        Ok(rebuilt) => {
            // It is in force, whatever becomes of the one before: the next rebuild takes away what is left of that.
            let dropped = Writing::of(&building).drop_older(None).await;
            if let Err(error) = dropped.and(store.take_stock_of(TABLES).await) {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "what is related was made anew, and the lists of before are still kept"
                );
            }
            Ok(Some(rebuilt))
        }
        Err(Error::Conflict { .. }) => Ok(None),
        Err(error) => {
            // Should this fail too, the tables are free again when the time is over.
            let _ = building.give_up().await;
            Err(error)
        }
    }
}

impl Building {
    async fn make(&self, state: &State, weighing: Weighing) -> Result<Rebuilt, Error> {
        let writing = Writing::of(self);
        writing.drop_older(state.in_force()).await?;
        let total = self.count().await?;
        // Where nothing is in force there are no weights to keep.
        let weighing = match state.in_force() {
            Some(_) => weighing,
            None => Weighing::Anew,
        };
        let (weights, portraits) = match weighing {
            Weighing::Anew => {
                let weights = self.weigh(total).await?;
                let (mut weights, portraits) = self.portray(weights, (total, total * 2)).await?;
                cores::aside(move || {
                    weights.bound_windows(&portraits);
                    (weights, portraits)
                })
                .await?
            }
            Weighing::AsKept => {
                let weights = self.kept_weights(state).await?;
                self.portray(weights, (0, total)).await?
            }
        };
        let (weights, portraits) = (Arc::new(weights), Arc::new(portraits));
        writing.weights(&weights).await?;
        writing.portraits(&portraits).await?;
        let lists = writing.lists(&portraits, &weights).await?;
        let weighed = weights.articles();
        let rebuilt = Rebuilt {
            articles: portraits.len() as u64,
            terms: weights.terms().count() as u64,
            lists,
        };
        drop((weights, portraits));
        // What changed since the weights were reckoned: all that did, or what did since the rebuild began.
        let (computed_at, changed_before) = match weighing {
            Weighing::Anew => (self.now, state.changed),
            Weighing::AsKept => (Moment::from_millis(state.computed_at), 0),
        };
        let put = state::InForce {
            generation: self.generation,
            articles: weighed.into(),
            changed: changed_before,
            passed_over: state.passed_over,
            computed_at,
            position: self.position,
        };
        while !self.put_in_force(&put).await? {
            self.catch_up(weighed).await?;
        }
        Ok(rebuilt)
    }

    /// Counts in how many articles each term stands.
    async fn weigh(&self, total: u64) -> Result<Weights, Error> {
        let (mut census, mut done) = (Census::default(), 0);
        let mut pages = Pages::of(&self.store, self.now);
        while let Some(tellings) = pages.next().await? {
            done += tellings.len() as u64;
            census = cores::aside(move || {
                for tally in cores::on_all(&tellings, Tally::of) {
                    census.add(&tally);
                }
                census
            })
            .await?;
            self.tell(Stage::Reading, done, total * 2);
        }
        cores::aside(move || census.weigh()).await
    }

    /// Makes the portraits of all articles.
    async fn portray(
        &self,
        weights: Weights,
        (mut done, total): (u64, u64),
    ) -> Result<(Weights, Vec<Portrait>), Error> {
        let weights = Arc::new(weights);
        let mut portraits = Vec::new();
        let mut pages = Pages::of(&self.store, self.now);
        while let Some(tellings) = pages.next().await? {
            done += tellings.len() as u64;
            let weights = Arc::clone(&weights);
            let more = cores::aside(move || {
                cores::on_all(&tellings, |telling| {
                    Portrait::of(&Tally::of(telling), &weights)
                })
            });
            portraits.extend(more.await?);
            self.tell(Stage::Reading, done, total);
        }
        let weights = Arc::try_unwrap(weights).unwrap_or_else(|shared| Weights::clone(&shared));
        Ok((weights, portraits))
    }

    /// The weights that are in force.
    async fn kept_weights(&self, state: &State) -> Result<Weights, Error> {
        let (engine, generation) = (self.store.engine(), state.generation);
        let (mut all, mut after) = (Vec::new(), i64::MIN);
        loop {
            let read: Work<_> = Box::new(move |snapshot| {
                let page = (after, WEIGHTS_AT_ONCE);
                Box::pin(async move { weights::after(snapshot, engine, generation, page).await })
            });
            let some = self.store.snapshot(read).await?;
            let Some((last, _)) = some.last() else {
                return Ok(Weights::kept(state.weighed(), all));
            };
            after = last.as_i64();
            all.extend(some);
        }
    }

    async fn count(&self) -> Result<u64, Error> {
        let mut sql = self.store.sql();
        let open = VisibilityFilter::of(&Reader::public(self.now), &mut sql).visible_to("s");
        sql.push(&format!(
            "SELECT COUNT(*) AS number FROM showing s WHERE s.is_full AND {open}"
        ));
        let store = self.store.clone();
        let count = self.store.run(async move {
            let rows = store.rows::<NumberRow>(sql).await?;
            Ok(rows.first().and_then(|row| row.number).unwrap_or(0))
        });
        Ok(u64::try_from(count.await?).unwrap_or(0))
    }

    /// Says again and again that the rebuild goes on, and answers when another took its place.
    async fn go_on(&self) -> Error {
        loop {
            tokio::time::sleep(BEAT).await;
            let (engine, generation, now) =
                (self.store.engine(), self.generation, self.clock.now());
            let beat: Work<()> = Box::new(move |transaction| {
                Box::pin(async move { state::go_on(transaction, engine, generation, now).await })
            });
            if let Err(error @ Error::Conflict { .. }) = self.store.transaction(beat).await {
                return error;
            }
        }
    }

    async fn give_up(&self) -> Result<(), Error> {
        let (engine, generation) = (self.store.engine(), self.generation);
        let clear: Work<()> = Box::new(move |transaction| {
            let clear = "UPDATE related_state SET building = NULL, building_until = 0 WHERE id = 1 AND building = $1";
            Box::pin(async move {
                let done = state::execute(transaction, engine, clear, [generation]);
                done.await.map(drop)
            })
        });
        self.store.transaction(clear).await
    }

    pub(super) fn tell(&self, stage: Stage, done: u64, total: u64) {
        (self.watch)(Progress { stage, done, total });
    }
}

pub(super) async fn number(store: &Store, text: &str) -> Result<i64, Error> {
    let mut sql = store.sql();
    sql.push(text);
    let here = store.clone();
    let read = store.run(async move { here.rows::<NumberRow>(sql).await });
    Ok(read.await?.first().and_then(|row| row.number).unwrap_or(0))
}
