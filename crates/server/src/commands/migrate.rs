//! `standfirst migrate`: migrates the database to the tables of this version, or lists the missing
//! migrations.

use super::{
    database::{database_error, is_missing, open_store},
    outcome::CommandOutcome,
};
use crate::{
    config::{Configuration, MigrateOptions},
    error::CommandError,
    output,
};

pub(super) async fn run(
    configuration: &Configuration,
    options: &MigrateOptions,
) -> Result<CommandOutcome, CommandError> {
    // Opening the database would create its file, which a dry run must not.
    if options.dry_run && is_missing(configuration) {
        output::print_result(format_args!(
            "the database {} does not exist yet; migrating creates it with all tables",
            configuration.database
        ));
        return Ok(CommandOutcome::Complete);
    }
    let store = open_store(configuration).await?;
    let (names, verb) = if options.dry_run {
        let pending = store.pending_migrations().await;
        let pending = pending.map_err(database_error(configuration, "read"))?;
        (pending, "pending")
    } else {
        let applied = store.migrate().await;
        let applied = applied.map_err(database_error(configuration, "migrated"))?;
        (applied, "applied")
    };
    for name in &names {
        output::print_result(format_args!("{verb} {name}"));
    }
    if names.is_empty() {
        output::print_result("the database is up to date");
    }
    Ok(CommandOutcome::Complete)
}
