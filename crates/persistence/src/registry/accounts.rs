//! Accounts as they are kept.

use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    account::{Account, AccountChange, Login, NewAccount, PasswordHash, Role},
    error::{Error, ErrorCode, UserError},
    ids::{AccountId, ContributorId},
    moment::Moment,
    page::{End, Page, Placed, Position, Slice, SortKey},
    text::Name,
};

use super::{execute, row};
use crate::{
    dialect::Engine,
    rows::{
        decode::{unreadable, whole},
        found::readable,
    },
    sql::Sql,
    store::Store,
    transaction::Transaction,
};

/// The columns of an account, of a table written `a`. Its id has a name of its own, since keys have one too.
pub(super) const COLUMNS: &str = "a.id AS account_id, a.login, a.name AS account_name, a.role, a.contributor_id, a.password, \
     a.token_version, a.tokens_since, a.suspended_at";

#[derive(FromQueryResult)]
pub(super) struct AccountRow {
    account_id: Uuid,
    login: String,
    account_name: String,
    role: String,
    contributor_id: Option<Uuid>,
    password: Option<String>,
    token_version: i64,
    tokens_since: i64,
    suspended_at: Option<i64>,
}

impl AccountRow {
    pub(super) fn account(&self) -> Result<Account, Error> {
        let id = self.account_id;
        Ok(Account {
            id: AccountId::from_uuid(id),
            login: Login::kept(self.login.clone()),
            name: Name::parse(&self.account_name).map_err(unreadable("account", id))?,
            role: Role::parse(&self.role)
                .ok_or("there is no such role")
                .map_err(unreadable("account", id))?,
            token_version: whole(self.token_version, "account", id)?,
            tokens_since: Moment::from_millis(self.tokens_since),
            suspended_at: self.suspended_at.map(Moment::from_millis),
            contributor: self.contributor_id.map(ContributorId::from_uuid),
        })
    }
}

#[derive(FromQueryResult)]
pub(super) struct CountRow {
    pub(super) count: i64,
}

#[derive(FromQueryResult)]
struct IdRow {
    #[expect(dead_code, reason = "that there is one is all that is asked")]
    id: Uuid,
}

pub(super) async fn by_id(store: &Store, id: AccountId) -> Result<Option<Account>, Error> {
    let rows = store
        .rows::<AccountRow>(question(store.sql(), id, ""))
        .await?;
    rows.first().map(AccountRow::account).transpose()
}

pub(super) async fn by_login(
    store: &Store,
    login: &Login,
) -> Result<Option<(Account, Option<PasswordHash>)>, Error> {
    let mut sql = store.sql();
    let login = sql.bind(login.as_str());
    sql.push(&format!(
        "SELECT {COLUMNS} FROM account a WHERE a.login = {login}"
    ));
    let rows = store.rows::<AccountRow>(sql).await?;
    rows.first()
        .map(|row| Ok((row.account()?, row.password.clone().map(PasswordHash))))
        .transpose()
}

pub(super) async fn admins(store: &Store) -> Result<u64, Error> {
    let mut sql = store.sql();
    let role = sql.bind(Role::Admin.as_str());
    sql.push(&format!(
        "SELECT COUNT(*) AS count FROM account WHERE role = {role} AND suspended_at IS NULL"
    ));
    count(store, sql).await
}

pub(super) async fn all(store: &Store) -> Result<u64, Error> {
    let mut sql = store.sql();
    sql.push("SELECT COUNT(*) AS count FROM account");
    count(store, sql).await
}

async fn count(store: &Store, sql: Sql) -> Result<u64, Error> {
    let rows = store.rows::<CountRow>(sql).await?;
    Ok(rows
        .first()
        .map_or(0, |row| u64::try_from(row.count).unwrap_or(0)))
}

/// A part of the list of accounts, by login.
pub(super) async fn list(store: &Store, page: &Page) -> Result<Slice<Account>, Error> {
    let mut sql = store.sql();
    let mut text = format!("SELECT {COLUMNS} FROM account a WHERE TRUE");
    for (position, sign) in [(&page.after, ">"), (&page.before, "<")] {
        if let Some(Position {
            key: SortKey::Text(login),
            ..
        }) = position
        {
            text.push_str(&format!(" AND a.login {sign} {}", sql.bind(login.as_str())));
        }
    }
    let direction = if page.end == End::First {
        "ASC"
    } else {
        "DESC"
    };
    let limit = sql.bind(i64::from(page.size) + 1);
    text.push_str(&format!(" ORDER BY a.login {direction} LIMIT {limit}"));
    sql.push(&text);
    let rows = store.rows::<AccountRow>(sql).await?;
    let placed = rows.into_iter().map(|row| Placed {
        item: readable(row.account()),
        position: Position {
            key: SortKey::Text(row.login),
            id: row.account_id,
        },
    });
    Ok(Slice::cut(placed.collect(), page).readable())
}

fn question(mut sql: Sql, id: AccountId, tail: &str) -> Sql {
    let id = sql.bind(id.as_uuid());
    sql.push(&format!(
        "SELECT {COLUMNS} FROM account a WHERE a.id = {id}{tail}"
    ));
    sql
}

/// Reads an account within a transaction, making others who would change it wait.
pub(super) async fn held(
    transaction: &Transaction,
    engine: Engine,
    id: AccountId,
) -> Result<Option<Account>, Error> {
    let found: Option<AccountRow> = row(
        transaction,
        question(Sql::new(engine), id, engine.for_update()),
    )
    .await?;
    found.as_ref().map(AccountRow::account).transpose()
}

pub(super) async fn add(
    transaction: &Transaction,
    engine: Engine,
    new: NewAccount,
) -> Result<Account, Error> {
    if !is_there(transaction, engine, new.contributor).await? {
        return Err(Error::Invalid(vec![UserError {
            code: ErrorCode::NotFound,
            field: Some("contributorId".to_owned()),
            message: "There is no contributor of this id.".to_owned(),
            hint: Some("Look the contributor up and take its id from there.".to_owned()),
        }]));
    }
    let mut sql = Sql::new(engine);
    let values = [
        sql.bind(new.id.as_uuid()),
        sql.bind(new.login.as_str()),
        sql.bind(new.name.as_str()),
        sql.bind(new.role.as_str()),
        sql.bind(new.contributor.map(ContributorId::as_uuid)),
        sql.bind(new.password.map(|password| password.0)),
        sql.bind(new.made_at.as_millis()),
        sql.bind(new.made_at.as_millis()),
    ];
    sql.push(&format!(
        "INSERT INTO account (id, login, name, role, contributor_id, password, tokens_since, made_at, token_version) \
         VALUES ({}, 1) ON CONFLICT DO NOTHING",
        values.join(", ")
    ));
    if execute(transaction, sql).await? == 0 {
        return Err(Error::Invalid(vec![UserError {
            code: ErrorCode::Conflict,
            field: Some("email".to_owned()),
            message: "There is an account of this name already.".to_owned(),
            hint: Some("Choose another, or change the one that is there.".to_owned()),
        }]));
    }
    Ok(Account {
        id: new.id,
        login: new.login,
        name: new.name,
        role: new.role,
        token_version: 1,
        tokens_since: new.made_at,
        suspended_at: None,
        contributor: new.contributor,
    })
}

pub(super) async fn change(
    transaction: &Transaction,
    engine: Engine,
    id: AccountId,
    change: &AccountChange,
    now: Moment,
) -> Result<Option<Account>, Error> {
    if held(transaction, engine, id).await?.is_none() {
        return Ok(None);
    }
    let mut sql = Sql::new(engine);
    sql.push("UPDATE account SET token_version = token_version + 1, tokens_since = ");
    let since = sql.bind(now.as_millis());
    sql.push(&since);
    let set = match change {
        AccountChange::Role(role) => format!(", role = {}", sql.bind(role.as_str())),
        AccountChange::Password(password) => {
            format!(", password = {}", sql.bind(password.0.as_str()))
        }
        AccountChange::Suspend => format!(", suspended_at = {since}"),
        AccountChange::Readmit => ", suspended_at = NULL".to_owned(),
        AccountChange::SignOutEverywhere => String::new(),
    };
    let id_bound = sql.bind(id.as_uuid());
    sql.push(&format!("{set} WHERE id = {id_bound}"));
    execute(transaction, sql).await?;
    super::sessions::close_all(transaction, engine, id, now).await?;
    held(transaction, engine, id).await
}

/// Whether a contributor that is named is there.
async fn is_there(
    transaction: &Transaction,
    engine: Engine,
    contributor: Option<ContributorId>,
) -> Result<bool, Error> {
    let Some(contributor) = contributor else {
        return Ok(true);
    };
    let mut sql = Sql::new(engine);
    let id = sql.bind(contributor.as_uuid());
    sql.push(&format!("SELECT id FROM contributor WHERE id = {id}"));
    Ok(row::<IdRow, _>(transaction, sql).await?.is_some())
}
