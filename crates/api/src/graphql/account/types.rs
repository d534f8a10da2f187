//! What is shown of an account, and what the acts on it take and answer.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use standfirst_domain::{account, error::UserError};

use crate::graphql::{
    api_key::{ApiKey, keys_of},
    connection::Listed,
    ids::Named,
    revising::Sent,
    scalars::DateTime,
    user_errors::{UserErrorObject, parted},
    viewer::Role,
};

/// An account.
#[derive(Clone)]
pub struct Account(pub account::Account);

impl Listed for Account {
    const NAME: &'static str = "Account";
}

/// An account: a person or a service that comes in under a role.
#[Object]
impl Account {
    /// Names it for ever.
    async fn id(&self) -> ID {
        Named::Account(self.0.id).to_id()
    }

    /// By what it is known when it comes in: an email address, or role and name of a service.
    async fn login(&self) -> &str {
        self.0.login.as_str()
    }

    /// What it is called.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// What it is trusted with.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// Since when it may not come in.
    async fn suspended_at(&self) -> Option<DateTime> {
        self.0.suspended_at.map(DateTime)
    }

    /// Its keys without their secrets, at most 100: those that are not revoked first, and of these the latest. For admins, and partners for their own.
    async fn api_keys(&self, ctx: &Context<'_>) -> Option<Result<Vec<ApiKey>>> {
        Some(keys_of(ctx, self.0.id).await)
    }
}

/// An account that was made or changed.
#[derive(SimpleObject)]
pub struct AccountPayload {
    /// The account as it now stands; null where there are user errors.
    account: Option<Account>,
    /// What can be mended.
    user_errors: Vec<UserErrorObject>,
}

impl From<Result<account::Account, Vec<UserError>>> for AccountPayload {
    fn from(outcome: Result<account::Account, Vec<UserError>>) -> Self {
        let (account, user_errors) = parted(outcome);
        Self {
            account: account.map(Account),
            user_errors,
        }
    }
}

/// An account to be made.
#[derive(InputObject)]
pub struct AccountCreateInput {
    /// The email address it will sign in with.
    pub email: String,
    /// What it is called.
    pub name: String,
    /// What it is trusted with.
    pub role: Role,
    /// Its first password, 12 to 128 characters. Without one it comes in by keys alone.
    pub password: Option<String>,
    /// The contributor under whose name it writes.
    pub contributor_id: Option<ID>,
    #[graphql(flatten)]
    pub sent: Sent,
}

/// Another role for an account.
#[derive(InputObject)]
pub struct AccountChangeRoleInput {
    /// The account.
    pub id: ID,
    /// What it is trusted with from now on.
    pub role: Role,
    #[graphql(flatten)]
    pub sent: Sent,
}

/// Another password for an account.
#[derive(InputObject)]
pub struct AccountChangePasswordInput {
    /// The account; the viewer's own when nothing is said. Those of others are an admin's to change.
    pub id: Option<ID>,
    /// The present password, needed for one's own account.
    pub current_password: Option<String>,
    /// The new password, 12 to 128 characters.
    pub new_password: String,
    #[graphql(flatten)]
    pub sent: Sent,
}

/// Whether an account may come in.
#[derive(InputObject)]
pub struct AccountSuspendInput {
    /// The account.
    pub id: ID,
    /// Suspends it; false lets it come in again.
    #[graphql(default = true)]
    pub suspended: bool,
    #[graphql(flatten)]
    pub sent: Sent,
}
