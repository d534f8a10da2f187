//! The acts on accounts. Every change ends the account's sessions and tokens, and every act stands in the audit log.

use std::sync::Arc;

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
    acting::{Acting, forbidden, guard, guard_sign_in},
    errors::fault,
    form::Form,
    ids::Named,
    revising::Sent,
    session::kept_out,
    user_errors::mendable,
};

type Outcome = Result<Result<account::Account, Vec<UserError>>>;

/// The acts on accounts.
#[derive(Default)]
pub struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Makes an account. For admins.
    async fn account_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account to be made.")] input: AccountCreateInput,
    ) -> Option<Result<AccountPayload>> {
        Some(create(ctx, input).await.map(AccountPayload::from))
    }

    /// Gives an account another role. For admins, and not for their own account.
    async fn account_change_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account and its role.")] input: AccountChangeRoleInput,
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

    /// Changes a password: one's own with the present one, another's as an admin.
    async fn account_change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account and its passwords.")] input: AccountChangePasswordInput,
    ) -> Option<Result<AccountPayload>> {
        Some(change_password(ctx, input).await.map(AccountPayload::from))
    }

    /// Suspends an account or lets it come in again. For admins, and not for their own account.
    async fn account_suspend(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account, and whether it is suspended.")] input: AccountSuspendInput,
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
    let acting = Acting::of(ctx)?;
    let context = input.sent.context(ctx, &authorization)?;
    let (mut form, password) = (Form::default(), input.password);
    let login = form.take("email", Login::email(&input.email));
    let name = form.take("name", Name::parse(&input.name));
    let fits = password.as_deref().map_or(Ok(()), check_password);
    form.take("password", fits);
    let contributor = match &input.contributor_id {
        None => Some(None),
        Some(id) => {
            let named = form.id("contributorId", "contributor", id, Named::contributor);
            named.map(Some)
        }
    };
    let named = login.zip(name).zip(contributor);
    let ((login, name), contributor) = match form.settled(named) {
        Ok(named) => named,
        Err(reasons) => return Ok(Err(reasons)),
    };
    let password = match password {
        Some(password) => Some(
            acting
                .auth
                .hash_password(password)
                .await
                .map_err(|error| fault(Arc::new(error)))?,
        ),
        None => None,
    };
    let new = NewAccount {
        id: AccountId::mint(acting.now, rand::random()),
        login,
        name,
        role: input.role.into(),
        contributor,
        password,
        made_at: acting.now,
    };
    mendable(acting.auth.registry.add_account(context, new).await)
}

async fn manage(
    ctx: &Context<'_>,
    action: Action,
    id: &ID,
    change: AccountChange,
    sent: &Sent,
) -> Outcome {
    let authorization = guard(ctx, action)?;
    let context = sent.context(ctx, &authorization)?;
    let Some(Named::Account(id)) = Named::of(id) else {
        return Ok(Err(vec![nobody()]));
    };
    if id == authorization.actor.account {
        let reason =
            UserError::state("This is your own account, which another admin has to change.");
        return Ok(Err(vec![reason]));
    }
    carry_out(ctx, context, id, change).await
}

async fn change_password(ctx: &Context<'_>, input: AccountChangePasswordInput) -> Outcome {
    let authorization = guard(ctx, Action::AccountChangePassword)?;
    let acting = guard_sign_in(ctx)?;
    let context = input.sent.context(ctx, &authorization)?;
    let own = authorization.actor.account;
    let named = match input.id.as_ref().map(Named::of) {
        None => Some(own),
        Some(Some(Named::Account(id))) => Some(id),
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
                "Your present password is needed.",
            )]));
        };
        acting
            .auth
            .confirm_password(id, current, acting.peer, acting.now)
            .await
            .map_err(kept_out)?;
    }
    let hash = acting.auth.hash_password(input.new_password).await;
    let hash = hash.map_err(|error| fault(Arc::new(error)))?;
    carry_out(ctx, context, id, AccountChange::Password(hash)).await
}

async fn carry_out(
    ctx: &Context<'_>,
    context: CommandContext,
    id: AccountId,
    change: AccountChange,
) -> Outcome {
    let acting = Acting::of(ctx)?;
    mendable(acting.auth.change_account(context, id, change).await)
}

fn nobody() -> UserError {
    UserError::absent("id", "account")
}
