//! The writing side: one act is one transaction, which writes the article, its revision, its showings with all they carry, its slugs, its line
//! in the audit log, and last its entries in the change log.

mod act;
pub(crate) mod audit;
mod audit_log;
mod encode;
mod heads;
pub(crate) mod idempotency;
mod import;
mod load;
mod named;
mod names;
pub(crate) mod preview;
mod reading;
mod references;
mod revisions;
mod sheets;
pub(crate) mod slugs;
mod sources;
mod write;

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use sea_orm::FromQueryResult;
use standfirst_domain::{
    command_context::CommandContext,
    error::Error,
    ids::{ArticleId, RevisionNumber},
    intake::{NewArticle, Outcome},
    moment::Moment,
    ports::{Decide, Desk, NewStory, SourceKeys},
    story::{Revision, Story},
    text::Label,
};

pub(crate) use load::story_to_change;

use self::act::VersionedChange;
use crate::store::Store;

#[async_trait]
impl Desk for Store {
    async fn file(&self, context: CommandContext, story: NewStory) -> Result<Story, Error> {
        let engine = self.engine();
        let act = Arc::new((context, story));
        self.transaction(Box::new(move |transaction| {
            let act = Arc::clone(&act);
            Box::pin(async move { act::file(transaction, engine, &act.0, &act.1).await })
        }))
        .await
    }

    async fn amend(
        &self,
        context: CommandContext,
        id: ArticleId,
        expected_version: u32,
        decide: Decide,
    ) -> Result<Story, Error> {
        let engine = self.engine();
        let act = Arc::new(VersionedChange {
            context,
            id,
            expected_version,
            decide,
        });
        self.transaction(Box::new(move |transaction| {
            let act = Arc::clone(&act);
            Box::pin(async move { act.carry_out(transaction, engine).await })
        }))
        .await
    }

    async fn revision(
        &self,
        id: ArticleId,
        number: RevisionNumber,
    ) -> Result<Option<Arc<Revision>>, Error> {
        self.snapshot(Box::new(move |snapshot| {
            Box::pin(load::revision(snapshot, id, number))
        }))
        .await
    }

    async fn forget_idempotency_records(&self, before: Moment) -> Result<u64, Error> {
        let engine = self.engine();
        self.transaction(Box::new(move |transaction| {
            Box::pin(async move { idempotency::forget(transaction, engine, before).await })
        }))
        .await
    }

    async fn story(&self, id: ArticleId) -> Result<Option<Story>, Error> {
        self.snapshot(Box::new(move |snapshot| {
            Box::pin(load::story(snapshot, id))
        }))
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
