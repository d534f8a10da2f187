//! Queries on accounts.

use async_graphql::{Context, ID, Object, Result};
use standfirst_domain::cursor::ListKind;
use standfirst_domain::permission::Action;

use super::Account;
use crate::graphql::{
    connection::{Connection, PageArguments, Total},
    errors::field_error,
    ids::GlobalId,
    read_context::ReadContext,
    scalars::Cursor,
    write_context::{WriteContext, guard},
};

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
