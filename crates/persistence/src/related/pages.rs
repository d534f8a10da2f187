//! The archive page by page, as anonymous readers see it at a moment. While one page is worked at the next is read.

use standfirst_domain::{error::Error, ids::ArticleId, moment::Moment, related::Telling};
use tokio::task::JoinHandle;

use super::{
    patience,
    subjects::{self, Of},
};
use crate::store::{Store, Work};

/// How many articles are read at once.
const PAGE: u32 = 200;

/// Articles, and the last identity that was looked at.
type Page = (Vec<Telling>, Option<ArticleId>);

/// The pages that are left.
pub(super) struct Pages {
    store: Store,
    now: Moment,
    next: JoinHandle<Result<Page, Error>>,
}

impl Pages {
    pub(super) fn of(store: &Store, now: Moment) -> Self {
        Self {
            store: store.clone(),
            now,
            next: tokio::spawn(page(store.clone(), None, now)),
        }
    }

    /// The next page; `None` after the last.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<Telling>>, Error> {
        let read = (&mut self.next).await;
        let (tellings, last) = read.map_err(|error| Error::Storage(Box::new(error)))??;
        if last.is_none() {
            return Ok(None);
        }
        self.next = tokio::spawn(page(self.store.clone(), last, self.now));
        Ok(Some(tellings))
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        self.next.abort();
    }
}

async fn page(store: Store, after: Option<ArticleId>, now: Moment) -> Result<Page, Error> {
    let page: Work<Page> = Box::new(move |snapshot| {
        Box::pin(async move { subjects::seen(snapshot, Of::After(after, PAGE), now).await })
    });
    patience::read(&store, page).await
}
