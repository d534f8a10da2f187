//! What the clock does alone, journalled once across nodes. Visibility never waits for it.

use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{error::Error, ids::ArticleId, moment::Moment};

use super::Journal;
use crate::{desk, store::Store};

#[derive(FromQueryResult)]
struct DueRow {
    article_id: Uuid,
}

/// Journals article by article, each in a transaction of its own, so that an act on one never waits for the others.
pub(super) async fn journal(store: &Store, now: Moment, most: u32) -> Result<u32, Error> {
    let due = due(store, now, most).await?;
    let engine = store.engine();
    for id in &due {
        let id = *id;
        store
            .transaction(Box::new(move |transaction| {
                Box::pin(async move {
                    let story = desk::story_to_change(transaction, engine, id).await?;
                    let mut journal = Journal::default();
                    journal.note_clock(transaction, &story, now).await?;
                    journal.close(transaction, engine).await
                })
            }))
            .await?;
    }
    Ok(u32::try_from(due.len()).unwrap_or(u32::MAX))
}

async fn due(store: &Store, now: Moment, most: u32) -> Result<Vec<ArticleId>, Error> {
    let store_here = store.clone();
    store
        .run(async move {
            let mut sql = store_here.sql();
            let now = sql.bind(now.as_millis());
            let most = sql.bind(i64::from(most));
            sql.push(&format!("SELECT article_id FROM scheduled_change WHERE at <= {now} GROUP BY article_id ORDER BY MIN(at), article_id LIMIT {most}"));
            let rows = store_here.rows::<DueRow>(sql).await?;
            Ok(rows.into_iter().map(|row| ArticleId::from_uuid(row.article_id)).collect())
        })
        .await
}
