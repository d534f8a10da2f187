//! `standfirst user`: manages accounts on the server's machine, without an admin. Passwords are
//! generated and printed once, or read from standard input. The audit log records each change
//! without an actor, as an act of the system.

use rand::distr::{Alphanumeric, SampleString};
use standfirst_domain::{
    account::{AccountChange, Login, NewAccount, PasswordHash, Role},
    command_context::CommandContext,
    credential::check_password,
    error::Error,
    ids::AccountId,
    permission::Action,
    ports::{AccountStore, Clock},
    text::Name,
};
use standfirst_persistence::Store;

use super::{
    database::{database_error, open_migrated_store},
    outcome::CommandOutcome,
};
use crate::{
    clock::SystemClock,
    config::{Configuration, UserCommand},
    error::CommandError,
    output,
};

/// Length of a generated password in characters.
const PASSWORD_CHARACTERS: usize = 24;

/// Password of an account.
pub(super) struct Password {
    text: String,
    /// The password was generated, so it has to be printed.
    is_generated: bool,
}

/// Account to create.
pub(super) struct NewUser<'a> {
    pub email: &'a str,
    /// Name; the email address if there is none.
    pub name: Option<&'a str>,
    pub role: Role,
    pub password: Password,
}

pub(super) async fn run(
    configuration: &Configuration,
    command: UserCommand,
) -> Result<CommandOutcome, CommandError> {
    let store = open_migrated_store(configuration).await?;
    match command {
        UserCommand::Add {
            email,
            role,
            name,
            password_stdin,
        } => {
            let user = NewUser {
                password: Password::from_options(password_stdin)?,
                email: &email,
                name: name.as_deref(),
                role: parse_role(&role)?,
            };
            add_user(configuration, &store, user).await?;
        }
        UserCommand::Role { login, role } => {
            let role = parse_role(&role)?;
            change(configuration, &store, &login, AccountChange::Role(role)).await?;
            output::print_result(format_args!("{login} is now {role}; its sessions ended"));
        }
        UserCommand::Password {
            login,
            password_stdin,
        } => {
            let password = Password::from_options(password_stdin)?;
            let hash = password.hash(configuration).await?;
            change(configuration, &store, &login, AccountChange::Password(hash)).await?;
            output::print_result(format_args!(
                "{login} has another password; its sessions ended"
            ));
            password.print_if_generated();
        }
        UserCommand::Suspend { login, lift: true } => {
            change(configuration, &store, &login, AccountChange::Readmit).await?;
            output::print_result(format_args!("{login} may sign in again"));
        }
        UserCommand::Suspend { login, lift: false } => {
            change(configuration, &store, &login, AccountChange::Suspend).await?;
            output::print_result(format_args!("{login} is suspended; its sessions ended"));
        }
    }
    Ok(CommandOutcome::Complete)
}

/// Creates an account, and prints its password if that was generated.
pub(super) async fn add_user(
    configuration: &Configuration,
    store: &Store,
    user: NewUser<'_>,
) -> Result<(), CommandError> {
    let now = SystemClock::with_offset(configuration.clock_offset).now();
    let account = NewAccount {
        id: AccountId::new(now, rand::random()),
        login: Login::email(user.email)
            .map_err(|_| CommandError::Account("the account needs an email address"))?,
        name: Name::parse(user.name.unwrap_or(user.email))
            .map_err(|_| CommandError::Account("--name is not usable"))?,
        role: user.role,
        contributor: None,
        password: Some(user.password.hash(configuration).await?),
        created_at: now,
    };
    let context = CommandContext::for_system(Action::AccountCreate, now);
    match store.add_account(context, account).await {
        Ok(account) => output::print_result(format_args!(
            "created the account {} as {}",
            account.login.as_str(),
            user.role
        )),
        Err(Error::Invalid(_)) => {
            return Err(CommandError::Account(
                "there is an account with this email address already",
            ));
        }
        Err(error) => return Err(database_error(configuration, "written")(error)),
    }
    user.password.print_if_generated();
    Ok(())
}

async fn change(
    configuration: &Configuration,
    store: &Store,
    login: &str,
    change: AccountChange,
) -> Result<(), CommandError> {
    let now = SystemClock::with_offset(configuration.clock_offset).now();
    // Text that is no email address is the login of a service, such as `editor:importer`.
    let login =
        Login::email(login).unwrap_or_else(|_| Login::from_stored(login.trim().to_lowercase()));
    let found = store.account_by_login(login).await;
    let found = found.map_err(database_error(configuration, "read"))?;
    let (account, _) = found.ok_or(CommandError::Account("there is no such account"))?;
    let context = CommandContext::for_system(audit_action(&change), now);
    let changed = store.change_account(context, account.id, change).await;
    changed
        .map_err(database_error(configuration, "written"))
        .map(drop)
}

/// Action under which the audit log records a change.
const fn audit_action(change: &AccountChange) -> Action {
    match change {
        AccountChange::Role(_) => Action::AccountChangeRole,
        AccountChange::Password(_) => Action::AccountChangePassword,
        AccountChange::Suspend | AccountChange::Readmit => Action::AccountSuspend,
        AccountChange::SignOutEverywhere => Action::SessionCloseAll,
    }
}

pub(super) fn parse_role(text: &str) -> Result<Role, CommandError> {
    Role::parse(text).ok_or(CommandError::Account(
        "--role is reader, partner, author, editor or admin",
    ))
}

impl Password {
    /// Generates a random password.
    pub(super) fn generate() -> Self {
        Self {
            text: Alphanumeric.sample_string(&mut rand::rng(), PASSWORD_CHARACTERS),
            is_generated: true,
        }
    }

    /// Reads a password from standard input if that is wanted, or generates one.
    fn from_options(password_stdin: bool) -> Result<Self, CommandError> {
        if password_stdin {
            Self::read()
        } else {
            Ok(Self::generate())
        }
    }

    fn read() -> Result<Self, CommandError> {
        let mut line = String::new();
        let read = std::io::stdin().read_line(&mut line);
        read.map_err(|_| CommandError::Account("no password came on standard input"))?;
        let text = line.trim_end_matches(['\r', '\n']).to_owned();
        check_password(&text).map_err(CommandError::Account)?;
        Ok(Self {
            text,
            is_generated: false,
        })
    }

    async fn hash(&self, configuration: &Configuration) -> Result<PasswordHash, CommandError> {
        let hash = standfirst_api::hash_password(self.text.clone()).await;
        hash.map_err(database_error(configuration, "written"))
    }

    fn print_if_generated(&self) {
        if self.is_generated {
            output::print_result(format_args!("password: {}", self.text));
        }
    }
}
