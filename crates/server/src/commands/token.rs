//! `standfirst token`: prints an access token for a service. Each pair of role and name is an
//! account of its own.

use std::sync::Arc;

use standfirst_api::{Auth, AuthSettings};
use standfirst_domain::{
    account::{Account, Login, NewAccount, Role},
    command_context::CommandContext,
    ids::AccountId,
    moment::Moment,
    permission::Action,
    ports::{AccountStore, Clock},
    text::Name,
};
use standfirst_persistence::Store;

use super::{
    database::{database_error, open_migrated_store},
    outcome::CommandOutcome,
    user::parse_role,
};
use crate::{
    clock::SystemClock,
    config::{Configuration, TokenOptions, parse_lifetime},
    error::CommandError,
    output, signing_keys,
};

/// Longest lifetime of a token in milliseconds. A rotated key is kept for longer, so no valid token
/// loses its key.
const MAX_LIFETIME_MILLIS: i64 = 24 * 60 * 60 * 1_000;

pub(super) async fn run(
    configuration: &Configuration,
    options: &TokenOptions,
) -> Result<CommandOutcome, CommandError> {
    let role = parse_role(&options.role)?;
    let login = Login::service(role, &options.subject).map_err(|_| {
        CommandError::Account("--subject takes up to 100 letters, digits, `.`, `_` and `-`")
    })?;
    let lifetime = parse_lifetime(&options.lifetime)
        .filter(|millis| (1..=MAX_LIFETIME_MILLIS).contains(millis))
        .ok_or(CommandError::Account(
            "--lifetime takes a duration over 0s and up to 24h, such as 12h",
        ))?;
    let now = SystemClock::with_offset(configuration.clock_offset).now();
    let keyring = signing_keys::read_or_create(configuration, now)?;
    let store = open_migrated_store(configuration).await?;
    let account = match find(configuration, &store, &login, role).await? {
        Some(account) => account,
        None => create(configuration, &store, login, options, role, now).await?,
    };
    let auth = Auth::new(Arc::new(store), keyring, AuthSettings::default());
    let token = auth.access_token(&account, lifetime, now);
    let token = token.map_err(database_error(configuration, "read"))?;
    output::print_result(token.0);
    Ok(CommandOutcome::Complete)
}

/// Finds the account of a service, which must be active and have the wanted role.
async fn find(
    configuration: &Configuration,
    store: &Store,
    login: &Login,
    role: Role,
) -> Result<Option<Account>, CommandError> {
    let found = store.account_by_login(login.clone()).await;
    let Some((account, _)) = found.map_err(database_error(configuration, "read"))? else {
        return Ok(None);
    };
    if account.suspended_at.is_some() {
        return Err(CommandError::Account(
            "this service is suspended; lift that with `standfirst user suspend --lift`",
        ));
    }
    if account.role != role {
        return Err(CommandError::Account(
            "this service was given another role; choose another --subject",
        ));
    }
    Ok(Some(account))
}

async fn create(
    configuration: &Configuration,
    store: &Store,
    login: Login,
    options: &TokenOptions,
    role: Role,
    now: Moment,
) -> Result<Account, CommandError> {
    let account = NewAccount {
        id: AccountId::new(now, rand::random()),
        login,
        name: Name::parse(&options.subject)
            .map_err(|_| CommandError::Account("--subject is not usable"))?,
        role,
        contributor: None,
        password: None,
        created_at: now,
    };
    let context = CommandContext::for_system(Action::AccountCreate, now);
    let added = store.add_account(context, account).await;
    added.map_err(database_error(configuration, "written"))
}
