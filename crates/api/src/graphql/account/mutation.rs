//! Mutations on accounts. Every change ends the account's sessions and tokens, and every mutation
//! is recorded in the audit log.

use async_graphql::{Context, ID, Object, Result};
use standfirst_domain::{
    account::{self, AccountChange, Login, NewAccount},
    command_context::CommandContext,
    credential::check_password,
    error::UserError,
    ids::AccountId,
    permission::{Access, Action},
    text::Name,
};

use super::{
    AccountPayload,
    types::{
        AccountChangePasswordInput, AccountChangeRoleInput, AccountCreateInput, AccountSuspendInput,
    },
};
use crate::graphql::{
    command_input::IdempotentInput,
    errors::field_error,
    ids::GlobalId,
    input_validator::InputValidator,
    session::sign_in_error,
    user_errors::split_user_errors,
    write_context::{WriteContext, forbidden, guard, guard_sign_in},
};

type Outcome = Result<Result<account::Account, Vec<UserError>>>;

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
    ) -> Option<Result<AccountPayload>> {
        Some(create(ctx, input).await.map(AccountPayload::from))
    }

    /// Changes the role of an account. Requires the admin role; admins cannot change their own
    /// account. Ends all sessions and access tokens of the account.
    async fn account_change_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Account and new role.")] input: AccountChangeRoleInput,
    ) -> Option<Result<AccountPayload>> {
        let change = AccountChange::Role(input.role.into());
        Some(
            manage(
                ctx,
                Action::AccountChangeRole,
                &input.id,
                change,
                &input.sent,
            )
            .await
            .map(AccountPayload::from),
        )
    }

    /// Changes a password: one's own with the current password, or another account's as an admin.
    /// Ends all sessions and access tokens of the account.
    async fn account_change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Account and passwords.")] input: AccountChangePasswordInput,
    ) -> Option<Result<AccountPayload>> {
        Some(change_password(ctx, input).await.map(AccountPayload::from))
    }

    /// Suspends an account or lifts its suspension. Requires the admin role; admins cannot change
    /// their own account. Ends all sessions and access tokens of the account.
    async fn account_suspend(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Account, and whether to suspend it.")] input: AccountSuspendInput,
    ) -> Option<Result<AccountPayload>> {
        let change = if input.suspended {
            AccountChange::Suspend
        } else {
            AccountChange::Readmit
        };
        Some(
            manage(ctx, Action::AccountSuspend, &input.id, change, &input.sent)
                .await
                .map(AccountPayload::from),
        )
    }
}

async fn create(ctx: &Context<'_>, input: AccountCreateInput) -> Outcome {
    let authorization = guard(ctx, Action::AccountCreate)?;
    let write_context = WriteContext::from_graphql(ctx)?;
    let context = input.sent.context(ctx, &authorization)?;
    let (mut validator, password) = (InputValidator::default(), input.password);
    let login = validator.check("email", Login::email(&input.email));
    let name = validator.check("name", Name::parse(&input.name));
    let fits = password.as_deref().map_or(Ok(()), check_password);
    validator.check("password", fits);
    let contributor = match &input.contributor_id {
        None => Some(None),
        Some(id) => {
            let named = validator.id("contributorId", "contributor", id, GlobalId::contributor);
            named.map(Some)
        }
    };
    let named = login.zip(name).zip(contributor);
    let ((login, name), contributor) = match validator.finish(named) {
        Ok(named) => named,
        Err(reasons) => return Ok(Err(reasons)),
    };
    let password = match password {
        Some(password) => Some(
            write_context
                .auth
                .hash_password(password)
                .await
                .map_err(field_error)?,
        ),
        None => None,
    };
    let new = NewAccount {
        id: AccountId::new(write_context.now, rand::random()),
        login,
        name,
        role: input.role.into(),
        contributor,
        password,
        created_at: write_context.now,
    };
    split_user_errors(write_context.auth.registry.add_account(context, new).await)
}

async fn manage(
    ctx: &Context<'_>,
    action: Action,
    id: &ID,
    change: AccountChange,
    sent: &IdempotentInput,
) -> Outcome {
    let authorization = guard(ctx, action)?;
    let context = sent.context(ctx, &authorization)?;
    let Some(GlobalId::Account(id)) = GlobalId::decode(id) else {
        return Ok(Err(vec![nobody()]));
    };
    if id == authorization.actor.account {
        let reason =
            UserError::invalid_state("This is your own account; another admin must change it.");
        return Ok(Err(vec![reason]));
    }
    carry_out(ctx, context, id, change).await
}

async fn change_password(ctx: &Context<'_>, input: AccountChangePasswordInput) -> Outcome {
    let authorization = guard(ctx, Action::AccountChangePassword)?;
    let write_context = guard_sign_in(ctx)?;
    let context = input.sent.context(ctx, &authorization)?;
    let own = authorization.actor.account;
    let named = match input.id.as_ref().map(GlobalId::decode) {
        None => Some(own),
        Some(Some(GlobalId::Account(id))) => Some(id),
        Some(_) => None,
    };
    if authorization.permit == Access::Own && named != Some(own) {
        return Err(forbidden());
    }
    let Some(id) = named else {
        return Ok(Err(vec![nobody()]));
    };
    if let Err(sentence) = check_password(&input.new_password) {
        return Ok(Err(vec![UserError::input("newPassword", sentence)]));
    }
    if id == own {
        let Some(current) = input.current_password else {
            return Ok(Err(vec![UserError::input(
                "currentPassword",
                "`currentPassword` is required to change your own password.",
            )]));
        };
        write_context
            .auth
            .confirm_password(id, current, write_context.address, write_context.now)
            .await
            .map_err(sign_in_error)?;
    }
    let hash = write_context.auth.hash_password(input.new_password).await;
    let hash = hash.map_err(field_error)?;
    carry_out(ctx, context, id, AccountChange::Password(hash)).await
}

async fn carry_out(
    ctx: &Context<'_>,
    context: CommandContext,
    id: AccountId,
    change: AccountChange,
) -> Outcome {
    let write_context = WriteContext::from_graphql(ctx)?;
    split_user_errors(write_context.auth.change_account(context, id, change).await)
}

fn nobody() -> UserError {
    UserError::not_found("id", "account")
}
