//! `standfirst token`: prints an access token for a service, which is an account for each role and name.

use std::sync::Arc;

use standfirst_api::{Auth, AuthSettings};
use standfirst_domain::{
    account::{Account, Login, NewAccount, Role},
    command_context::CommandContext,
    ids::AccountId,
    moment::Moment,
    permission::Action,
    ports::{Clock, Registry},
    text::Name,
};
use standfirst_persistence::Store;

use crate::{
    clock::SystemClock,
    commands::{Ending, could_not, open_migrated_store, user},
    config::{self, Configuration},
    failure::Failure,
    keys, output,
};

/// The longest that a token is good, in milliseconds: shorter than an old key is kept.
const LONGEST: i64 = 24 * 60 * 60 * 1_000;

pub(super) async fn run(
    configuration: &Configuration,
    switches: &config::Token,
) -> Result<Ending, Failure> {
    let role = user::role(&switches.role)?;
    let login = Login::service(role, &switches.subject).map_err(|_| {
        Failure::Account("--subject takes up to 100 letters, digits, `.`, `_` and `-`")
    })?;
    let lifetime = config::lifetime(&switches.lifetime)
        .filter(|millis| (1..=LONGEST).contains(millis))
        .ok_or(Failure::Account(
            "--lifetime takes a time over 0s and up to 24h, such as 12h",
        ))?;
    let now = SystemClock::ahead_by(configuration.clock_offset).now();
    let keyring = keys::for_system(configuration, now)?;
    let store = open_migrated_store(configuration).await?;
    let account = service(
        configuration,
        &store,
        &login,
        (&switches.subject, role),
        now,
    )
    .await?;
    let auth = Auth::new(Arc::new(store), keyring, AuthSettings::default());
    let token = auth.access_token(&account, lifetime, now);
    output::answer(token.map_err(could_not(configuration, "read"))?.0);
    Ok(Ending::Done)
}

async fn service(
    configuration: &Configuration,
    store: &Store,
    login: &Login,
    (subject, role): (&str, Role),
    now: Moment,
) -> Result<Account, Failure> {
    let found = store.account_by_login(login.clone()).await;
    if let Some((account, _)) = found.map_err(could_not(configuration, "read"))? {
        return if account.suspended_at.is_some() {
            Err(Failure::Account(
                "this service is suspended; lift that with `standfirst user suspend --lift`",
            ))
        } else if account.role != role {
            Err(Failure::Account(
                "this service was given another role; choose another --subject",
            ))
        } else {
            Ok(account)
        };
    }
    let new = NewAccount {
        id: AccountId::mint(now, rand::random()),
        login: login.clone(),
        name: Name::parse(subject).map_err(|_| Failure::Account("--subject is not usable"))?,
        role,
        contributor: None,
        password: None,
        made_at: now,
    };
    let context = CommandContext::for_system(Action::AccountCreate, now);
    store
        .add_account(context, new)
        .await
        .map_err(could_not(configuration, "written"))
}
