//! The lines of the audit log, written in the transactions of the acts they tell of.

use sea_orm::ConnectionTrait;
use standfirst_domain::{
    audit::Subject,
    command_context::CommandContext,
    error::Error,
    ids::{AccountId, AuditId},
};

use crate::{dialect::Engine, failure::told, rows::decode::word, sql::Sql};

/// What a line says beside the command context.
pub(crate) struct Line<'a> {
    /// To what the act was done.
    pub(crate) subject: Subject,
    /// The version that it has since, where it has versions.
    pub(crate) version: Option<u32>,
    /// Why.
    pub(crate) reason: Option<&'a str>,
}

/// Writes a line.
pub(crate) async fn note<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    context: &CommandContext,
    line: Line<'_>,
) -> Result<(), Error> {
    note_as(connection, engine, context, &context.action.act(), line).await
}

/// Writes a line of an act that shares its permission with another.
pub(crate) async fn note_as<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    context: &CommandContext,
    act: &str,
    line: Line<'_>,
) -> Result<(), Error> {
    let mut sql = Sql::new(engine);
    let id = AuditId::mint(context.at, rand::random());
    let values = [
        sql.bind(id.as_uuid()),
        sql.bind(context.at.as_millis()),
        sql.bind(context.actor.map(AccountId::as_uuid)),
        sql.bind(act),
        sql.bind(word(line.subject.kind)?),
        sql.bind(line.subject.key.as_str()),
        sql.bind(line.version.map(i64::from)),
        sql.bind(line.reason),
    ]
    .join(", ");
    sql.push(&format!(
        "INSERT INTO audit (id, at, actor, act, subject, subject_key, version, reason) VALUES ({values})"
    ));
    connection
        .execute_raw(sql.statement())
        .await
        .map_err(told)
        .map(|_| ())
}
