//! Keeps the publication settings in memory up to date. Each node loads them at start, and again
//! when the change log reports a change.

use std::sync::Arc;

use standfirst_api::CurrentPublication;
use standfirst_domain::{
    change_log::{Change, ChangeRecord, LogPosition},
    error::Error,
    ports::{ChangeLog, PublicationSettingsStore},
};

use super::consumer::{Consumer, ConsumerContext, ConsumerError, MemoryCheckpoint, run_per_node};

struct PublicationConsumer<S> {
    store: Arc<S>,
    publication: Arc<CurrentPublication>,
}

/// Loads the stored settings, and returns the consumer that reloads them until shutdown.
///
/// # Errors
/// The database does not answer.
pub(super) async fn load<S: PublicationSettingsStore + ChangeLog>(
    publication: Arc<CurrentPublication>,
    context: ConsumerContext<S>,
) -> Result<impl Future<Output = ()>, Error> {
    let store = Arc::clone(&context.change_log);
    // The position is read first: a change between both reads is then consumed, not missed.
    let checkpoint = MemoryCheckpoint::at_head(&*store).await?;
    publication.reload(&*store).await?;
    let consumer = PublicationConsumer { store, publication };
    Ok(run_per_node(consumer, checkpoint, context))
}

impl<S: PublicationSettingsStore> Consumer for PublicationConsumer<S> {
    fn name(&self) -> &'static str {
        "publication"
    }

    async fn consume(&self, records: &[(LogPosition, ChangeRecord)]) -> Result<(), ConsumerError> {
        let is_relevant =
            |(_, record): &(LogPosition, ChangeRecord)| record.change == Change::Publication;
        if records.iter().any(is_relevant) {
            self.publication.reload(&*self.store).await?;
        }
        Ok(())
    }
}
