//! Who may come in and what they may do, asked over HTTP.

pub(crate) mod elsewhere;
mod keys;
mod ledger;
mod matrix;
mod sessions;
mod tokens;

use standfirst_domain::{
    account::{Account, AccountChange, Login, NewAccount, PasswordHash, Role},
    command_context::CommandContext,
    ids::AccountId,
    permission::Action,
    ports::Registry,
    text::Name,
};

use crate::support::{START, TestApp};

/// A password, and its hash once it is made.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// An account with a role. It has a password only where one is named.
pub(crate) async fn account(
    app: &TestApp,
    email: &str,
    role: Role,
    password: Option<&str>,
) -> Account {
    let hash: Option<PasswordHash> = match password {
        Some(password) => Some(
            standfirst_api::hash_password(password.to_owned())
                .await
                .unwrap(),
        ),
        None => None,
    };
    let new = NewAccount {
        id: AccountId::mint(START, rand::random()),
        login: Login::email(email).unwrap(),
        name: Name::parse(email).unwrap(),
        role,
        contributor: None,
        password: hash,
        made_at: START,
    };
    let context = CommandContext::for_system(Action::AccountCreate, START);
    app.store.add_account(context, new).await.unwrap()
}

/// Changes an account as another node would: here it is not forgotten.
pub(crate) async fn change(app: &TestApp, account: &Account, change: AccountChange) -> Account {
    let context = CommandContext::for_system(Action::AccountSuspend, app.now());
    app.store
        .change_account(context, account.id, change)
        .await
        .unwrap()
}

/// An access token of an account, for ten minutes.
pub(crate) fn token(app: &TestApp, account: &Account) -> String {
    app.auth
        .access_token(account, 600_000, app.now())
        .unwrap()
        .0
}
