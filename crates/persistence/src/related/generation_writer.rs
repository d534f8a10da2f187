//! Bulk writes of a new generation, and removal of old ones.
//!
//! Each write is a small transaction, so that other writers do not wait long. Each transaction
//! first checks that no other rebuild has replaced this one.

use std::sync::Arc;

use standfirst_domain::{
    error::Error,
    related::{IdfTable, InvertedIndex, TermStatistics, TermVector},
    related_index::Stage,
    tokenizer::TermKey,
};
use tokio::sync::mpsc;

use super::{
    build::{Build, read_number},
    generation_store::{GenerationStore, Posting, postings},
    idf_table,
    lists::EncodedList,
    parallel, retry_when_busy,
    state::{self, Generation},
};
use crate::store::Work;

/// Number of small rows that are written or deleted in one transaction.
const ROWS_PER_TRANSACTION: usize = 5_000;
/// Number of term vectors or lists that are written in one transaction.
const ARTICLES_PER_TRANSACTION: usize = 100;
/// Number of computed batches of lists that may wait for their write.
const QUEUED_BATCHES: usize = 4;
/// Tables with a generation, each with the rest of its primary key.
const TABLES: [(&str, &str); 5] = [
    ("related_list", "article_id"),
    ("related_posting", "term, published_at, article_id"),
    ("related_term_vector", "article_id"),
    ("related_incomplete", "article_id"),
    ("term_weight", "term"),
];

/// Lists of one transaction.
struct ListBatch {
    lists: Vec<EncodedList>,
    /// Number of lists that are not empty.
    not_empty: u64,
}

/// Writer of a new generation.
pub(super) struct GenerationWriter<'a> {
    build: &'a Build,
}

impl<'a> GenerationWriter<'a> {
    pub(super) const fn new(build: &'a Build) -> Self {
        Self { build }
    }

    pub(super) async fn write_idf_table(&self, idf: &IdfTable) -> Result<(), Error> {
        let mut terms: Vec<(TermKey, TermStatistics)> = idf
            .terms()
            .map(|(term, statistics)| (term, statistics.clone()))
            .collect();
        // In the order of the primary key, so that each transaction touches few pages.
        terms.sort_unstable_by_key(|(term, _)| term.as_i64());
        let generation = self.build.generation;
        let total = terms.len() as u64;
        let mut done = 0;
        while !terms.is_empty() {
            let start = terms.len().saturating_sub(ROWS_PER_TRANSACTION);
            let batch = Arc::new(terms.split_off(start));
            done += batch.len() as u64;
            self.write(Box::new(move |transaction| {
                let batch = Arc::clone(&batch);
                Box::pin(async move {
                    let insert = idf_table::insert(transaction, generation, &batch);
                    transaction.execute(insert).await.map(drop)
                })
            }))
            .await?;
            self.build.report(Stage::Writing, done, total);
        }
        Ok(())
    }

    pub(super) async fn write_vectors(&self, vectors: &Arc<Vec<TermVector>>) -> Result<(), Error> {
        let generation = self.build.generation;
        for start in (0..vectors.len()).step_by(ARTICLES_PER_TRANSACTION) {
            let vectors = Arc::clone(vectors);
            self.write(Box::new(move |transaction| {
                let vectors = Arc::clone(&vectors);
                Box::pin(async move {
                    let store = GenerationStore {
                        transaction,
                        generation,
                    };
                    let batch = vectors.iter().skip(start).take(ARTICLES_PER_TRANSACTION);
                    store.write_vectors(batch).await
                })
            }))
            .await?;
        }
        self.write_postings(vectors.iter().flat_map(postings).collect())
            .await
    }

    async fn write_postings(&self, mut postings: Vec<Posting>) -> Result<(), Error> {
        let generation = self.build.generation;
        postings.sort_unstable_by_key(|(term, at, id)| (term.as_i64(), *at, *id));
        let postings = Arc::new(postings);
        for start in (0..postings.len()).step_by(ROWS_PER_TRANSACTION) {
            let postings = Arc::clone(&postings);
            self.write(Box::new(move |transaction| {
                let postings = Arc::clone(&postings);
                Box::pin(async move {
                    let store = GenerationStore {
                        transaction,
                        generation,
                    };
                    let end = (start + ROWS_PER_TRANSACTION).min(postings.len());
                    let batch = postings.get(start..end).unwrap_or_default();
                    store.write_postings(batch).await
                })
            }))
            .await?;
        }
        Ok(())
    }

    /// Computes the lists on all processors and writes each batch as soon as it is ready. Returns
    /// the number of lists that are not empty.
    pub(super) async fn write_lists(
        &self,
        vectors: &Arc<Vec<TermVector>>,
        idf: &Arc<IdfTable>,
    ) -> Result<u64, Error> {
        // The bounded channel stops the computation while the database is slower.
        let (sender, mut batches) = mpsc::channel::<Result<ListBatch, Error>>(QUEUED_BATCHES);
        let (vectors, idf) = (Arc::clone(vectors), Arc::clone(idf));
        let total = vectors.len() as u64;
        let computation =
            tokio::task::spawn_blocking(move || compute_lists(&vectors, &idf, &sender));
        let generation = self.build.generation;
        let (mut not_empty, mut done) = (0, 0);
        while let Some(batch) = batches.recv().await {
            let batch = batch?;
            not_empty += batch.not_empty;
            done += batch.lists.len() as u64;
            let lists = Arc::new(batch.lists);
            self.write(Box::new(move |transaction| {
                let lists = Arc::clone(&lists);
                Box::pin(async move {
                    let store = GenerationStore {
                        transaction,
                        generation,
                    };
                    store.write_lists(&lists).await
                })
            }))
            .await?;
            self.build.report(Stage::Listing, done, total);
        }
        computation
            .await
            .map_err(|error| Error::Storage(Box::new(error)))?;
        Ok(not_empty)
    }

    /// Runs a write in a transaction of its own, unless another rebuild has replaced this one.
    async fn write(&self, work: Work<()>) -> Result<(), Error> {
        let generation = self.build.generation;
        let (clock, work) = (Arc::clone(&self.build.clock), Arc::new(work));
        let write: Work<()> = Box::new(move |transaction| {
            let (now, work) = (clock.now(), Arc::clone(&work));
            Box::pin(async move {
                state::extend_lease(transaction, generation, now).await?;
                work(transaction).await
            })
        });
        retry_when_busy::write(&self.build.store, write).await
    }

    /// Deletes all older generations but one, in small transactions.
    pub(super) async fn delete_older_generations(
        &self,
        keep: Option<Generation>,
    ) -> Result<(), Error> {
        for (table, key) in TABLES {
            let mut after = 0;
            while let Some(generation) = self.next_older_generation(table, after).await? {
                after = generation;
                if Some(generation) != keep {
                    while self.delete_some(table, key, generation).await? > 0 {}
                }
            }
        }
        Ok(())
    }

    /// Finds the next generation of a table. A loop over these is fast: the generation is the first
    /// column of each primary key, while a `DISTINCT` would scan the table.
    async fn next_older_generation(
        &self,
        table: &str,
        after: Generation,
    ) -> Result<Option<Generation>, Error> {
        let text = format!(
            "SELECT generation AS number FROM {table} WHERE generation > {after} AND generation < {} ORDER BY generation LIMIT 1",
            self.build.generation
        );
        let next = read_number(&self.build.store, &text).await?;
        Ok((next > 0).then_some(next))
    }

    async fn delete_some(
        &self,
        table: &'static str,
        key: &'static str,
        generation: Generation,
    ) -> Result<u64, Error> {
        let delete = format!(
            "DELETE FROM {table} WHERE generation = $1 AND ({key}) IN (SELECT {key} FROM {table} WHERE generation = $1 ORDER BY {key} LIMIT {ROWS_PER_TRANSACTION})"
        );
        let store = &self.build.store;
        store
            .transaction((), move |transaction, ()| {
                let delete = delete.clone();
                Box::pin(async move { state::execute(transaction, &delete, [generation]).await })
            })
            .await
    }
}

/// Computes all lists and sends them in batches, until the receiver is gone.
fn compute_lists(
    vectors: &[TermVector],
    idf: &IdfTable,
    sender: &mpsc::Sender<Result<ListBatch, Error>>,
) {
    let index = InvertedIndex::new(vectors, idf);
    let encoded = |vector: &TermVector| {
        let list = index.related_list(vector);
        let is_empty = list.entries.is_empty();
        EncodedList::new(vector.article, &list).map(|encoded| (encoded, is_empty))
    };
    for vectors in vectors.chunks(ARTICLES_PER_TRANSACTION) {
        let lists: Result<Vec<(EncodedList, bool)>, Error> =
            parallel::map_parallel(vectors, encoded)
                .into_iter()
                .collect();
        let batch = lists.map(|lists| ListBatch {
            not_empty: lists.iter().filter(|(_, is_empty)| !is_empty).count() as u64,
            lists: lists.into_iter().map(|(encoded, _)| encoded).collect(),
        });
        if sender.blocking_send(batch).is_err() {
            return;
        }
    }
}
