//! `standfirst import`: imports articles from other systems.
//!
//! The files are read twice. Before anything is written, the first pass finds every name and
//! address, so that links find their targets, and every file that is not of its format. The second
//! pass reads and parses on a thread of its own while the desk writes the previous batch.

mod batcher;
mod file_error;
mod id_generator;
mod input;
mod link_resolver;
mod ndjson;
mod report;
mod session;
mod source_index;
mod target;
mod wxr;

use standfirst_domain::text::Label;

pub(crate) use self::file_error::FileError;
use self::session::ImportSession;
use crate::{
    commands::{
        database::{database_error, open_store},
        outcome::CommandOutcome,
    },
    config::{Configuration, ImportFormat, ImportOptions},
    error::CommandError,
    output,
};

pub(super) async fn run(
    configuration: &Configuration,
    options: ImportOptions,
) -> Result<CommandOutcome, CommandError> {
    let session = ImportSession::new(configuration);
    let (ImportFormat::Ndjson { files, .. } | ImportFormat::Wxr(files)) = &options.format;
    if files.if_empty && session.has_articles().await? {
        output::print_result("The database holds articles already, so nothing is imported.");
        return Ok(CommandOutcome::Complete);
    }
    let is_dry_run = files.dry_run;
    let outcome = match options.format {
        ImportFormat::Ndjson { source, files } => {
            let system = Label::parse(&source).map_err(CommandError::SourceName)?;
            ndjson::run(&session, system, &files).await
        }
        ImportFormat::Wxr(files) => wxr::run(&session, &files).await,
    }?;
    if !is_dry_run {
        // After many new rows, the query planner needs fresh statistics.
        let store = open_store(configuration).await?;
        let analyzed = store.analyze().await;
        analyzed.map_err(database_error(configuration, "analyzed"))?;
    }
    Ok(outcome)
}
