//! Writes a generation by many small transactions, each of which sees first that no other rebuild has taken its place, and clears away others.

use std::sync::Arc;

use standfirst_domain::{
    error::Error,
    ids::ArticleId,
    keeping::Stage,
    related::{Kept, Portrait, Shelves, Weight, Weights},
    words::TermKey,
};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{
    cores,
    lists::Written,
    neighbours::{Shelf, postings},
    patience,
    rebuild::Building,
    state::{self, Generation},
    weights,
};
use crate::store::Work;

/// How many narrow rows are written in one transaction.
const ROWS_AT_ONCE: usize = 5_000;
/// How many portraits or lists.
const ARTICLES_AT_ONCE: usize = 100;
/// The tables that bear a generation, each with its key without it.
const TABLES: [(&str, &str); 5] = [
    ("related_list", "article_id"),
    ("related_posting", "term, published_at, article_id"),
    ("related_term_vector", "article_id"),
    ("related_incomplete", "article_id"),
    ("term_weight", "term"),
];

/// The writing of a generation.
pub(super) struct Writing<'a> {
    building: &'a Building,
}

impl<'a> Writing<'a> {
    pub(super) const fn of(building: &'a Building) -> Self {
        Self { building }
    }

    pub(super) async fn weights(&self, weights: &Weights) -> Result<(), Error> {
        let mut all: Vec<(TermKey, Weight)> = weights
            .terms()
            .map(|(term, weight)| (term, weight.clone()))
            .collect();
        all.sort_unstable_by_key(|(term, _)| term.as_i64());
        let generation = self.building.generation;
        let total = all.len() as u64;
        let mut done = 0;
        while !all.is_empty() {
            let some = Arc::new(all.split_off(all.len().saturating_sub(ROWS_AT_ONCE)));
            done += some.len() as u64;
            self.write(Box::new(move |transaction| {
                let some = Arc::clone(&some);
                Box::pin(async move {
                    let keep = weights::keep(transaction, generation, &some);
                    transaction.execute(keep).await.map(drop)
                })
            }))
            .await?;
            self.building.tell(Stage::Writing, done, total);
        }
        Ok(())
    }

    pub(super) async fn portraits(&self, portraits: &Arc<Vec<Portrait>>) -> Result<(), Error> {
        let generation = self.building.generation;
        for start in (0..portraits.len()).step_by(ARTICLES_AT_ONCE) {
            let portraits = Arc::clone(portraits);
            self.write(Box::new(move |transaction| {
                let portraits = Arc::clone(&portraits);
                Box::pin(async move {
                    let shelf = Shelf {
                        transaction,
                        generation,
                    };
                    shelf
                        .keep_unfiled(portraits.iter().skip(start).take(ARTICLES_AT_ONCE))
                        .await
                })
            }))
            .await?;
        }
        let mut filed: Vec<(TermKey, i64, Uuid)> = portraits.iter().flat_map(postings).collect();
        filed.sort_unstable_by_key(|(term, at, id)| (term.as_i64(), *at, *id));
        let filed = Arc::new(filed);
        for start in (0..filed.len()).step_by(ROWS_AT_ONCE) {
            let filed = Arc::clone(&filed);
            self.write(Box::new(move |transaction| {
                let filed = Arc::clone(&filed);
                Box::pin(async move {
                    let shelf = Shelf {
                        transaction,
                        generation,
                    };
                    let end = (start + ROWS_AT_ONCE).min(filed.len());
                    shelf.file(filed.get(start..end).unwrap_or_default()).await
                })
            }))
            .await?;
        }
        Ok(())
    }

    /// Makes the lists on all processors and writes them as they come. Answers how many are not empty.
    pub(super) async fn lists(
        &self,
        portraits: &Arc<Vec<Portrait>>,
        weights: &Arc<Weights>,
    ) -> Result<u64, Error> {
        let (sender, mut made) = mpsc::channel::<Result<(Vec<Written>, u64), Error>>(4);
        let (portraits, weights) = (Arc::clone(portraits), Arc::clone(weights));
        let total = portraits.len() as u64;
        let making = tokio::task::spawn_blocking(move || make(&portraits, &weights, &sender));
        let generation = self.building.generation;
        let (mut lists, mut done) = (0, 0);
        while let Some(some) = made.recv().await {
            let (written, full) = some?;
            lists += full;
            done += written.len() as u64;
            let written = Arc::new(written);
            self.write(Box::new(move |transaction| {
                let written = Arc::clone(&written);
                Box::pin(async move {
                    let shelf = Shelf {
                        transaction,
                        generation,
                    };
                    shelf.keep_lists(&written).await
                })
            }))
            .await?;
            self.building.tell(Stage::Listing, done, total);
        }
        making
            .await
            .map_err(|error| Error::Storage(Box::new(error)))?;
        Ok(lists)
    }

    /// Writes in a transaction of its own, if no other rebuild has taken the place of this one.
    async fn write(&self, work: Work<()>) -> Result<(), Error> {
        let generation = self.building.generation;
        let (clock, work) = (Arc::clone(&self.building.clock), Arc::new(work));
        let write: Work<()> = Box::new(move |transaction| {
            let (now, work) = (clock.now(), Arc::clone(&work));
            Box::pin(async move {
                state::go_on(transaction, generation, now).await?;
                work(transaction).await
            })
        });
        patience::write(&self.building.store, write).await
    }

    /// Clears away all older generations but one, in small steps.
    pub(super) async fn drop_older(&self, keep: Option<Generation>) -> Result<(), Error> {
        for (table, key) in TABLES {
            let mut after = 0;
            while let Some(generation) = self.next_generation(table, after).await? {
                after = generation;
                if Some(generation) != keep {
                    while self.drop_some(table, key, generation).await? > 0 {}
                }
            }
        }
        Ok(())
    }

    async fn next_generation(
        &self,
        table: &str,
        after: Generation,
    ) -> Result<Option<Generation>, Error> {
        let text = format!(
            "SELECT generation AS number FROM {table} WHERE generation > {after} AND generation < {} ORDER BY generation LIMIT 1",
            self.building.generation
        );
        let next = super::rebuild::number(&self.building.store, &text).await?;
        Ok((next > 0).then_some(next))
    }

    async fn drop_some(
        &self,
        table: &'static str,
        key: &'static str,
        generation: Generation,
    ) -> Result<u64, Error> {
        let drop = format!(
            "DELETE FROM {table} WHERE generation = $1 AND ({key}) IN (SELECT {key} FROM {table} WHERE generation = $1 ORDER BY {key} LIMIT {ROWS_AT_ONCE})"
        );
        let store = &self.building.store;
        store
            .transaction((), move |transaction, ()| {
                let drop = drop.clone();
                Box::pin(async move { state::execute(transaction, &drop, [generation]).await })
            })
            .await
    }
}

/// Makes lists and sends them until nobody takes them any more.
fn make(
    portraits: &[Portrait],
    weights: &Weights,
    sender: &mpsc::Sender<Result<(Vec<Written>, u64), Error>>,
) {
    let shelves = Shelves::of(portraits, weights);
    let written = |portrait: &Portrait| {
        let list: Kept = shelves.list(portrait);
        let is_full = !list.entries.is_empty();
        let id: ArticleId = portrait.article;
        Written::of(id, &list).map(|written| (written, is_full))
    };
    for some in portraits.chunks(ARTICLES_AT_ONCE) {
        let made: Result<Vec<(Written, bool)>, Error> =
            cores::on_all(some, written).into_iter().collect();
        let made = made.map(|made| {
            let full = made.iter().filter(|(_, is_full)| *is_full).count() as u64;
            (made.into_iter().map(|(written, _)| written).collect(), full)
        });
        if sender.blocking_send(made).is_err() {
            return;
        }
    }
}
