//! The writing side: one act is one transaction, which writes the article, its revision, its showings with all they carry, its slugs, and
//! last its entries on the wire.

mod encode;
mod import;
mod load;
mod names;
mod sheets;
mod slugs;
mod sources;
mod write;

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use sea_orm::FromQueryResult;
use standfirst_domain::{
    error::Error,
    ids::{AccountId, ArticleId},
    intake::{NewArticle, Outcome},
    moment::Moment,
    ports::{Decide, Desk, SourceKeys},
    story::Story,
    text::Label,
};

pub(crate) use load::story_to_change;

use crate::{store::Store, wire::Journal};

#[async_trait]
impl Desk for Store {
    async fn amend(
        &self,
        _actor: Option<AccountId>,
        id: ArticleId,
        expected_version: u32,
        decide: Decide,
    ) -> Result<Story, Error> {
        let engine = self.engine();
        let decide: Arc<Decide> = Arc::new(decide);
        self.transaction(Box::new(move |transaction| {
            let decide = Arc::clone(&decide);
            Box::pin(async move {
                let story = story_to_change(transaction, engine, id).await?;
                if story.version != expected_version {
                    return Err(Error::Conflict {
                        current: story.version,
                    });
                }
                let amendment = decide(&story).map_err(Error::Refused)?;
                let mut journal = Journal::default();
                write::amendment(transaction, &story, &amendment, None, &mut journal).await?;
                journal.close(transaction, engine).await?;
                Ok(amendment.story)
            })
        }))
        .await
    }

    async fn story(&self, id: ArticleId) -> Result<Option<Story>, Error> {
        let store = self.clone();
        self.run(async move {
            let snapshot = store.snapshot().await?;
            load::story(&snapshot, id).await
        })
        .await
    }

    async fn import(&self, batch: Vec<NewArticle>, now: Moment) -> Result<Vec<Outcome>, Error> {
        let engine = self.engine();
        let batch = Arc::new(batch);
        self.transaction(Box::new(move |transaction| {
            let batch = Arc::clone(&batch);
            Box::pin(async move { import::batch(transaction, engine, &batch, now).await })
        }))
        .await
    }

    async fn foresee(&self, sources: Vec<(Label, Label, [u8; 32])>) -> Result<Vec<Outcome>, Error> {
        let store = self.clone();
        self.run(async move { sources::foresee(&store, &sources).await })
            .await
    }

    async fn known_sources(&self, keys: SourceKeys) -> Result<HashMap<String, ArticleId>, Error> {
        let store = self.clone();
        self.run(async move { sources::known(&store, &keys).await })
            .await
    }

    async fn article_count(&self) -> Result<u64, Error> {
        let store = self.clone();
        self.run(async move {
            let mut sql = store.sql();
            sql.push("SELECT COUNT(*) AS count FROM article");
            let rows = store.rows::<CountRow>(sql).await?;
            Ok(rows
                .first()
                .map_or(0, |row| u64::try_from(row.count).unwrap_or(0)))
        })
        .await
    }
}

#[derive(FromQueryResult)]
struct CountRow {
    count: i64,
}
