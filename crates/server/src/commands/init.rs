//! `standfirst init`: prepares a new installation. Existing keys, tables and accounts stay
//! unchanged.

use standfirst_domain::{
    account::Role,
    ports::{AccountStore, Clock},
};

use super::{
    database::{database_error, open_migrated_store},
    outcome::CommandOutcome,
    user::{NewUser, Password, add_user},
};
use crate::{
    clock::SystemClock,
    config::{Configuration, InitOptions},
    error::CommandError,
    output,
    signing_keys::{self, KeysFileError, SigningKeysError},
};

pub(super) async fn run(
    configuration: &Configuration,
    options: &InitOptions,
) -> Result<CommandOutcome, CommandError> {
    prepare_keys(configuration)?;
    let store = open_migrated_store(configuration).await?;
    output::print_result(format_args!(
        "the database {} is ready",
        configuration.database
    ));
    let admins = store.admin_count().await;
    let admins = admins.map_err(database_error(configuration, "read"))?;
    match &options.admin {
        Some(email) if admins == 0 => {
            let admin = NewUser {
                email,
                name: None,
                role: Role::Admin,
                password: Password::generate(),
            };
            add_user(configuration, &store, admin).await?;
        }
        Some(_) => output::print_result(
            "there is an admin already; create others with `standfirst user add`",
        ),
        None if admins == 0 => output::print_result(
            "there is no admin yet; create one with `standfirst user add EMAIL --role admin`",
        ),
        None => {}
    }
    Ok(CommandOutcome::Complete)
}

fn prepare_keys(configuration: &Configuration) -> Result<(), SigningKeysError> {
    let now = SystemClock::with_offset(configuration.clock_offset).now();
    let path = configuration.keys_file();
    let verb = match signing_keys::read(&path) {
        Ok(_) => Ok("found"),
        Err(KeysFileError::Missing) => signing_keys::create(&path, now).map(|_| "created"),
        Err(error) => Err(error),
    };
    match verb {
        Ok(verb) => {
            output::print_result(format_args!("{verb} signing keys in {}", path.display()));
            Ok(())
        }
        Err(source) => Err(SigningKeysError { path, source }),
    }
}
