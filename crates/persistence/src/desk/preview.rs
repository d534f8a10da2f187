//! Previews as they are kept. Giving one out and revoking it are acts, each with its line in the audit log.

use std::sync::Arc;

use async_trait::async_trait;
use sea_orm::{ConnectionTrait, FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    audit::{Subject, SubjectKind},
    command_context::CommandContext,
    error::Error,
    ids::{AccountId, ArticleId, PreviewId},
    moment::Moment,
    preview::{Preview, Previews, Revoking},
};

use super::{
    audit::{self, Line},
    idempotency,
};
use crate::{dialect::Engine, failure::told, sql::Sql, store::Store};

#[derive(FromQueryResult)]
struct PreviewRow {
    id: Uuid,
    article_id: Uuid,
    made_by: Option<Uuid>,
    made_at: i64,
    until: i64,
    revoked_at: Option<i64>,
}

impl From<PreviewRow> for Preview {
    fn from(row: PreviewRow) -> Self {
        Self {
            id: PreviewId::from_uuid(row.id),
            article: ArticleId::from_uuid(row.article_id),
            made_by: row.made_by.map(AccountId::from_uuid),
            made_at: Moment::from_millis(row.made_at),
            until: Moment::from_millis(row.until),
            revoked_at: row.revoked_at.map(Moment::from_millis),
        }
    }
}

#[derive(FromQueryResult)]
struct OwnerRow {
    owner: Option<Uuid>,
}

#[async_trait]
impl Previews for Store {
    async fn add_preview(
        &self,
        context: CommandContext,
        preview: Preview,
    ) -> Result<Preview, Error> {
        let engine = self.engine();
        let context = Arc::new(context);
        self.transaction(Box::new(move |transaction| {
            let context = Arc::clone(&context);
            Box::pin(async move { add(transaction, engine, &context, &preview).await })
        }))
        .await
    }

    async fn revoke_previews(
        &self,
        context: CommandContext,
        which: Revoking,
    ) -> Result<u32, Error> {
        let engine = self.engine();
        let context = Arc::new(context);
        self.transaction(Box::new(move |transaction| {
            let context = Arc::clone(&context);
            Box::pin(async move { revoke(transaction, engine, &context, which).await })
        }))
        .await
    }

    async fn preview(&self, id: PreviewId) -> Result<Option<Preview>, Error> {
        let store = self.clone();
        self.run(async move {
            let sql = one(store.engine(), id);
            let rows = store.rows::<PreviewRow>(sql).await?;
            Ok(rows.into_iter().next().map(Preview::from))
        })
        .await
    }
}

fn one(engine: Engine, id: PreviewId) -> Sql {
    let mut sql = Sql::new(engine);
    let id = sql.bind(id.as_uuid());
    sql.push(&format!("SELECT * FROM preview WHERE id = {id}"));
    sql
}

async fn add<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    context: &CommandContext,
    preview: &Preview,
) -> Result<Preview, Error> {
    if let Some(outcome) = idempotency::begin(connection, engine, context).await? {
        let id = Uuid::parse_str(&outcome).map_err(|error| Error::Storage(Box::new(error)))?;
        let kept = kept(connection, engine, PreviewId::from_uuid(id)).await?;
        return kept.ok_or(Error::Absent(preview.article));
    }
    reach(
        connection,
        engine,
        context,
        preview.article,
        " AND status <> 'deleted'",
    )
    .await?;
    let mut sql = Sql::new(engine);
    let values = [
        sql.bind(preview.id.as_uuid()),
        sql.bind(preview.article.as_uuid()),
        sql.bind(preview.made_by.map(AccountId::as_uuid)),
        sql.bind(preview.made_at.as_millis()),
        sql.bind(preview.until.as_millis()),
    ]
    .join(", ");
    sql.push(&format!(
        "INSERT INTO preview (id, article_id, made_by, made_at, until) VALUES ({values})"
    ));
    connection
        .execute_raw(sql.statement())
        .await
        .map_err(told)?;
    note(
        connection,
        engine,
        context,
        "articlePreviewLink",
        preview.article,
    )
    .await?;
    let outcome = preview.id.as_uuid().simple().to_string();
    idempotency::end(connection, engine, context, &outcome).await?;
    Ok(*preview)
}

async fn revoke<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    context: &CommandContext,
    which: Revoking,
) -> Result<u32, Error> {
    if let Some(outcome) = idempotency::begin(connection, engine, context).await? {
        return outcome
            .parse()
            .map_err(|error| Error::Storage(Box::new(error)));
    }
    let (article, column, id) = match which {
        Revoking::AllOf(article) => (article, "article_id", article.as_uuid()),
        Revoking::One(id) => {
            let kept = kept(connection, engine, id).await?;
            let absent = Error::Absent(ArticleId::from_uuid(id.as_uuid()));
            (kept.ok_or(absent)?.article, "id", id.as_uuid())
        }
    };
    reach(connection, engine, context, article, "").await?;
    let mut sql = Sql::new(engine);
    let (at, id) = (sql.bind(context.at.as_millis()), sql.bind(id));
    sql.push(&format!(
        "UPDATE preview SET revoked_at = {at} WHERE {column} = {id} AND revoked_at IS NULL AND until > {at}"
    ));
    let revoked = connection
        .execute_raw(sql.statement())
        .await
        .map_err(told)?;
    let revoked = u32::try_from(revoked.rows_affected()).unwrap_or(u32::MAX);
    note(connection, engine, context, "articlePreviewRevoke", article).await?;
    idempotency::end(connection, engine, context, &revoked.to_string()).await?;
    Ok(revoked)
}

/// Closes all links to an article, since it was thrown away.
pub(super) async fn close_to<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    article: ArticleId,
    at: Moment,
) -> Result<(), Error> {
    close_where(connection, engine, "article_id", article.as_uuid(), at).await
}

/// Closes all links that somebody made, since they may not make any now.
pub(crate) async fn close_of<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    account: AccountId,
    at: Moment,
) -> Result<(), Error> {
    close_where(connection, engine, "made_by", account.as_uuid(), at).await
}

async fn close_where<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    column: &str,
    id: Uuid,
    at: Moment,
) -> Result<(), Error> {
    let mut sql = Sql::new(engine);
    let (at, id) = (sql.bind(at.as_millis()), sql.bind(id));
    sql.push(&format!(
        "UPDATE preview SET revoked_at = {at} WHERE {column} = {id} AND revoked_at IS NULL"
    ));
    connection
        .execute_raw(sql.statement())
        .await
        .map_err(told)
        .map(drop)
}

async fn kept<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    id: PreviewId,
) -> Result<Option<Preview>, Error> {
    let row = PreviewRow::find_by_statement(one(engine, id).statement());
    let row = row.one(connection).await.map_err(told)?;
    Ok(row.map(Preview::from))
}

/// Sees that an article is there and within reach.
async fn reach<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    context: &CommandContext,
    article: ArticleId,
    unless: &str,
) -> Result<(), Error> {
    let mut sql = Sql::new(engine);
    let id = sql.bind(article.as_uuid());
    sql.push(&format!(
        "SELECT owner FROM article WHERE id = {id}{unless}"
    ));
    let row = OwnerRow::find_by_statement(sql.statement())
        .one(connection)
        .await;
    let row = row.map_err(told)?;
    row.filter(|row| context.allows(row.owner.map(AccountId::from_uuid)))
        .map(|_| ())
        .ok_or(Error::Absent(article))
}

async fn note<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    context: &CommandContext,
    act: &str,
    article: ArticleId,
) -> Result<(), Error> {
    let line = Line {
        subject: Subject::of(SubjectKind::Article, article.as_uuid()),
        version: None,
        reason: None,
    };
    audit::note_as(connection, engine, context, act, line).await
}
