//! Rebuild of the related index.
//!
//! A rebuild reads the archive twice: once to count document frequencies, once to compute the term
//! vectors. It computes the lists in memory on all processors, and writes a new generation in many
//! small transactions while the active generation stays in use.
//!
//! The consumer of the change log notes what changes meanwhile. The rebuild applies these changes
//! to its generation, a few in each transaction, and then activates it.

use std::sync::Arc;

use standfirst_domain::{
    error::Error,
    moment::Moment,
    ports::Clock,
    related::{DocumentFrequencies, IdfTable, TermCounts, TermVector},
    related_index::{IdfSource, ProgressListener, RebuildSummary, Stage},
    visibility::Reader,
};

use super::{
    article_batches::ArticleBatches,
    build::{Build, read_number},
    generation_writer::GenerationWriter,
    idf_table, parallel,
    state::{self, Activation, IndexState},
};
use crate::{
    store::{Store, Work},
    visibility::VisibilityFilter,
};

/// Tables that are filled, for which the planner needs new statistics afterwards.
const TABLES: &str = "term_weight, related_term_vector, related_posting, related_list";
/// Number of the latest change records among which a moment ahead of this node's clock is searched.
const LATEST_RECORDS: i64 = 1_000;
/// Number of terms that are read in one statement.
const TERMS_PER_STATEMENT: i64 = 10_000;

/// Term vectors, and the idf table with which they were computed.
type WeightedArchive = (IdfTable, Vec<TermVector>);

/// Rebuilds the index; `None` if another rebuild is running.
pub(super) async fn rebuild(
    store: &Store,
    idf_source: IdfSource,
    clock: Arc<dyn Clock>,
    listener: ProgressListener,
) -> Result<Option<RebuildSummary>, Error> {
    let Some((state, generation)) = state::start_generation(store, clock.now()).await? else {
        return Ok(None);
    };
    // A node whose clock is ahead may have journalled a change that is in the future by this clock.
    // Its record is skipped later as already included, so the archive is read at that moment.
    let latest = format!(
        "SELECT MAX(occurred_at) AS number FROM (SELECT occurred_at FROM change_record ORDER BY position DESC LIMIT {LATEST_RECORDS}) l"
    );
    let latest = read_number(store, &latest).await?;
    let now = clock.now().max(Moment::from_millis(latest));
    let head = "SELECT position AS number FROM change_log_head WHERE id = 1";
    let position = read_number(store, head).await?;
    let build = Build {
        store: store.clone(),
        generation,
        clock,
        listener,
        now,
        position,
    };
    let result = tokio::select! {
        // A finished rebuild counts, even if its lease ends in the same moment.
        biased;
        result = build.run(&state, idf_source) => result,
        replaced = build.extend_lease_until_replaced() => Err(replaced),
    };
    match result {
        Ok(summary) => {
            clean_up(&build).await;
            Ok(Some(summary))
        }
        Err(Error::RebuildReplaced { .. }) => Ok(None),
        Err(error) => {
            // If this fails too, the lease ends by itself.
            let _ = build.release_lease().await;
            Err(error)
        }
    }
}

/// Deletes the former generation and updates the statistics of the planner. A failure is logged
/// only: the new generation is active, and the next rebuild deletes what is left.
async fn clean_up(build: &Build) {
    let deleted = GenerationWriter::new(build)
        .delete_older_generations(None)
        .await;
    if let Err(error) = deleted.and(build.store.analyze_tables(TABLES).await) {
        tracing::warn!(
            error = &error as &dyn std::error::Error,
            related.generation = build.generation,
            "related index rebuilt, but rows of the former generation could not be deleted"
        );
    }
}

impl Build {
    async fn run(
        &self,
        state: &IndexState,
        idf_source: IdfSource,
    ) -> Result<RebuildSummary, Error> {
        let writer = GenerationWriter::new(self);
        writer.delete_older_generations(state.active()).await?;
        // Without an active generation there is no idf table to take over.
        let idf_source = match state.active() {
            Some(_) => idf_source,
            None => IdfSource::Recomputed,
        };
        let (idf, vectors) = self.weigh_archive(state, idf_source).await?;
        let (idf, vectors) = (Arc::new(idf), Arc::new(vectors));
        writer.write_idf_table(&idf).await?;
        writer.write_vectors(&vectors).await?;
        let lists = writer.write_lists(&vectors, &idf).await?;
        let corpus_size = idf.articles();
        let summary = RebuildSummary {
            articles: vectors.len() as u64,
            terms: idf.terms().count() as u64,
            lists,
        };
        // Catching up takes no memory of this size and can take long.
        drop((idf, vectors));
        // A new idf table resets the count of changes to those since the rebuild started. A table
        // that was taken over is as old as before, so all changes still count.
        let (computed_at, changed) = match idf_source {
            IdfSource::Recomputed => (self.now, state.changed),
            IdfSource::Active => (Moment::from_millis(state.computed_at), 0),
        };
        let activation = Activation {
            generation: self.generation,
            articles: corpus_size.into(),
            changed,
            passed_over: state.passed_over,
            computed_at,
            position: self.position,
        };
        while !self.try_activate(&activation).await? {
            self.catch_up(corpus_size).await?;
        }
        Ok(summary)
    }

    /// Computes or loads the idf table, and computes all term vectors.
    async fn weigh_archive(
        &self,
        state: &IndexState,
        idf_source: IdfSource,
    ) -> Result<WeightedArchive, Error> {
        let articles = self.count_articles().await?;
        match idf_source {
            IdfSource::Recomputed => {
                // Progress counts every article twice, once for each pass.
                let idf = self.count_document_frequencies(articles).await?;
                let (mut idf, vectors) =
                    self.compute_vectors(idf, (articles, articles * 2)).await?;
                // The windows depend on the postings, which depend on the idf.
                parallel::run_blocking(move || {
                    idf.limit_windows(&vectors);
                    (idf, vectors)
                })
                .await
            }
            IdfSource::Active => {
                let idf = self.load_active_idf_table(state).await?;
                self.compute_vectors(idf, (0, articles)).await
            }
        }
    }

    /// Counts the document frequency of each term.
    async fn count_document_frequencies(&self, articles: u64) -> Result<IdfTable, Error> {
        let (mut frequencies, mut done) = (DocumentFrequencies::default(), 0);
        let mut batches = ArticleBatches::new(&self.store, self.now);
        while let Some(sources) = batches.next().await? {
            done += sources.len() as u64;
            frequencies = parallel::run_blocking(move || {
                for counts in parallel::map_parallel(&sources, TermCounts::new) {
                    frequencies.add(&counts);
                }
                frequencies
            })
            .await?;
            self.report(Stage::Reading, done, articles * 2);
        }
        parallel::run_blocking(move || frequencies.into_idf_table()).await
    }

    /// Computes the term vectors of all articles.
    async fn compute_vectors(
        &self,
        idf: IdfTable,
        (mut done, total): (u64, u64),
    ) -> Result<WeightedArchive, Error> {
        let idf = Arc::new(idf);
        let mut vectors = Vec::new();
        let mut batches = ArticleBatches::new(&self.store, self.now);
        while let Some(sources) = batches.next().await? {
            done += sources.len() as u64;
            let idf = Arc::clone(&idf);
            let batch = parallel::run_blocking(move || {
                parallel::map_parallel(&sources, |source| {
                    TermVector::new(&TermCounts::new(source), &idf)
                })
            });
            vectors.extend(batch.await?);
            self.report(Stage::Reading, done, total);
        }
        let idf = Arc::try_unwrap(idf).unwrap_or_else(|shared| IdfTable::clone(&shared));
        Ok((idf, vectors))
    }

    /// Loads the idf table of the active generation.
    async fn load_active_idf_table(&self, state: &IndexState) -> Result<IdfTable, Error> {
        let generation = state.generation;
        let (mut terms, mut after) = (Vec::new(), i64::MIN);
        loop {
            let load: Work<_> = Box::new(move |snapshot| {
                let page = (after, TERMS_PER_STATEMENT);
                Box::pin(async move { idf_table::load_page(snapshot, generation, page).await })
            });
            let page = self
                .store
                .snapshot(load, |snapshot, work| work(snapshot))
                .await?;
            let Some((last, _)) = page.last() else {
                return Ok(IdfTable::new(state.corpus_size(), terms));
            };
            after = last.as_i64();
            terms.extend(page);
        }
    }

    /// Counts the publicly visible articles.
    async fn count_articles(&self) -> Result<u64, Error> {
        let mut sql = self.store.sql();
        let visible = VisibilityFilter::new(&Reader::public(self.now), &mut sql).visible_to("s");
        sql.push(&format!(
            "SELECT COUNT(*) AS count FROM showing s WHERE s.is_full AND {visible}"
        ));
        self.store.count(sql).await
    }
}
