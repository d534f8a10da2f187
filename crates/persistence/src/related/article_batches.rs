//! All publicly visible articles, in batches. The next batch is read while the current one is
//! processed.

use standfirst_domain::{error::Error, ids::ArticleId, moment::Moment, related::TermSource};
use tokio::task::JoinHandle;

use super::{
    article_source::{self, Selection},
    retry_when_busy,
};
use crate::store::{Store, Work};

/// Number of articles in a batch.
const BATCH_SIZE: u32 = 200;

/// Articles, and the id of the last row.
type Batch = (Vec<TermSource>, Option<ArticleId>);

/// Remaining batches of the archive.
pub(super) struct ArticleBatches {
    store: Store,
    now: Moment,
    next: JoinHandle<Result<Batch, Error>>,
}

impl ArticleBatches {
    pub(super) fn new(store: &Store, now: Moment) -> Self {
        Self {
            store: store.clone(),
            now,
            next: tokio::spawn(read_batch(store.clone(), None, now)),
        }
    }

    /// Returns the next batch; `None` after the last.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<TermSource>>, Error> {
        let batch = (&mut self.next).await;
        let (sources, last) = batch.map_err(|error| Error::Storage(Box::new(error)))??;
        if last.is_none() {
            return Ok(None);
        }
        self.next = tokio::spawn(read_batch(self.store.clone(), last, self.now));
        Ok(Some(sources))
    }
}

impl Drop for ArticleBatches {
    fn drop(&mut self) {
        self.next.abort();
    }
}

/// Reads a batch in a snapshot of its own: a snapshot of the whole archive would stay open for
/// minutes and keep old row versions alive.
async fn read_batch(store: Store, after: Option<ArticleId>, now: Moment) -> Result<Batch, Error> {
    let read: Work<Batch> = Box::new(move |snapshot| {
        Box::pin(async move {
            article_source::read(snapshot, Selection::Page(after, BATCH_SIZE), now).await
        })
    });
    retry_when_busy::read(&store, read).await
}
