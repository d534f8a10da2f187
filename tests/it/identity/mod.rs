//! Authentication and authorization over HTTP.

mod administration;
mod api_keys;
pub(crate) mod external_issuers;
mod permission_matrix;
mod sessions;
mod tokens;

use standfirst_domain::{
    account::{Account, AccountChange, Login, NewAccount, PasswordHash, Role},
    command_context::CommandContext,
    ids::AccountId,
    permission::Action,
    ports::AccountStore,
    text::Name,
};

use crate::support::{START, TestApp};

/// Password of test accounts.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// Creates an account with a role, and with a password if one is given.
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
        id: AccountId::new(START, rand::random()),
        login: Login::email(email).unwrap(),
        name: Name::parse(email).unwrap(),
        role,
        contributor: None,
        password: hash,
        created_at: START,
    };
    let context = CommandContext::for_system(Action::AccountCreate, START);
    app.store.add_account(context, new).await.unwrap()
}

/// Changes an account as another node does: the cache of this node keeps the old state.
pub(crate) async fn change(app: &TestApp, account: &Account, change: AccountChange) -> Account {
    let context = CommandContext::for_system(Action::AccountSuspend, app.now());
    app.store
        .change_account(context, account.id, change)
        .await
        .unwrap()
}

/// Access token of an account, valid for ten minutes.
pub(crate) fn token(app: &TestApp, account: &Account) -> String {
    app.auth
        .access_token(account, 600_000, app.now())
        .unwrap()
        .0
}
