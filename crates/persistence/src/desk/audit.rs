//! The audit log, written in the transaction of the command that an entry is about.

use standfirst_domain::{
    audit::Subject,
    command_context::CommandContext,
    error::Error,
    ids::{AccountId, AuditId},
};

use crate::{rows::decode::enum_text, transaction::Transaction};

/// Content of an audit entry, on top of the command context.
pub(crate) struct NewAuditEntry<'a> {
    /// Subject of the command.
    pub(crate) subject: Subject,
    /// Version of the subject after the command, if it has versions.
    pub(crate) version: Option<u32>,
    /// Reason given for the command.
    pub(crate) reason: Option<&'a str>,
}

/// Writes an entry under the name of the context's action.
pub(crate) async fn write(
    transaction: &Transaction,
    context: &CommandContext,
    entry: NewAuditEntry<'_>,
) -> Result<(), Error> {
    write_as(transaction, context, &context.action.schema_name(), entry).await
}

/// Writes an entry under the name of a command that shares its permission with another command.
pub(crate) async fn write_as(
    transaction: &Transaction,
    context: &CommandContext,
    act: &str,
    entry: NewAuditEntry<'_>,
) -> Result<(), Error> {
    let mut sql = transaction.sql();
    let id = AuditId::new(context.at, rand::random());
    let values = [
        sql.bind(id.as_uuid()),
        sql.bind(context.at.as_millis()),
        sql.bind(context.actor.map(AccountId::as_uuid)),
        sql.bind(act),
        sql.bind(enum_text(entry.subject.kind)?),
        sql.bind(entry.subject.key.as_str()),
        sql.bind(entry.version.map(i64::from)),
        sql.bind(entry.reason),
    ]
    .join(", ");
    sql.push(&format!(
        "INSERT INTO audit (id, recorded_at, actor, act, subject, subject_key, version, reason) VALUES ({values})"
    ));
    transaction.execute(sql).await.map(drop)
}
