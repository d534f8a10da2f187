//! `standfirst user`: looks after accounts where no admin is at hand. Passwords are made and printed once, or read from standard input. What is done
//! stands in the audit log as the house's own act.

use rand::distr::{Alphanumeric, SampleString};
use standfirst_domain::{
    account::{AccountChange, Login, NewAccount, PasswordHash, Role},
    command_context::CommandContext,
    credential::check_password,
    error::Error,
    ids::AccountId,
    permission::Action,
    ports::{Clock, Registry},
    text::Name,
};
use standfirst_persistence::Store;

use crate::{
    clock::SystemClock,
    commands::{Ending, could_not, open_migrated_store},
    config::{Configuration, User},
    failure::Failure,
    output,
};

/// How long a password is that is made.
const PASSWORD_CHARACTERS: usize = 24;

/// A password, and whether it was made here and so has to be told.
pub(super) struct Password {
    text: String,
    is_made: bool,
}

pub(super) async fn run(configuration: &Configuration, act: User) -> Result<Ending, Failure> {
    let store = open_migrated_store(configuration).await?;
    match act {
        User::Add {
            email,
            role: named,
            name,
            password_stdin,
        } => {
            let password = if password_stdin { read()? } else { made() };
            add(
                configuration,
                &store,
                &email,
                name.as_deref(),
                role(&named)?,
                password,
            )
            .await?;
        }
        User::Role { login, role: named } => {
            let role = role(&named)?;
            change(configuration, &store, &login, AccountChange::Role(role)).await?;
            output::answer(format_args!("{login} is now {role}; its sessions ended"));
        }
        User::Password {
            login,
            password_stdin,
        } => {
            let password = if password_stdin { read()? } else { made() };
            let hash = hashed(configuration, &password).await?;
            change(configuration, &store, &login, AccountChange::Password(hash)).await?;
            output::answer(format_args!(
                "{login} has another password; its sessions ended"
            ));
            tell(&password);
        }
        User::Suspend { login, lift } => {
            let change_to = if lift {
                AccountChange::Readmit
            } else {
                AccountChange::Suspend
            };
            change(configuration, &store, &login, change_to).await?;
            output::answer(format_args!(
                "{login} {}",
                if lift {
                    "may come in again"
                } else {
                    "is suspended; its sessions ended"
                }
            ));
        }
    }
    Ok(Ending::Done)
}

/// Makes an account.
pub(super) async fn add(
    configuration: &Configuration,
    store: &Store,
    email: &str,
    name: Option<&str>,
    role: Role,
    password: Password,
) -> Result<(), Failure> {
    let now = SystemClock::ahead_by(configuration.clock_offset).now();
    let new = NewAccount {
        id: AccountId::mint(now, rand::random()),
        login: Login::email(email)
            .map_err(|_| Failure::Account("the account needs an email address"))?,
        name: Name::parse(name.unwrap_or(email))
            .map_err(|_| Failure::Account("--name is not usable"))?,
        role,
        contributor: None,
        password: Some(hashed(configuration, &password).await?),
        made_at: now,
    };
    let context = CommandContext::for_system(Action::AccountCreate, now);
    match store.add_account(context, new).await {
        Ok(account) => output::answer(format_args!(
            "made the account {} as {role}",
            account.login.as_str()
        )),
        Err(Error::Invalid(_)) => {
            return Err(Failure::Account(
                "there is an account with this email address already",
            ));
        }
        Err(error) => return Err(could_not(configuration, "written")(error)),
    }
    tell(&password);
    Ok(())
}

async fn change(
    configuration: &Configuration,
    store: &Store,
    login: &str,
    change: AccountChange,
) -> Result<(), Failure> {
    let now = SystemClock::ahead_by(configuration.clock_offset).now();
    let login = Login::email(login).unwrap_or_else(|_| Login::kept(login.trim().to_lowercase()));
    let found = store
        .account_by_login(login)
        .await
        .map_err(could_not(configuration, "read"))?;
    let (account, _) = found.ok_or(Failure::Account("there is no such account"))?;
    let context = CommandContext::for_system(act_of(&change), now);
    let changed = store.change_account(context, account.id, change).await;
    changed
        .map_err(could_not(configuration, "written"))
        .map(drop)
}

/// Under which name a change stands in the audit log.
const fn act_of(change: &AccountChange) -> Action {
    match change {
        AccountChange::Role(_) => Action::AccountChangeRole,
        AccountChange::Password(_) => Action::AccountChangePassword,
        AccountChange::Suspend | AccountChange::Readmit => Action::AccountSuspend,
        AccountChange::SignOutEverywhere => Action::SessionCloseAll,
    }
}

/// Reads a role.
pub(super) fn role(text: &str) -> Result<Role, Failure> {
    Role::parse(text).ok_or(Failure::Account(
        "--role is reader, partner, author, editor or admin",
    ))
}

/// A password made from randomness.
pub(super) fn made() -> Password {
    Password {
        text: Alphanumeric.sample_string(&mut rand::rng(), PASSWORD_CHARACTERS),
        is_made: true,
    }
}

fn read() -> Result<Password, Failure> {
    let mut line = String::new();
    let read = std::io::stdin().read_line(&mut line);
    read.map_err(|_| Failure::Account("no password came on standard input"))?;
    let text = line.trim_end_matches(['\r', '\n']).to_owned();
    check_password(&text).map_err(Failure::Account)?;
    Ok(Password {
        text,
        is_made: false,
    })
}

async fn hashed(
    configuration: &Configuration,
    password: &Password,
) -> Result<PasswordHash, Failure> {
    let hash = standfirst_api::hash_password(password.text.clone()).await;
    hash.map_err(could_not(configuration, "written"))
}

fn tell(password: &Password) {
    if password.is_made {
        output::answer(format_args!("password: {}", password.text));
    }
}
