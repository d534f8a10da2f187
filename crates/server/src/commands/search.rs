//! `standfirst search rebuild`: rebuilds the search index from the showings. The command may be
//! interrupted at any time and run again.

use standfirst_domain::error::Error;
use standfirst_persistence::{IndexScope, Store};

use super::{
    database::{database_error, open_migrated_store},
    outcome::CommandOutcome,
    progress::ProgressDisplay,
};
use crate::{
    config::{Configuration, SearchCommand},
    error::CommandError,
    output,
};

/// Showings between two plain lines of progress.
const LINE_INTERVAL: u64 = 5_000;

pub(super) async fn run(
    configuration: &Configuration,
    command: SearchCommand,
) -> Result<CommandOutcome, CommandError> {
    let SearchCommand::Rebuild = command;
    let store = open_migrated_store(configuration).await?;
    let rebuilt = rebuild(&store).await;
    let indexed = rebuilt.map_err(database_error(configuration, "indexed"))?;
    output::print_result(format_args!("{indexed} showings are indexed"));
    Ok(CommandOutcome::Complete)
}

/// Rebuilds the index and returns the number of indexed showings.
async fn rebuild(store: &Store) -> Result<u64, Error> {
    let mut progress = ProgressDisplay::new(LINE_INTERVAL);
    let total = store.searchable_showings().await?;
    let (mut indexed, mut next) = (0, None);
    loop {
        let batch = store.index_batch(IndexScope::All, next).await?;
        indexed += batch.written;
        progress.show("indexing showings", indexed, total);
        next = batch.next;
        if next.is_none() {
            break;
        }
    }
    drop(progress);
    // The rows are new, and the query planner still has statistics of the old ones.
    store.analyze().await?;
    Ok(indexed)
}
