//! Types of accounts, and inputs and payloads of their mutations.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use standfirst_domain::account;

use crate::graphql::{
    api_key::{ApiKey, keys_of},
    command_input::IdempotentInput,
    connection::Listed,
    ids::GlobalId,
    scalars::DateTime,
    user_errors::{UserErrorObject, payload},
    viewer::Role,
};

/// An account.
#[derive(Clone)]
pub struct Account(pub account::Account);

impl Listed for Account {
    const NAME: &'static str = "Account";
}

/// An account: a person or a service that authenticates with a role.
#[Object]
impl Account {
    /// Globally unique, stable identifier.
    async fn id(&self) -> ID {
        GlobalId::Account(self.0.id).encode()
    }

    /// Login name: an email address, or `role:name` for a service.
    async fn login(&self) -> &str {
        self.0.login.as_str()
    }

    /// Display name.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// Role, which decides what the account may do.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// Date and time of the suspension. Null if the account is not suspended.
    async fn suspended_at(&self) -> Option<DateTime> {
        self.0.suspended_at.map(DateTime)
    }

    /// API keys without their secrets, at most 100: keys that are not revoked first, newest first.
    /// Requires the admin role, or the partner role for one's own account.
    async fn api_keys(&self, ctx: &Context<'_>) -> Option<Result<Vec<ApiKey>>> {
        Some(keys_of(ctx, self.0.id).await)
    }
}

/// Result of a mutation on an account.
#[derive(SimpleObject)]
pub struct AccountPayload {
    /// Account after the change. Null if there are user errors.
    account: Option<Account>,
    /// Errors that the caller can correct, all at once. Empty on success; otherwise nothing was
    /// changed.
    user_errors: Vec<UserErrorObject>,
}

payload!(AccountPayload, account: Account);

/// Input of `accountCreate`.
#[derive(InputObject)]
pub struct AccountCreateInput {
    /// Email address for signing in (at most 254 bytes).
    pub email: String,
    /// Display name (at most 200 characters).
    pub name: String,
    /// Role, which decides what the account may do.
    pub role: Role,
    /// Initial password (12 to 128 characters). Without a password, the account authenticates with
    /// API keys only.
    pub password: Option<String>,
    /// Contributor under whose name the account writes.
    pub contributor_id: Option<ID>,
    #[graphql(flatten)]
    pub sent: IdempotentInput,
}

/// Input of `accountChangeRole`.
#[derive(InputObject)]
pub struct AccountChangeRoleInput {
    /// Account id.
    pub id: ID,
    /// New role.
    pub role: Role,
    #[graphql(flatten)]
    pub sent: IdempotentInput,
}

/// Input of `accountChangePassword`.
#[derive(InputObject)]
pub struct AccountChangePasswordInput {
    /// Account id. Defaults to the caller's own account; changing another account's password
    /// requires the admin role.
    pub id: Option<ID>,
    /// Current password. Required for one's own account.
    pub current_password: Option<String>,
    /// New password (12 to 128 characters).
    pub new_password: String,
    #[graphql(flatten)]
    pub sent: IdempotentInput,
}

/// Input of `accountSuspend`.
#[derive(InputObject)]
pub struct AccountSuspendInput {
    /// Account id.
    pub id: ID,
    /// True suspends the account; false lifts the suspension.
    #[graphql(default = true)]
    pub suspended: bool,
    #[graphql(flatten)]
    pub sent: IdempotentInput,
}
