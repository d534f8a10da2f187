//! Keeps what the publication says of itself as it is stored: each node takes it up when it starts, and again when the change log says that it changed.

use std::sync::Arc;

use standfirst_api::CurrentPublication;
use standfirst_domain::{
    change_log::{Change, ChangeRecord, LogPosition},
    error::Error,
    ports::{ChangeLog, Taxonomy},
};

use crate::following::{Consumer, ConsumerError, Following, Place, per_node};

struct Keeper<S> {
    store: Arc<S>,
    current_publication: Arc<CurrentPublication>,
}

/// Takes up what is kept, and answers what goes on doing so until told to stop.
///
/// # Errors
/// The store does not answer.
pub async fn keep<S: Taxonomy + ChangeLog>(
    current_publication: Arc<CurrentPublication>,
    following: Following<S>,
) -> Result<impl Future<Output = ()>, Error> {
    let store = Arc::clone(&following.change_log);
    let place = Place::at_head(&*store).await?;
    current_publication.reload(&*store).await?;
    Ok(per_node(
        Keeper {
            store,
            current_publication,
        },
        place,
        following,
    ))
}

impl<S: Taxonomy> Consumer for Keeper<S> {
    fn name(&self) -> &'static str {
        "current_publication"
    }

    async fn take(&self, records: &[(LogPosition, ChangeRecord)]) -> Result<(), ConsumerError> {
        let of_the_publication =
            |(_, record): &(LogPosition, ChangeRecord)| record.change == Change::Publication;
        if records.iter().any(of_the_publication) {
            self.current_publication.reload(&*self.store).await?;
        }
        Ok(())
    }
}
