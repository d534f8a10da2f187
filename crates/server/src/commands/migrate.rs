//! `standfirst migrate`: brings the database to the tables of this version, or says what that would take.

use crate::{
    commands::{Ending, could_not, open_store},
    config::{Configuration, Migrate},
    failure::Failure,
    output,
};

pub(super) async fn run(
    configuration: &Configuration,
    switches: &Migrate,
) -> Result<Ending, Failure> {
    let missing = configuration
        .database
        .file()
        .is_some_and(|file| !file.exists());
    if switches.dry_run && missing {
        output::answer(format_args!(
            "the database {} is not there yet; migrating makes it, with every table",
            configuration.database
        ));
        return Ok(Ending::Done);
    }
    let store = open_store(configuration).await?;
    let (names, done) = if switches.dry_run {
        (
            store
                .pending_migrations()
                .await
                .map_err(could_not(configuration, "read"))?,
            "pending",
        )
    } else {
        (
            store
                .migrate()
                .await
                .map_err(could_not(configuration, "migrated"))?,
            "applied",
        )
    };
    for name in &names {
        output::answer(format_args!("{done} {name}"));
    }
    if names.is_empty() {
        output::answer("the database is up to date");
    }
    Ok(Ending::Done)
}
