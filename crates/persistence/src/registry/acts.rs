//! The acts on accounts and keys: each is noted under its key should it be sent again, done, and written into the audit log, all or nothing.
//!
//! What is kept of an act sent again is whose or which key it was about. No secret comes into either table.

use standfirst_domain::{
    account::{Account, AccountChange, NewAccount},
    audit::{Subject, SubjectKind},
    command_context::CommandContext,
    credential::KeyId,
    error::{Error, UserError},
    ids::AccountId,
    registry::ApiKey,
};
use uuid::Uuid;

use super::{accounts, keys};
use crate::{
    desk::{
        audit::{self, Line},
        idempotency, preview,
    },
    dialect::Engine,
    transaction::Transaction,
};

pub(super) async fn add_account(
    transaction: &Transaction,
    engine: Engine,
    context: &CommandContext,
    new: &NewAccount,
) -> Result<Account, Error> {
    if let Some(outcome) = idempotency::begin(transaction, engine, context).await? {
        let account = account_of(transaction, engine, &outcome).await?;
        return account.ok_or_else(|| absent("account"));
    }
    let account = accounts::add(transaction, engine, new.clone()).await?;
    let said = account.role.as_str();
    close(
        transaction,
        engine,
        context,
        subject(account.id),
        Some(said),
    )
    .await?;
    Ok(account)
}

pub(super) async fn change_account(
    transaction: &Transaction,
    engine: Engine,
    context: &CommandContext,
    id: AccountId,
    change: &AccountChange,
) -> Result<Account, Error> {
    if let Some(outcome) = idempotency::begin(transaction, engine, context).await? {
        let account = account_of(transaction, engine, &outcome).await?;
        return account.ok_or_else(|| absent("account"));
    }
    if !context.allows(Some(id)) {
        return Err(absent("account"));
    }
    let changed = accounts::change(transaction, engine, id, change, context.at).await?;
    let changed = changed.ok_or_else(|| absent("account"))?;
    if matches!(change, AccountChange::Suspend | AccountChange::Role(_)) {
        preview::close_of(transaction, engine, id, context.at).await?;
    }
    let said = said(change);
    close(transaction, engine, context, subject(id), Some(&said)).await?;
    Ok(changed)
}

pub(super) async fn add_key(
    transaction: &Transaction,
    engine: Engine,
    context: &CommandContext,
    new: &ApiKey,
) -> Result<ApiKey, Error> {
    if let Some(outcome) = idempotency::begin(transaction, engine, context).await? {
        let key = keys::kept(transaction, engine, &outcome).await?;
        return key.ok_or_else(|| absent("key"));
    }
    keys::add(transaction, engine, new).await?;
    close(transaction, engine, context, subject_key(&new.id), None).await?;
    Ok(new.clone())
}

pub(super) async fn revoke_key(
    transaction: &Transaction,
    engine: Engine,
    context: &CommandContext,
    id: &KeyId,
) -> Result<ApiKey, Error> {
    if let Some(outcome) = idempotency::begin(transaction, engine, context).await? {
        let key = keys::kept(transaction, engine, &outcome).await?;
        return key.ok_or_else(|| absent("key"));
    }
    let kept = keys::kept(transaction, engine, id.as_str()).await?;
    if !kept.is_some_and(|key| context.allows(Some(key.account))) {
        return Err(absent("key"));
    }
    let revoked = keys::revoke(transaction, engine, id, context.at).await?;
    close(transaction, engine, context, subject_key(id), None).await?;
    revoked.ok_or_else(|| absent("key"))
}

/// What the audit log says of a change.
fn said(change: &AccountChange) -> String {
    match change {
        AccountChange::Role(role) => format!("to {role}"),
        AccountChange::Password(_) => "another password".to_owned(),
        AccountChange::Suspend => "suspended".to_owned(),
        AccountChange::Readmit => "readmitted".to_owned(),
        AccountChange::SignOutEverywhere => "signed out everywhere".to_owned(),
    }
}

/// Ends an act: its line in the audit log, and its key.
async fn close(
    transaction: &Transaction,
    engine: Engine,
    context: &CommandContext,
    subject: Subject,
    reason: Option<&str>,
) -> Result<(), Error> {
    let outcome = subject.key.clone();
    let line = Line {
        subject,
        version: None,
        reason,
    };
    audit::note(transaction, engine, context, line).await?;
    idempotency::end(transaction, engine, context, &outcome).await
}

async fn account_of(
    transaction: &Transaction,
    engine: Engine,
    outcome: &str,
) -> Result<Option<Account>, Error> {
    let id = Uuid::parse_str(outcome).map_err(|error| Error::Storage(Box::new(error)))?;
    accounts::held(transaction, engine, AccountId::from_uuid(id)).await
}

fn subject(account: AccountId) -> Subject {
    Subject::of(SubjectKind::Account, account.as_uuid())
}

fn subject_key(key: &KeyId) -> Subject {
    Subject::named(SubjectKind::ApiKey, key.as_str())
}

/// That there is none, as far as the one who acts may know. The act is rolled back with its own key, so that nothing of another's is kept under it.
fn absent(noun: &str) -> Error {
    Error::Invalid(vec![UserError::absent("id", noun)])
}
