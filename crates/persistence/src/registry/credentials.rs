//! The account behind every credential: its row, its lock, and the end of commands on it.

use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    account::{Account, Login, Role},
    audit::{Subject, SubjectKind},
    error::{Error, UserError},
    ids::{AccountId, ContributorId},
    moment::Moment,
    text::Name,
};

use crate::{
    change_log::ChangeLogWriter,
    command::Command,
    desk::audit::NewAuditEntry,
    rows::decode::{Malformed, to_u32, unreadable},
    sql::Sql,
    transaction::Transaction,
};

/// Columns of [`AccountRow`], of an account with the alias `a`. The aliases keep apart what API
/// keys have too.
pub(super) const ACCOUNT_COLUMNS: &str = "a.id AS account_id, a.login, a.name AS account_name, a.role, a.contributor_id, a.password, \
     a.token_version, a.tokens_since, a.suspended_at";

#[derive(FromQueryResult)]
pub(super) struct AccountRow {
    pub(super) account_id: Uuid,
    pub(super) login: String,
    account_name: String,
    role: String,
    contributor_id: Option<Uuid>,
    pub(super) password: Option<String>,
    token_version: i64,
    tokens_since: i64,
    suspended_at: Option<i64>,
}

impl AccountRow {
    pub(super) fn account(&self) -> Result<Account, Error> {
        let id = self.account_id;
        Ok(Account {
            id: AccountId::from_uuid(id),
            login: Login::from_stored(self.login.clone()),
            name: Name::parse(&self.account_name).map_err(unreadable("account", id))?,
            role: Role::parse(&self.role)
                .ok_or(Malformed::UnknownRole)
                .map_err(unreadable("account", id))?,
            token_version: to_u32(self.token_version, "account", id)?,
            tokens_since: Moment::from_millis(self.tokens_since),
            suspended_at: self.suspended_at.map(Moment::from_millis),
            contributor: self.contributor_id.map(ContributorId::from_uuid),
        })
    }
}

/// Writes the statement that reads one account, with a locking clause.
pub(super) fn account_by_id(mut sql: Sql, id: AccountId, lock: &str) -> Sql {
    let id = sql.bind(id.as_uuid());
    sql.push(&format!(
        "SELECT {ACCOUNT_COLUMNS} FROM account a WHERE a.id = {id}{lock}"
    ));
    sql
}

/// Reads an account and locks it until the transaction ends.
pub(super) async fn lock_account(
    transaction: &Transaction,
    id: AccountId,
) -> Result<Option<Account>, Error> {
    let lock = transaction.engine().for_update();
    let sql = account_by_id(transaction.sql(), id, lock);
    let row = transaction.row::<AccountRow>(sql).await?;
    row.as_ref().map(AccountRow::account).transpose()
}

/// Ends a command on an account or a key, which is in no change log. The key of the subject is the
/// outcome.
pub(super) async fn end(
    command: Command<'_>,
    subject: Subject,
    reason: Option<&str>,
) -> Result<(), Error> {
    let outcome = subject.key.clone();
    let entry = NewAuditEntry {
        subject,
        version: None,
        reason,
    };
    command
        .end(entry, &outcome, ChangeLogWriter::default())
        .await
}

pub(super) fn account_subject(account: AccountId) -> Subject {
    Subject::from_id(SubjectKind::Account, account.as_uuid())
}

/// The reason against an id that names nothing, or nothing within the actor's scope. The
/// transaction rolls back with its idempotency record, so that the record of a foreign account is
/// never kept under the key.
pub(super) fn absent(noun: &str) -> Error {
    Error::Invalid(vec![UserError::not_found("id", noun)])
}
