//! Recording of scheduled changes that are due. Visibility never waits for it: a showing appears
//! and ends by the clock, and the change log follows.

use async_trait::async_trait;
use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    error::Error, ids::ArticleId, moment::Moment, ports::ScheduledChangeStore,
};

use super::writer::ChangeLogWriter;
use crate::{desk::story_to_change, store::Store, transaction::Transaction};

#[derive(FromQueryResult)]
struct DueRow {
    article_id: Uuid,
}

#[async_trait]
impl ScheduledChangeStore for Store {
    async fn record_due_changes(&self, now: Moment, limit: u32) -> Result<u32, Error> {
        let due = due(self, now, limit).await?;
        for id in &due {
            // A transaction for each article, so that a command on one never waits for the others.
            self.transaction((*id, now), |transaction, (id, now)| {
                Box::pin(record(transaction, *id, *now))
            })
            .await?;
        }
        Ok(u32::try_from(due.len()).unwrap_or(u32::MAX))
    }
}

async fn record(transaction: &Transaction, id: ArticleId, now: Moment) -> Result<(), Error> {
    // The row lock of the story also decides between nodes: the second finds nothing due.
    let story = story_to_change(transaction, id).await?;
    let mut writer = ChangeLogWriter::default();
    writer.add_due(transaction, &story, now).await?;
    writer.write(transaction).await
}

async fn due(store: &Store, now: Moment, limit: u32) -> Result<Vec<ArticleId>, Error> {
    let mut sql = store.sql();
    let now = sql.bind(now.as_millis());
    let limit = sql.bind(i64::from(limit));
    sql.push(&format!(
        "SELECT article_id FROM scheduled_change WHERE due_at <= {now} GROUP BY article_id ORDER BY MIN(due_at), article_id LIMIT {limit}"
    ));
    let rows = store.rows::<DueRow>(sql).await?;
    let id = |row: DueRow| ArticleId::from_uuid(row.article_id);
    Ok(rows.into_iter().map(id).collect())
}
