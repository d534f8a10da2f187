//! Accounts: their reads and the commands on them.

use async_trait::async_trait;
use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    account::{Account, AccountChange, Login, NewAccount, PasswordHash, Role},
    command_context::CommandContext,
    error::{Error, ErrorCode, UserError},
    ids::{AccountId, ContributorId},
    page::{End, Page, Placed, Position, Slice, SortKey},
    registry::AccountStore,
};

use super::{
    credentials::{self, ACCOUNT_COLUMNS, AccountRow, absent, account_subject, end, lock_account},
    sessions,
};
use crate::{
    command::Command,
    desk::preview,
    rows::decode::{log_and_skip, outcome_id},
    store::Store,
    transaction::Transaction,
};

#[derive(FromQueryResult)]
struct ContributorRow {
    #[expect(dead_code, reason = "the row itself is the answer")]
    id: Uuid,
}

#[async_trait]
impl AccountStore for Store {
    async fn account(&self, id: AccountId) -> Result<Option<Account>, Error> {
        let sql = credentials::account_by_id(self.sql(), id, "");
        let rows = self.rows::<AccountRow>(sql).await?;
        rows.first().map(AccountRow::account).transpose()
    }

    async fn account_by_login(
        &self,
        login: Login,
    ) -> Result<Option<(Account, Option<PasswordHash>)>, Error> {
        let mut sql = self.sql();
        let login = sql.bind(login.as_str());
        sql.push(&format!(
            "SELECT {ACCOUNT_COLUMNS} FROM account a WHERE a.login = {login}"
        ));
        let rows = self.rows::<AccountRow>(sql).await?;
        rows.first()
            .map(|row| Ok((row.account()?, row.password.clone().map(PasswordHash))))
            .transpose()
    }

    async fn admin_count(&self) -> Result<u64, Error> {
        let mut sql = self.sql();
        let role = sql.bind(Role::Admin.as_str());
        sql.push(&format!(
            "SELECT COUNT(*) AS count FROM account WHERE role = {role} AND suspended_at IS NULL"
        ));
        self.count(sql).await
    }

    async fn accounts(&self, page: Page) -> Result<Slice<Account>, Error> {
        let mut sql = self.sql();
        let mut text = format!("SELECT {ACCOUNT_COLUMNS} FROM account a WHERE TRUE");
        for (position, sign) in [(&page.after, ">"), (&page.before, "<")] {
            if let Some(Position {
                key: SortKey::Text(login),
                ..
            }) = position
            {
                text.push_str(&format!(" AND a.login {sign} {}", sql.bind(login.as_str())));
            }
        }
        let direction = match page.end {
            End::First => "ASC",
            End::Last => "DESC",
        };
        let limit = sql.bind(i64::from(page.size) + 1);
        text.push_str(&format!(" ORDER BY a.login {direction} LIMIT {limit}"));
        sql.push(&text);
        let rows = self.rows::<AccountRow>(sql).await?;
        let placed = rows.into_iter().map(|row| Placed {
            item: log_and_skip(row.account()),
            position: Position {
                key: SortKey::Text(row.login),
                id: row.account_id,
            },
        });
        Ok(Slice::from_rows(placed.collect(), &page).without_missing())
    }

    async fn account_count(&self) -> Result<u64, Error> {
        let mut sql = self.sql();
        sql.push("SELECT COUNT(*) AS count FROM account");
        self.count(sql).await
    }

    async fn add_account(
        &self,
        context: CommandContext,
        account: NewAccount,
    ) -> Result<Account, Error> {
        self.transaction((context, account), |transaction, (context, account)| {
            Box::pin(create(Command::new(transaction, context), account))
        })
        .await
    }

    async fn change_account(
        &self,
        context: CommandContext,
        id: AccountId,
        change: AccountChange,
    ) -> Result<Account, Error> {
        let input = (context, id, change);
        self.transaction(input, |transaction, (context, id, change)| {
            Box::pin(update(Command::new(transaction, context), *id, change))
        })
        .await
    }
}

async fn create(command: Command<'_>, new: &NewAccount) -> Result<Account, Error> {
    let transaction = command.transaction;
    if let Some(outcome) = command.begin().await? {
        return find(transaction, &outcome).await;
    }
    if !is_contributor(transaction, new.contributor).await? {
        return Err(Error::Invalid(vec![UserError {
            code: ErrorCode::NotFound,
            field: Some("contributorId".to_owned()),
            message: "There is no contributor of this id.".to_owned(),
            hint: Some("Look the contributor up and take its id from there.".to_owned()),
        }]));
    }
    let mut sql = transaction.sql();
    let values = [
        sql.bind(new.id.as_uuid()),
        sql.bind(new.login.as_str()),
        sql.bind(new.name.as_str()),
        sql.bind(new.role.as_str()),
        sql.bind(new.contributor.map(ContributorId::as_uuid)),
        sql.bind(new.password.as_ref().map(|password| password.0.as_str())),
        sql.bind(new.created_at.as_millis()),
        sql.bind(new.created_at.as_millis()),
    ];
    sql.push(&format!(
        "INSERT INTO account (id, login, name, role, contributor_id, password, tokens_since, created_at, token_version) \
         VALUES ({}, 1) ON CONFLICT DO NOTHING",
        values.join(", ")
    ));
    if transaction.execute(sql).await? == 0 {
        return Err(Error::Invalid(vec![UserError {
            code: ErrorCode::Conflict,
            field: Some("email".to_owned()),
            message: "There is an account of this name already.".to_owned(),
            hint: Some("Choose another, or change the one that is there.".to_owned()),
        }]));
    }
    let reason = new.role.as_str();
    end(command, account_subject(new.id), Some(reason)).await?;
    Ok(Account {
        id: new.id,
        login: new.login.clone(),
        name: new.name.clone(),
        role: new.role,
        token_version: 1,
        tokens_since: new.created_at,
        suspended_at: None,
        contributor: new.contributor,
    })
}

async fn update(
    command: Command<'_>,
    id: AccountId,
    change: &AccountChange,
) -> Result<Account, Error> {
    let Command {
        transaction,
        context,
    } = command;
    if let Some(outcome) = command.begin().await? {
        return find(transaction, &outcome).await;
    }
    if !context.allows(Some(id)) {
        return Err(absent("account"));
    }
    let account = lock_account(transaction, id).await?;
    account.ok_or_else(|| absent("account"))?;
    write_change(command, id, change).await?;
    // Tokens and sessions issued before the change are worth nothing after it.
    sessions::close_all(transaction, id, context.at).await?;
    let changed = lock_account(transaction, id).await?;
    let changed = changed.ok_or_else(|| absent("account"))?;
    if matches!(change, AccountChange::Suspend | AccountChange::Role(_)) {
        preview::revoke_all_of_account(transaction, id, context.at).await?;
    }
    let reason = audit_reason(change);
    end(command, account_subject(id), Some(&reason)).await?;
    Ok(changed)
}

async fn write_change(
    command: Command<'_>,
    id: AccountId,
    change: &AccountChange,
) -> Result<(), Error> {
    let mut sql = command.transaction.sql();
    sql.push("UPDATE account SET token_version = token_version + 1, tokens_since = ");
    let now = sql.bind(command.context.at.as_millis());
    sql.push(&now);
    let set = match change {
        AccountChange::Role(role) => format!(", role = {}", sql.bind(role.as_str())),
        AccountChange::Password(password) => {
            format!(", password = {}", sql.bind(password.0.as_str()))
        }
        AccountChange::Suspend => format!(", suspended_at = {now}"),
        AccountChange::Readmit => ", suspended_at = NULL".to_owned(),
        AccountChange::SignOutEverywhere => String::new(),
    };
    let id = sql.bind(id.as_uuid());
    sql.push(&format!("{set} WHERE id = {id}"));
    command.transaction.execute(sql).await.map(drop)
}

/// Reason of a change in the audit log.
fn audit_reason(change: &AccountChange) -> String {
    match change {
        AccountChange::Role(role) => format!("to {role}"),
        AccountChange::Password(_) => "another password".to_owned(),
        AccountChange::Suspend => "suspended".to_owned(),
        AccountChange::Readmit => "readmitted".to_owned(),
        AccountChange::SignOutEverywhere => "signed out everywhere".to_owned(),
    }
}

/// The account of an idempotency record.
async fn find(transaction: &Transaction, outcome: &str) -> Result<Account, Error> {
    let id = AccountId::from_uuid(outcome_id(outcome)?);
    let account = lock_account(transaction, id).await?;
    account.ok_or_else(|| absent("account"))
}

/// Returns whether the contributor of a new account exists, if it names one.
async fn is_contributor(
    transaction: &Transaction,
    contributor: Option<ContributorId>,
) -> Result<bool, Error> {
    let Some(contributor) = contributor else {
        return Ok(true);
    };
    let mut sql = transaction.sql();
    let id = sql.bind(contributor.as_uuid());
    sql.push(&format!("SELECT id FROM contributor WHERE id = {id}"));
    Ok(transaction.row::<ContributorRow>(sql).await?.is_some())
}
