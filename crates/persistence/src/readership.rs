//! Read counts: reports, each counted once, summed by article and hour.
//!
//! A report arrives every few seconds and has no audit entry.

use std::collections::BTreeMap;

use async_trait::async_trait;
use standfirst_domain::{
    command_context::CommandContext,
    error::Error,
    ids::ArticleId,
    readership::{Hour, Readership, Reads},
    visibility::Reader,
};

use crate::{
    desk::idempotency, sql::Sql, store::Store, transaction::Transaction,
    visibility::VisibilityFilter,
};

/// Outcome in the idempotency record of a report, which answers nothing.
const COUNTED: &str = "counted";

#[async_trait]
impl Readership for Store {
    async fn report_reads(&self, context: CommandContext, reads: Vec<Reads>) -> Result<(), Error> {
        self.transaction((context, reads), |transaction, (context, reads)| {
            Box::pin(count(transaction, context, reads))
        })
        .await
    }

    async fn forget_reads(&self, before: Hour) -> Result<u64, Error> {
        self.transaction(before, |transaction, before| {
            Box::pin(async move {
                let mut sql = transaction.sql();
                let before = sql.bind(before.number());
                sql.push(&format!("DELETE FROM read_count WHERE hour < {before}"));
                transaction.execute(sql).await
            })
        })
        .await
    }
}

async fn count(
    transaction: &Transaction,
    context: &CommandContext,
    reads: &[Reads],
) -> Result<(), Error> {
    if idempotency::begin(transaction, context).await?.is_some() {
        return Ok(());
    }
    let mut counts: BTreeMap<ArticleId, i64> = BTreeMap::new();
    for read in reads {
        *counts.entry(read.article).or_default() += i64::from(read.count);
    }
    if !counts.is_empty() {
        let add = add(transaction.sql(), context, counts);
        transaction.execute(add).await?;
    }
    idempotency::end(transaction, context, COUNTED).await
}

/// Writes the statement that adds to the counts of public articles. The order of identifiers keeps
/// concurrent reports from a deadlock.
fn add(mut sql: Sql, context: &CommandContext, counts: BTreeMap<ArticleId, i64>) -> Sql {
    let visibility = VisibilityFilter::new(&Reader::public(context.at), &mut sql);
    let hour = sql.bind(Hour::from_moment(context.at).number());
    let counts = counts.into_iter().map(|(id, count)| (id.as_uuid(), count));
    let reads = sql.bind_numbered_ids(counts);
    sql.push(&format!(
        "INSERT INTO read_count (hour, article_id, reads) SELECT CAST({hour} AS BIGINT), s.article_id, k.number FROM {reads} k JOIN showing s ON s.article_id = k.id \
         WHERE s.is_full AND {} ORDER BY s.article_id ON CONFLICT (hour, article_id) DO UPDATE SET reads = read_count.reads + excluded.reads",
        visibility.visible_to("s"),
    ));
    sql
}
