//! `standfirst import`: takes in articles from other systems.
//!
//! The files are read twice. The first pass finds every name and address, so that links find their targets, and every file that is not what it
//! claims to be, before anything is written. The second reads and parses on a thread of its own while the desk files what was read before.

mod broken;
mod filing;
mod hopper;
mod index;
mod input;
mod links;
mod mint;
mod ndjson;
mod tally;
mod wxr;

use std::sync::Arc;

use standfirst_domain::{ports::Clock, text::Label};
use tokio::{sync::mpsc, task};

pub use self::broken::{Broken, Place};
use self::{
    filing::Filing,
    hopper::{Hopper, Stop},
    tally::Tally,
};
use crate::{
    clock::SystemClock,
    commands::{Ending, could_not, open_store, progress::Progress},
    config::{Configuration, Form, Import, Intake},
    failure::{Committed, Failure},
    output,
};

pub(super) async fn run(
    configuration: &Configuration,
    switches: Import,
) -> Result<Ending, Failure> {
    let house = Importing {
        configuration,
        clock: SystemClock::ahead_by(configuration.clock_offset),
    };
    let (Form::Ndjson { intake, .. } | Form::Wxr(intake)) = &switches.form;
    if intake.if_empty && house.holds_articles().await? {
        output::answer("The database holds articles already, so nothing is imported.");
        return Ok(Ending::Done);
    }
    let is_trial = intake.dry_run;
    let ending = match switches.form {
        Form::Ndjson { source, intake } => {
            let system = Label::parse(&source).map_err(Failure::SourceName)?;
            ndjson::run(&house, system, &intake).await
        }
        Form::Wxr(intake) => wxr::run(&house, &intake).await,
    }?;
    if !is_trial {
        let store = open_store(configuration).await?;
        let counted = store.analyze().await;
        counted.map_err(could_not(configuration, "counted"))?;
    }
    Ok(ending)
}

/// The house that articles come into.
struct Importing<'a> {
    configuration: &'a Configuration,
    clock: SystemClock,
}

impl Importing<'_> {
    /// Reads on a thread of its own, before anything is written.
    async fn survey<T: Send + 'static>(
        &self,
        reading: impl FnOnce() -> Result<T, Broken> + Send + 'static,
    ) -> Result<T, Failure> {
        let surveyed = task::spawn_blocking(reading)
            .await
            .map_err(Failure::Thread)?;
        surveyed.map_err(|broken| Failure::Broken {
            broken,
            filed: Committed(0),
        })
    }

    /// Whether any article is kept, whatever its status.
    async fn holds_articles(&self) -> Result<bool, Failure> {
        let filing = self.filing(false).await?;
        let Some(desk) = filing.desk() else {
            return Ok(false);
        };
        let count = desk.article_count().await;
        Ok(count.map_err(could_not(self.configuration, "read"))? > 0)
    }

    /// Opens the desk with its tables up to date. A trial makes nothing: where there is no database, it does without.
    async fn filing(&self, trial: bool) -> Result<Filing, Failure> {
        let missing = self
            .configuration
            .database
            .file()
            .is_some_and(|file| !file.exists());
        if trial && missing {
            return Ok(Filing::TrialOfNothing);
        }
        let store = open_store(self.configuration).await?;
        if !trial {
            store
                .migrate()
                .await
                .map_err(could_not(self.configuration, "migrated"))?;
            return Ok(Filing::Desk(Arc::new(store), Arc::new(self.clock)));
        }
        match store
            .pending_migrations()
            .await
            .map_err(could_not(self.configuration, "read"))?
            .len()
        {
            0 => Ok(Filing::Trial(Arc::new(store))),
            count => Err(Failure::Unmigrated {
                database: self.configuration.database.to_string(),
                count,
            }),
        }
    }

    /// Files what a thread reads, and reports.
    async fn carry(
        &self,
        load: Load<'_>,
        reading: impl FnOnce(&mut Hopper) -> Result<(), Stop> + Send + 'static,
    ) -> Result<Ending, Failure> {
        let Load {
            intake,
            filing,
            records,
        } = load;
        let problems = |source| Failure::Output {
            path: intake.problems.clone().unwrap_or_default(),
            source,
        };
        let mut tally = Tally::new(
            intake.files.len(),
            intake.dry_run,
            intake.problems.as_deref(),
        )
        .map_err(problems)?;
        let (sender, mut batches) = mpsc::channel(1);
        let mut hopper = Hopper::new(
            sender,
            usize::from(intake.batch),
            self.configuration.language.clone(),
        );
        let reader =
            task::spawn_blocking(move || reading(&mut hopper).and_then(|()| hopper.send()));
        let mut progress = Progress::of(records, "records");
        while let Some(batch) = batches.recv().await {
            let read = batch.read;
            filing
                .take(batch, &mut tally)
                .await
                .map_err(|source| Failure::Interrupted {
                    filed: Committed(tally.written()),
                    source,
                })?;
            progress.advance(read);
        }
        drop(progress);
        let filed = Committed(tally.written());
        match reader.await.map_err(Failure::Thread)? {
            Err(Stop::Broken(broken)) => return Err(Failure::Broken { broken, filed }),
            Err(Stop::Store(source)) => return Err(Failure::Interrupted { filed, source }),
            Err(Stop::Unwanted) | Ok(()) => {}
        }
        tally.close().map_err(problems)?;
        output::answer(&tally);
        Ok(if tally.has_bad() {
            Ending::SomeBad
        } else {
            Ending::Done
        })
    }

    fn mint(&self) -> mint::Mint {
        mint::Mint::at(self.clock.now())
    }
}

/// What is to be carried in, and where.
struct Load<'a> {
    intake: &'a Intake,
    filing: &'a Filing,
    records: u64,
}
