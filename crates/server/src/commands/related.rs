//! `standfirst related rebuild`: recomputes all related lists.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use standfirst_domain::related_index::{IdfSource, Progress, RelatedIndex, Stage};

use super::{
    database::{database_error, open_migrated_store},
    outcome::CommandOutcome,
    progress::ProgressDisplay,
};
use crate::{
    clock::SystemClock,
    config::{Configuration, RelatedCommand},
    error::CommandError,
    output,
};

/// Articles or rows between two plain lines of progress.
const LINE_INTERVAL: u64 = 20_000;

pub(super) async fn run(
    configuration: &Configuration,
    command: RelatedCommand,
) -> Result<CommandOutcome, CommandError> {
    let RelatedCommand::Rebuild { keep_idf_table } = command;
    let idf_source = if keep_idf_table {
        IdfSource::Active
    } else {
        IdfSource::Recomputed
    };
    let store = open_migrated_store(configuration).await?;
    let clock = Arc::new(SystemClock::with_offset(configuration.clock_offset));
    let started = Instant::now();
    let display = Arc::new(Mutex::new(ProgressDisplay::new(LINE_INTERVAL)));
    let listener = {
        let display = Arc::clone(&display);
        Arc::new(move |progress| show(&display, progress))
    };
    let rebuilt = store.rebuild(idf_source, clock, listener).await;
    drop(display);
    let rebuilt = rebuilt.map_err(database_error(configuration, "rebuilt"))?;
    let rebuilt = rebuilt.ok_or(CommandError::RebuildRunning)?;
    output::print_result(format_args!(
        "recomputed the related lists of {} articles with {} terms in {:.1}s; {} lists are not empty",
        rebuilt.articles,
        rebuilt.terms,
        started.elapsed().as_secs_f64(),
        rebuilt.lists
    ));
    Ok(CommandOutcome::Complete)
}

fn show(display: &Mutex<ProgressDisplay>, progress: Progress) {
    let stage = match progress.stage {
        Stage::Reading => "reading articles",
        Stage::Listing => "computing lists",
        Stage::Writing => "writing the idf table",
    };
    let mut display = display.lock().unwrap_or_else(PoisonError::into_inner);
    display.show(stage, progress.done, progress.total);
}
