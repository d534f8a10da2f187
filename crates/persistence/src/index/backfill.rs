//! Rewrite of index entries from the showings, in batches.
//!
//! Each batch is one transaction, so that every search finds a showing by its old entry or by its
//! new one. The rewrite may be stopped after any batch and started again.

use sea_orm::FromQueryResult;
use standfirst_domain::{
    article::Card,
    body::Body,
    error::Error,
    ids::ArticleId,
    moment::Moment,
    search::{INDEX_FORM, IndexedDocument},
};
use uuid::Uuid;

use super::{entry::IndexEntry, write::write_entries};
use crate::{
    rows::decode::{json, log_and_skip, to_u32},
    sql::Sql,
    store::Store,
    transaction::Transaction,
};

/// Primary key of a showing: article and number.
type ShowingKey = (Uuid, i64);

/// Showings whose entries are rewritten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexScope {
    /// All showings.
    All,
    /// Showings without an entry, or with one of an earlier index form, as a database of an earlier
    /// version has.
    Missing,
}

/// Result of one batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexedBatch {
    /// Key behind which the next batch starts; `None` after the last batch.
    pub next: Option<ShowingKey>,
    /// Number of entries that the batch wrote.
    pub written: u64,
}

/// Number of showings in a batch.
const BATCH_SIZE: u32 = 200;

#[derive(FromQueryResult)]
struct ShowingRow {
    article_id: Uuid,
    number: i64,
    published_at: i64,
    card: String,
    body: String,
}

impl Store {
    /// Counts the showings that have an index entry or should have one.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn searchable_showings(&self) -> Result<u64, Error> {
        let mut sql = self.sql();
        sql.push("SELECT COUNT(*) AS count FROM showing WHERE is_full");
        self.count(sql).await
    }

    /// Rewrites the entries of one batch of showings.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn index_batch(
        &self,
        scope: IndexScope,
        after: Option<ShowingKey>,
    ) -> Result<IndexedBatch, Error> {
        // Asked outside of the transaction: each start of a server looks for missing entries, and
        // must not keep writers waiting where there are none.
        if scope == IndexScope::Missing && !self.has_missing_entries(after).await? {
            return Ok(IndexedBatch {
                next: None,
                written: 0,
            });
        }
        self.transaction((), move |transaction, ()| {
            Box::pin(async move { rewrite_batch(transaction, scope, after).await })
        })
        .await
    }

    async fn has_missing_entries(&self, after: Option<ShowingKey>) -> Result<bool, Error> {
        let mut sql = self.sql();
        let condition = scope_condition(IndexScope::Missing, after, &mut sql);
        sql.push(&format!(
            "SELECT COUNT(*) AS count FROM (SELECT 1 FROM showing s WHERE {condition} LIMIT 1) m"
        ));
        Ok(self.count(sql).await? > 0)
    }
}

/// Condition on the showing `s` that the scope includes it.
fn scope_condition(scope: IndexScope, after: Option<ShowingKey>, sql: &mut Sql) -> String {
    let behind = match after {
        Some((article, number)) => {
            let (article, number) = (sql.bind(article), sql.bind(number));
            format!(" AND (s.article_id, s.number) > ({article}, {number})")
        }
        None => String::new(),
    };
    let missing = match scope {
        IndexScope::All => String::new(),
        IndexScope::Missing => format!(
            " AND NOT EXISTS (SELECT 1 FROM search_entry e WHERE e.article_id = s.article_id AND e.number = s.number AND e.form = {INDEX_FORM})"
        ),
    };
    format!("s.is_full{behind}{missing}")
}

async fn rewrite_batch(
    transaction: &Transaction,
    scope: IndexScope,
    after: Option<ShowingKey>,
) -> Result<IndexedBatch, Error> {
    let rows = read_showings(transaction, scope, after).await?;
    let is_full = u32::try_from(rows.len()).is_ok_and(|read| read == BATCH_SIZE);
    let next = rows
        .last()
        .filter(|_| is_full)
        .map(|row| (row.article_id, row.number));
    // A showing that does not decode is visible to no reader, and gets no entry.
    let entries: Vec<IndexEntry> = rows
        .iter()
        .filter_map(|row| log_and_skip(index_entry(row)))
        .collect();
    delete_entries_of(transaction, &rows).await?;
    write_entries(transaction, &entries).await?;
    Ok(IndexedBatch {
        next,
        written: entries.len() as u64,
    })
}

/// Deletes the entries of the showings that were read, and no others: a concurrent act may have
/// written the entry of a showing that was not read.
async fn delete_entries_of(transaction: &Transaction, rows: &[ShowingRow]) -> Result<(), Error> {
    for statement in transaction.engine().delete_index_entries() {
        let mut sql = transaction.sql();
        let keys = sql.bind_numbered_ids(rows.iter().map(|row| (row.article_id, row.number)));
        let condition =
            format!("(e.article_id, e.number) IN (SELECT k.id, k.number FROM {keys} k)");
        sql.push(&statement.replace("{condition}", &condition));
        transaction.execute(sql).await?;
    }
    Ok(())
}

/// Reads and locks a batch of showings, so that none is deleted before its entry is written.
async fn read_showings(
    transaction: &Transaction,
    scope: IndexScope,
    after: Option<ShowingKey>,
) -> Result<Vec<ShowingRow>, Error> {
    let mut sql = transaction.sql();
    let condition = scope_condition(scope, after, &mut sql);
    sql.push(&format!(
        "SELECT s.article_id, s.number, s.published_at, s.card, r.body FROM showing s JOIN revision r ON r.article_id = s.article_id AND r.number = s.revision \
         WHERE {condition} ORDER BY s.article_id, s.number LIMIT {BATCH_SIZE}{}",
        transaction.engine().for_reference(),
    ));
    transaction.rows::<ShowingRow>(sql).await
}

fn index_entry(row: &ShowingRow) -> Result<IndexEntry, Error> {
    let key = || format!("{} {}", row.article_id, row.number);
    let card: Card = json(&row.card, "showing", key())?;
    let body: Body = json(&row.body, "revision", key())?;
    Ok(IndexEntry {
        article: ArticleId::from_uuid(row.article_id),
        number: to_u32(row.number, "showing", row.article_id)?,
        published_at: Moment::from_millis(row.published_at),
        language: IndexedDocument::language_term(&card.language),
        document: IndexedDocument::new(&card, &body),
    })
}
