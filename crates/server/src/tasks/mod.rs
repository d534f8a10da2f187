//! Background tasks of a running server. All of them stop on one shutdown signal and share one
//! back-off.
//!
//! | task | runs on | work |
//! |---|---|---|
//! | `schedule_journal` | every node | change records for what the clock alone changes |
//! | `related_lists` | one node by lease | related lists of changed articles |
//! | `current_publication` | every node | publication settings in memory |
//! | `index_backfill` | every node | showings that are missing in the search index |
//! | `row_expiry` | every node | deletion of old rows |
//! | `key_reload` | every node | signing keys after a rotation |
//! | `rejection_log` | every node | number of rejected requests |
//!
//! No answer to a reader depends on a task: visibility is decided by the clock at each request.

mod back_off;
pub mod consumer;
mod current_publication;
mod index_backfill;
mod key_reload;
mod rejection_log;
mod related_lists;
mod row_expiry;
mod schedule_journal;
mod shutdown;

use std::{path::PathBuf, sync::Arc};

use standfirst_api::{Auth, CurrentPublication, LoadControl};
use standfirst_domain::{error::Error, ports::Clock};
use standfirst_persistence::Store;

use self::consumer::{ConsumerContext, PollConfig};
pub use self::shutdown::{ShutdownSignal, ShutdownTrigger, shutdown_channel};

/// Shared parts of the server that the tasks work on.
pub(crate) struct TaskContext {
    pub store: Arc<Store>,
    pub clock: Arc<dyn Clock>,
    pub publication: Arc<CurrentPublication>,
    pub load_control: Arc<LoadControl>,
    pub auth: Arc<Auth>,
    /// File of the signing keys.
    pub keys_file: PathBuf,
}

/// Loads the publication settings and starts all tasks. They stop when the returned trigger is
/// dropped.
///
/// # Errors
/// The publication settings cannot be read.
pub(crate) async fn start(context: TaskContext) -> Result<ShutdownTrigger, Error> {
    let TaskContext {
        store,
        clock,
        publication,
        load_control,
        auth,
        keys_file,
    } = context;
    let (trigger, shutdown) = shutdown_channel();
    let consumer_context = || ConsumerContext {
        change_log: Arc::clone(&store),
        clock: Arc::clone(&clock),
        poll: PollConfig::default(),
        shutdown: shutdown.clone(),
    };
    let publication = current_publication::load(publication, consumer_context()).await?;
    tokio::spawn(publication);
    tokio::spawn(related_lists::run(consumer_context()));
    tokio::spawn(schedule_journal::run(
        Arc::clone(&store),
        Arc::clone(&clock),
        shutdown.clone(),
    ));
    tokio::spawn(row_expiry::run(Arc::clone(&store), clock, shutdown.clone()));
    tokio::spawn(index_backfill::run(store, shutdown.clone()));
    tokio::spawn(rejection_log::run(load_control, shutdown.clone()));
    tokio::spawn(key_reload::run(keys_file, auth, shutdown));
    Ok(trigger)
}
