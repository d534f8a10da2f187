//! How often articles were read: reports, each counted once, and the counts by hour that lists are made from.
//!
//! A report is no act on the newsroom and has no line in the audit log: there is one every few seconds.

use std::{collections::BTreeMap, sync::Arc};

use async_trait::async_trait;
use sea_orm::ConnectionTrait;
use standfirst_domain::{
    command_context::CommandContext,
    error::Error,
    ids::ArticleId,
    readership::{Hour, Readership, Reads},
    visibility::Reader,
};

use crate::{
    desk::idempotency, dialect::Engine, failure::told, sql::Sql, store::Store,
    visibility::VisibilityFilter,
};

/// What came of a report, as it is kept under its key: nothing is answered of it.
const COUNTED: &str = "counted";

#[async_trait]
impl Readership for Store {
    async fn report_reads(&self, context: CommandContext, reads: Vec<Reads>) -> Result<(), Error> {
        let engine = self.engine();
        let report = Arc::new((context, reads));
        self.transaction(Box::new(move |transaction| {
            let report = Arc::clone(&report);
            Box::pin(async move { count(transaction, engine, &report.0, &report.1).await })
        }))
        .await
    }

    async fn forget_reads(&self, before: Hour) -> Result<u64, Error> {
        let engine = self.engine();
        self.transaction(Box::new(move |transaction| {
            Box::pin(async move {
                let mut sql = Sql::new(engine);
                let before = sql.bind(before.number());
                sql.push(&format!("DELETE FROM read_count WHERE hour < {before}"));
                let done = transaction.execute_raw(sql.statement()).await;
                done.map(|done| done.rows_affected()).map_err(told)
            })
        }))
        .await
    }
}

async fn count<C: ConnectionTrait>(
    connection: &C,
    engine: Engine,
    context: &CommandContext,
    reads: &[Reads],
) -> Result<(), Error> {
    if idempotency::begin(connection, engine, context)
        .await?
        .is_some()
    {
        return Ok(());
    }
    let mut of_each: BTreeMap<ArticleId, i64> = BTreeMap::new();
    for read in reads {
        *of_each.entry(read.article).or_default() += i64::from(read.count);
    }
    if !of_each.is_empty() {
        let counted = connection.execute_raw(add(engine, context, of_each).statement());
        counted.await.map_err(told)?;
    }
    idempotency::end(connection, engine, context, COUNTED).await
}

/// Adds to the counts of what everybody sees. Counts are taken in the order of identities, so that reports that come at once wait for each other and
/// never in a circle.
fn add(engine: Engine, context: &CommandContext, of_each: BTreeMap<ArticleId, i64>) -> Sql {
    let mut sql = Sql::new(engine);
    let visibility = VisibilityFilter::of(&Reader::public(context.at), &mut sql);
    let hour = sql.bind(Hour::of(context.at).number());
    let reads = sql.bind_counts(of_each.into_iter().map(|(id, count)| (id.as_uuid(), count)));
    sql.push(&format!(
        "INSERT INTO read_count (hour, article_id, reads) SELECT CAST({hour} AS BIGINT), s.article_id, k.number FROM {reads} k JOIN showing s ON s.article_id = k.id \
         WHERE s.is_full AND {} ORDER BY s.article_id ON CONFLICT (hour, article_id) DO UPDATE SET reads = read_count.reads + excluded.reads",
        visibility.visible_to("s"),
    ));
    sql
}
