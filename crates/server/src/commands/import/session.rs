//! Import session: the steps that all formats share. A format surveys its files, opens the target
//! and transfers its records.

use std::{io, sync::Arc};

use standfirst_domain::ports::Clock;
use tokio::{sync::mpsc, task};

use super::{
    batcher::{Batcher, ReadError},
    file_error::FileError,
    id_generator::IdGenerator,
    report::ImportReport,
    target::ImportTarget,
};
use crate::{
    clock::SystemClock,
    commands::{
        database::{database_error, is_missing, open_store, require_migrated},
        outcome::CommandOutcome,
        progress::ProgressDisplay,
    },
    config::{Configuration, ImportFiles},
    error::{CommandError, WrittenArticles},
    output,
};

/// Records between two plain lines of progress.
const LINE_INTERVAL: u64 = 5_000;

/// An import into the configured database.
pub(super) struct ImportSession<'a> {
    configuration: &'a Configuration,
    clock: SystemClock,
}

/// Second pass over the files of an import.
pub(super) struct Transfer<'a> {
    pub options: &'a ImportFiles,
    pub target: &'a ImportTarget,
    /// Number of records that the first pass found.
    pub records: u64,
}

impl<'a> ImportSession<'a> {
    pub fn new(configuration: &'a Configuration) -> Self {
        Self {
            configuration,
            clock: SystemClock::with_offset(configuration.clock_offset),
        }
    }

    /// Creates a generator of article ids that start now.
    pub fn id_generator(&self) -> IdGenerator {
        IdGenerator::starting_at(self.clock.now())
    }

    /// Runs the first pass on a thread of its own, before anything is written.
    pub async fn survey<T: Send + 'static>(
        &self,
        read: impl FnOnce() -> Result<T, FileError> + Send + 'static,
    ) -> Result<T, CommandError> {
        let survey = task::spawn_blocking(read).await;
        let survey = survey.map_err(CommandError::Thread)?;
        survey.map_err(|error| CommandError::ImportFile {
            error,
            written: WrittenArticles(0),
        })
    }

    /// Returns `true` if the database holds an article, whatever its status.
    pub async fn has_articles(&self) -> Result<bool, CommandError> {
        let target = self.open_target(false).await?;
        let Some(desk) = target.desk() else {
            return Ok(false);
        };
        let count = desk.article_count().await;
        Ok(count.map_err(database_error(self.configuration, "read"))? > 0)
    }

    /// Opens the database and migrates it. A dry run creates and migrates nothing.
    pub async fn open_target(&self, is_dry_run: bool) -> Result<ImportTarget, CommandError> {
        // Opening an SQLite database would create its file.
        if is_dry_run && is_missing(self.configuration) {
            return Ok(ImportTarget::DryRunWithoutDatabase);
        }
        let store = open_store(self.configuration).await?;
        if is_dry_run {
            require_migrated(self.configuration, &store).await?;
            return Ok(ImportTarget::DryRun(Arc::new(store)));
        }
        let migrated = store.migrate().await;
        migrated.map_err(database_error(self.configuration, "migrated"))?;
        Ok(ImportTarget::Desk(Arc::new(store), Arc::new(self.clock)))
    }

    /// Writes what a thread reads, and prints the report.
    pub async fn transfer(
        &self,
        transfer: Transfer<'_>,
        read: impl FnOnce(&mut Batcher) -> Result<(), ReadError> + Send + 'static,
    ) -> Result<CommandOutcome, CommandError> {
        let options = transfer.options;
        let problems_error = |source: io::Error| CommandError::Output {
            path: options.problems.clone().unwrap_or_default(),
            source,
        };
        let mut report = ImportReport::new(
            options.files.len(),
            options.dry_run,
            options.problems.as_deref(),
        )
        .map_err(problems_error)?;
        self.write_batches(&transfer, &mut report, read).await?;
        report.close().map_err(problems_error)?;
        output::print_result(&report);
        Ok(if report.has_invalid() {
            CommandOutcome::InvalidRecords
        } else {
            CommandOutcome::Complete
        })
    }

    async fn write_batches(
        &self,
        transfer: &Transfer<'_>,
        report: &mut ImportReport,
        read: impl FnOnce(&mut Batcher) -> Result<(), ReadError> + Send + 'static,
    ) -> Result<(), CommandError> {
        let interrupted = |report: &ImportReport, source| CommandError::ImportInterrupted {
            written: WrittenArticles(report.written()),
            source,
        };
        // A capacity of one: the thread reads the next batch while this one is written.
        let (sender, mut batches) = mpsc::channel(1);
        let max_records = usize::from(transfer.options.batch);
        let language = self.configuration.language.clone();
        let mut batcher = Batcher::new(sender, max_records, language);
        let reader = task::spawn_blocking(move || read(&mut batcher).and_then(|()| batcher.send()));
        let mut progress = ProgressDisplay::new(LINE_INTERVAL);
        let mut done = 0;
        while let Some(batch) = batches.recv().await {
            done += batch.read;
            let written = transfer.target.write(batch, report).await;
            written.map_err(|source| interrupted(report, source))?;
            progress.show("importing records", done, transfer.records);
        }
        match reader.await.map_err(CommandError::Thread)? {
            Err(ReadError::File(error)) => Err(CommandError::ImportFile {
                error,
                written: WrittenArticles(report.written()),
            }),
            Err(ReadError::Database(source)) => Err(interrupted(report, source)),
            Err(ReadError::WriterStopped) | Ok(()) => Ok(()),
        }
    }
}
