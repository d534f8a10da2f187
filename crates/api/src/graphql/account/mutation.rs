//! Mutations on accounts. Every change ends the account's sessions and tokens, and every mutation
//! is recorded in the audit log.

use async_graphql::{Context, ID, Object, Result};
use standfirst_domain::{
    account::{AccountChange, Login, NewAccount, PasswordHash},
    command_context::CommandContext,
    credential::check_password,
    error::UserError,
    ids::AccountId,
    permission::{Access, Action},
    text::Name,
};

use super::{
    Account, AccountChangePasswordInput, AccountChangeRoleInput, AccountCreateInput,
    AccountPayload, AccountSuspendInput,
};
use crate::graphql::{
    command_input::IdempotentInput,
    errors::field_error,
    ids::GlobalId,
    input_validator::InputValidator,
    session::sign_in_error,
    user_errors::{MutationResult, Outcome},
    write_context::{WriteContext, forbidden, guard, guard_sign_in},
};

/// Mutations on accounts.
#[derive(Default)]
pub struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Creates an account. Requires the admin role.
    async fn account_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Account to create.")] input: AccountCreateInput,
    ) -> MutationResult<AccountPayload> {
        AccountPayload::from_outcome(create(ctx, input).await)
    }

    /// Changes the role of an account. Requires the admin role; admins cannot change their own
    /// account. Ends all sessions and access tokens of the account.
    async fn account_change_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Account and new role.")] input: AccountChangeRoleInput,
    ) -> MutationResult<AccountPayload> {
        let change = AccountChange::Role(input.role.into());
        let action = Action::AccountChangeRole;
        let account = manage(ctx, action, &input.id, change, &input.sent);
        AccountPayload::from_outcome(account.await)
    }

    /// Changes a password: one's own with the current password, or another account's as an admin.
    /// Ends all sessions and access tokens of the account.
    async fn account_change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Account and passwords.")] input: AccountChangePasswordInput,
    ) -> MutationResult<AccountPayload> {
        AccountPayload::from_outcome(change_password(ctx, input).await)
    }

    /// Suspends an account or lifts its suspension. Requires the admin role; admins cannot change
    /// their own account. Ends all sessions and access tokens of the account.
    async fn account_suspend(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Account, and whether to suspend it.")] input: AccountSuspendInput,
    ) -> MutationResult<AccountPayload> {
        let change = if input.suspended {
            AccountChange::Suspend
        } else {
            AccountChange::Readmit
        };
        let action = Action::AccountSuspend;
        let account = manage(ctx, action, &input.id, change, &input.sent);
        AccountPayload::from_outcome(account.await)
    }
}

async fn create(ctx: &Context<'_>, input: AccountCreateInput) -> Outcome<Account> {
    let context = input.sent.authorize(ctx, Action::AccountCreate)?;
    let write_context = WriteContext::from_graphql(ctx)?;
    let (mut validator, password) = (InputValidator::default(), input.password);
    let login = validator.check("email", Login::email(&input.email));
    let name = validator.check("name", Name::parse(&input.name));
    let fits = password.as_deref().map_or(Ok(()), check_password);
    validator.check("password", fits);
    let contributor = match &input.contributor_id {
        None => Some(None),
        Some(id) => validator.id("contributorId", id).map(Some),
    };
    let named = login.zip(name).zip(contributor);
    let ((login, name), contributor) = validator.finish(named)?;
    let password = match password {
        Some(password) => Some(hash(write_context, password).await?),
        None => None,
    };
    let new = NewAccount {
        id: AccountId::new(write_context.caller.now, rand::random()),
        login,
        name,
        role: input.role.into(),
        contributor,
        password,
        created_at: write_context.caller.now,
    };
    let account = write_context
        .auth
        .registry
        .add_account(context, new)
        .await?;
    Ok(Account(account))
}

async fn hash(write_context: &WriteContext, password: String) -> Result<PasswordHash> {
    let hash = write_context.auth.hash_password(password).await;
    hash.map_err(field_error)
}

async fn manage(
    ctx: &Context<'_>,
    action: Action,
    id: &ID,
    change: AccountChange,
    sent: &IdempotentInput,
) -> Outcome<Account> {
    let authorization = guard(ctx, action)?;
    let context = sent.context(ctx, &authorization)?;
    let id = GlobalId::decode_as(id).ok_or_else(no_account)?;
    if id == authorization.actor.account {
        let message = "This is your own account; another admin must change it.";
        return Err(UserError::invalid_state(message).into());
    }
    change_account(ctx, context, id, change).await
}

async fn change_password(ctx: &Context<'_>, input: AccountChangePasswordInput) -> Outcome<Account> {
    let authorization = guard(ctx, Action::AccountChangePassword)?;
    let write_context = guard_sign_in(ctx)?;
    let context = input.sent.context(ctx, &authorization)?;
    let own = authorization.actor.account;
    let named = match &input.id {
        None => Some(own),
        Some(id) => GlobalId::decode_as(id),
    };
    if authorization.access == Access::Own && named != Some(own) {
        return Err(forbidden().into());
    }
    let id = named.ok_or_else(no_account)?;
    check_password(&input.new_password)
        .map_err(|sentence| UserError::input("newPassword", sentence))?;
    if id == own {
        let sentence = "`currentPassword` is required to change your own password.";
        let current = input.current_password;
        let current = current.ok_or_else(|| UserError::input("currentPassword", sentence))?;
        let (auth, now) = (&write_context.auth, write_context.caller.now);
        auth.confirm_password(id, current, write_context.caller.address, now)
            .await
            .map_err(sign_in_error)?;
    }
    let hash = hash(write_context, input.new_password).await?;
    change_account(ctx, context, id, AccountChange::Password(hash)).await
}

async fn change_account(
    ctx: &Context<'_>,
    context: CommandContext,
    id: AccountId,
    change: AccountChange,
) -> Outcome<Account> {
    let auth = &WriteContext::from_graphql(ctx)?.auth;
    Ok(Account(auth.change_account(context, id, change).await?))
}

fn no_account() -> UserError {
    UserError::not_found("id", "account")
}
