//! `standfirst init`: makes what a new house needs. What is there already is left as it is.

use standfirst_domain::{
    account::Role,
    ports::{AccountStore, Clock},
};

use crate::{
    clock::SystemClock,
    commands::{Ending, could_not, open_migrated_store, user},
    config::{Configuration, Init},
    failure::Failure,
    keys::{self, KeysRefused},
    output,
};

pub(super) async fn run(configuration: &Configuration, switches: &Init) -> Result<Ending, Failure> {
    let now = SystemClock::ahead_by(configuration.clock_offset).now();
    let path = configuration.keys_file();
    match keys::read(&path) {
        Ok(_) => output::answer(format_args!("signing keys are in {}", path.display())),
        Err(KeysRefused::Missing) => {
            keys::make(&path, now).map_err(|source| Failure::Keys {
                path: path.clone(),
                source,
            })?;
            output::answer(format_args!("made signing keys in {}", path.display()));
        }
        Err(source) => return Err(Failure::Keys { path, source }),
    }
    let store = open_migrated_store(configuration).await?;
    output::answer(format_args!(
        "the database {} is ready",
        configuration.database
    ));
    let admins = store
        .admin_count()
        .await
        .map_err(could_not(configuration, "read"))?;
    match &switches.admin {
        Some(email) if admins == 0 => {
            user::add(
                configuration,
                &store,
                email,
                None,
                Role::Admin,
                user::made(),
            )
            .await?
        }
        Some(_) => {
            output::answer("there is an admin already; make others with `standfirst user add`")
        }
        None if admins == 0 => output::answer(
            "there is no admin yet; make one with `standfirst user add EMAIL --role admin`",
        ),
        None => {}
    }
    Ok(Ending::Done)
}
