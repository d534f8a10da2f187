//! Accounts, for admins.

mod mutation;

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use standfirst_domain::cursor::ListKind;
use standfirst_domain::{account, permission::Action};

pub use self::mutation::AccountMutation;
use super::{
    api_key::{ApiKey, keys_of},
    command_input::IdempotentInput,
    connection::{Connection, Listed, PageArguments, Total},
    errors::field_error,
    ids::GlobalId,
    read_context::ReadContext,
    scalars::{Cursor, DateTime},
    user_errors::{UserErrorObject, payload},
    viewer::Role,
    write_context::{WriteContext, guard},
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

/// Queries on accounts.
#[derive(Default)]
pub struct AccountQuery;

#[Object]
impl AccountQuery {
    /// Returns the account with this id. Null if it does not exist. Requires the admin role.
    async fn account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Account id.")] id: ID,
    ) -> Option<Result<Account>> {
        one(ctx, &id).await.transpose()
    }

    /// All accounts ordered by login, suspended accounts included. Requires the admin role.
    async fn accounts(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "Number of items to return from the start of the list (1 to 100; default 20)."
        )]
        first: Option<i32>,
        #[graphql(desc = "Returns only items after this cursor.")] after: Option<Cursor>,
        #[graphql(desc = "Number of items to return from the end of the list (1 to 100).")]
        last: Option<i32>,
        #[graphql(desc = "Returns only items before this cursor.")] before: Option<Cursor>,
    ) -> Option<Result<Connection<Account>>> {
        let page = PageArguments::new(first, after, last, before);
        Some(list(ctx, page).await)
    }
}

async fn one(ctx: &Context<'_>, id: &ID) -> Result<Option<Account>> {
    guard(ctx, Action::AccountRead)?;
    let Some(id) = GlobalId::decode_as(id) else {
        return Ok(None);
    };
    let registry = &WriteContext::from_graphql(ctx)?.auth.registry;
    let found = registry.account(id).await.map_err(field_error)?;
    Ok(found.map(Account))
}

async fn list(ctx: &Context<'_>, page: PageArguments) -> Result<Connection<Account>> {
    guard(ctx, Action::AccountRead)?;
    let kind = ListKind::Accounts;
    let page = page.page(kind)?;
    let registry = &WriteContext::from_graphql(ctx)?.auth.registry;
    let slice = registry.accounts(page).await.map_err(field_error)?;
    let node = |account: &_| Account(Clone::clone(account));
    let read_context = ReadContext::from_graphql(ctx)?;
    Ok(Connection::new(
        &slice,
        kind,
        Total::Accounts,
        read_context,
        node,
    ))
}
