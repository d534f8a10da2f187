//! Storage of preview links. Creating and revoking one are commands.

use async_trait::async_trait;
use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    audit::{Subject, SubjectKind},
    command_context::CommandContext,
    error::Error,
    ids::{AccountId, ArticleId, PreviewId},
    moment::Moment,
    preview::{Preview, Previews, PreviewsToRevoke},
};

use super::{
    audit::{self, NewAuditEntry},
    idempotency,
};
use crate::{
    command::Command,
    rows::decode::{outcome_id, unreadable},
    sql::Sql,
    store::Store,
    transaction::Transaction,
};

#[derive(FromQueryResult)]
struct PreviewRow {
    id: Uuid,
    article_id: Uuid,
    created_by: Option<Uuid>,
    created_at: i64,
    expires_at: i64,
    revoked_at: Option<i64>,
}

impl From<PreviewRow> for Preview {
    fn from(row: PreviewRow) -> Self {
        Self {
            id: PreviewId::from_uuid(row.id),
            article: ArticleId::from_uuid(row.article_id),
            created_by: row.created_by.map(AccountId::from_uuid),
            created_at: Moment::from_millis(row.created_at),
            expires_at: Moment::from_millis(row.expires_at),
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
        self.transaction((context, preview), |transaction, (context, preview)| {
            Box::pin(create(Command::new(transaction, context), *preview))
        })
        .await
    }

    async fn revoke_previews(
        &self,
        context: CommandContext,
        which: PreviewsToRevoke,
    ) -> Result<u32, Error> {
        self.transaction((context, which), |transaction, (context, which)| {
            Box::pin(revoke(Command::new(transaction, context), *which))
        })
        .await
    }

    async fn preview(&self, id: PreviewId) -> Result<Option<Preview>, Error> {
        let rows = self.rows::<PreviewRow>(by_id(self.sql(), id)).await?;
        Ok(rows.into_iter().next().map(Preview::from))
    }
}

fn by_id(mut sql: Sql, id: PreviewId) -> Sql {
    let id = sql.bind(id.as_uuid());
    sql.push(&format!("SELECT * FROM preview WHERE id = {id}"));
    sql
}

async fn find(transaction: &Transaction, id: PreviewId) -> Result<Preview, Error> {
    let row = transaction.row::<PreviewRow>(by_id(transaction.sql(), id));
    let row = row.await?.ok_or(Error::PreviewNotFound(id))?;
    Ok(Preview::from(row))
}

async fn create(command: Command<'_>, preview: Preview) -> Result<Preview, Error> {
    let transaction = command.transaction;
    if let Some(outcome) = command.begin().await? {
        return find(transaction, PreviewId::from_uuid(outcome_id(&outcome)?)).await;
    }
    check_scope(command, preview.article, " AND status <> 'deleted'").await?;
    let mut sql = transaction.sql();
    let values = [
        sql.bind(preview.id.as_uuid()),
        sql.bind(preview.article.as_uuid()),
        sql.bind(preview.created_by.map(AccountId::as_uuid)),
        sql.bind(preview.created_at.as_millis()),
        sql.bind(preview.expires_at.as_millis()),
    ]
    .join(", ");
    sql.push(&format!(
        "INSERT INTO preview (id, article_id, created_by, created_at, expires_at) VALUES ({values})"
    ));
    transaction.execute(sql).await?;
    let outcome = preview.id.as_uuid().simple().to_string();
    end(command, "articlePreviewCreate", preview.article, &outcome).await?;
    Ok(preview)
}

async fn revoke(command: Command<'_>, which: PreviewsToRevoke) -> Result<u32, Error> {
    let Command {
        transaction,
        context,
    } = command;
    if let Some(outcome) = command.begin().await? {
        let table = "idempotency_record";
        return outcome.parse().map_err(unreadable(table, &outcome));
    }
    let (article, column, id) = match which {
        PreviewsToRevoke::AllOf(article) => (article, "article_id", article.as_uuid()),
        PreviewsToRevoke::One(id) => (find(transaction, id).await?.article, "id", id.as_uuid()),
    };
    check_scope(command, article, "").await?;
    let mut sql = transaction.sql();
    let (now, id) = (sql.bind(context.at.as_millis()), sql.bind(id));
    sql.push(&format!(
        "UPDATE preview SET revoked_at = {now} WHERE {column} = {id} AND revoked_at IS NULL AND expires_at > {now}"
    ));
    let revoked = transaction.execute(sql).await?;
    let revoked = u32::try_from(revoked).unwrap_or(u32::MAX);
    let outcome = revoked.to_string();
    end(command, "articlePreviewRevoke", article, &outcome).await?;
    Ok(revoked)
}

/// Revokes every link to an article that is deleted.
pub(super) async fn revoke_all_of_article(
    transaction: &Transaction,
    article: ArticleId,
    now: Moment,
) -> Result<(), Error> {
    revoke_where(transaction, "article_id", article.as_uuid(), now).await
}

/// Revokes every link that an account created, when it may no longer create any.
pub(crate) async fn revoke_all_of_account(
    transaction: &Transaction,
    account: AccountId,
    now: Moment,
) -> Result<(), Error> {
    revoke_where(transaction, "created_by", account.as_uuid(), now).await
}

async fn revoke_where(
    transaction: &Transaction,
    column: &str,
    id: Uuid,
    now: Moment,
) -> Result<(), Error> {
    let mut sql = transaction.sql();
    let (now, id) = (sql.bind(now.as_millis()), sql.bind(id));
    sql.push(&format!(
        "UPDATE preview SET revoked_at = {now} WHERE {column} = {id} AND revoked_at IS NULL"
    ));
    transaction.execute(sql).await.map(drop)
}

/// Checks that an article exists, meets a condition and is within the actor's scope.
async fn check_scope(
    command: Command<'_>,
    article: ArticleId,
    condition: &str,
) -> Result<(), Error> {
    let mut sql = command.transaction.sql();
    let id = sql.bind(article.as_uuid());
    sql.push(&format!(
        "SELECT owner FROM article WHERE id = {id}{condition}"
    ));
    let row = command.transaction.row::<OwnerRow>(sql).await?;
    row.filter(|row| {
        let owner = row.owner.map(AccountId::from_uuid);
        command.context.allows(owner)
    })
    .map(|_| ())
    .ok_or(Error::ArticleNotFound(article))
}

/// Ends a command. Creating and revoking share a permission, so the audit log names the command.
async fn end(
    command: Command<'_>,
    act: &str,
    article: ArticleId,
    outcome: &str,
) -> Result<(), Error> {
    let entry = NewAuditEntry {
        subject: Subject::from_id(SubjectKind::Article, article.as_uuid()),
        version: None,
        reason: None,
    };
    audit::write_as(command.transaction, command.context, act, entry).await?;
    idempotency::end(command.transaction, command.context, outcome).await
}
