//! Statements that insert and delete index entries.

use std::collections::HashMap;

use sea_orm::{FromQueryResult, Value};
use standfirst_domain::{error::Error, ids::ArticleId, search::INDEX_FORM};

use super::entry::IndexEntry;
use crate::{
    dialect::{Engine, first_of_second, tsvector},
    sql::Sql,
    transaction::Transaction,
};

/// Largest number of entries in an insert batch, which is one statement.
const MAX_BATCH_ENTRIES: usize = 100;
/// Largest size of an insert batch, in bytes of terms; a single entry may be larger. Engines take
/// long over long texts, and each statement has a deadline.
const MAX_BATCH_BYTES: usize = 1024 * 1024;

/// Inserts the entries of showings that have none.
pub(crate) async fn write_entries(
    transaction: &Transaction,
    entries: &[IndexEntry],
) -> Result<(), Error> {
    for batch in insert_batches(entries) {
        match transaction.engine() {
            Engine::Sqlite => {
                let ids = assign_ids(transaction, batch).await?;
                let insert = insert_entries(transaction.sql(), batch, Some(&ids));
                transaction.execute(insert).await?;
                let insert = insert_texts(transaction.sql(), batch, &ids);
                transaction.execute(insert).await?;
            }
            Engine::Postgres => {
                let insert = insert_entries(transaction.sql(), batch, None);
                transaction.execute(insert).await?;
            }
        }
    }
    Ok(())
}

/// Splits entries into insert batches.
fn insert_batches(mut entries: &[IndexEntry]) -> impl Iterator<Item = &[IndexEntry]> {
    std::iter::from_fn(move || {
        let mut bytes = 0;
        let fits = |entry: &&IndexEntry| {
            bytes += entry.document.term_bytes();
            bytes <= MAX_BATCH_BYTES
        };
        let fitting = entries
            .iter()
            .take(MAX_BATCH_ENTRIES)
            .take_while(fits)
            .count();
        let (batch, rest) = entries.split_at_checked(fitting.max(1))?;
        entries = rest;
        Some(batch)
    })
}

/// Deletes the entries of showings that are about to be deleted.
pub(crate) async fn delete_entries(
    transaction: &Transaction,
    article: ArticleId,
    numbers: impl IntoIterator<Item = u32>,
) -> Result<(), Error> {
    let numbers: Vec<i64> = numbers.into_iter().map(i64::from).collect();
    for statement in transaction.engine().delete_index_entries() {
        let mut sql = transaction.sql();
        let article = sql.bind(article.as_uuid());
        let numbers = sql.bind_integers(numbers.iter().copied());
        let condition = format!("e.article_id = {article} AND e.number IN {numbers}");
        sql.push(&statement.replace("{condition}", &condition));
        transaction.execute(sql).await?;
    }
    Ok(())
}

/// Statement that inserts the entries: with ids on SQLite, with a tsvector on PostgreSQL.
fn insert_entries(mut sql: Sql, entries: &[IndexEntry], ids: Option<&[i64]>) -> Sql {
    sql.push(if ids.is_some() {
        "INSERT INTO search_entry (id, article_id, number, form, published_at, headline, counts) VALUES "
    } else {
        "INSERT INTO search_entry (article_id, number, form, published_at, headline, counts, terms) VALUES "
    });
    for (index, entry) in entries.iter().enumerate() {
        let id = ids.and_then(|ids| ids.get(index));
        let mut values: Vec<Value> = id.iter().map(|id| Value::from(**id)).collect();
        values.extend([
            entry.article.as_uuid().into(),
            i64::from(entry.number).into(),
            i64::from(INDEX_FORM).into(),
            entry.published_at.as_millis().into(),
            entry.document.headline.join(" ").into(),
            entry.document.to_counts().into(),
        ]);
        let mut row: Vec<String> = values.into_iter().map(|value| sql.bind(value)).collect();
        if id.is_none() {
            let terms = sql.bind(tsvector(&entry.document, &entry.language));
            row.push(format!("{terms}::tsvector"));
        }
        let comma = if index == 0 { "" } else { ", " };
        sql.push(&format!("{comma}({})", row.join(", ")));
    }
    sql
}

/// Statement that inserts the texts into the FTS5 table. Its tokenizer splits at the spaces between
/// the terms.
fn insert_texts(mut sql: Sql, entries: &[IndexEntry], ids: &[i64]) -> Sql {
    sql.push("INSERT INTO search_text (rowid, language, headline, standfirst, body) VALUES ");
    for (index, (entry, id)) in entries.iter().zip(ids).enumerate() {
        let id = sql.bind(*id);
        let document = &entry.document;
        let fields = [
            entry.language.clone(),
            document.headline.join(" "),
            document.standfirst.join(" "),
            document.body.join(" "),
        ]
        .map(|text| sql.bind(text));
        let comma = if index == 0 { "" } else { ", " };
        sql.push(&format!("{comma}({id}, {})", fields.join(", ")));
    }
    sql
}

#[derive(FromQueryResult)]
struct LastRow {
    first: i64,
    last: Option<i64>,
}

/// Assigns ids for SQLite: ordered by the second of the publication date, consecutive within it.
/// SQLite has one writer, so that no id is assigned twice.
async fn assign_ids(transaction: &Transaction, entries: &[IndexEntry]) -> Result<Vec<i64>, Error> {
    let first_id = |entry: &IndexEntry| first_of_second(entry.published_at.as_millis());
    let mut seconds: Vec<i64> = entries.iter().map(first_id).collect();
    seconds.sort_unstable();
    seconds.dedup();
    let mut sql = transaction.sql();
    let seconds = sql.bind_integers(seconds);
    sql.push(&format!(
        "SELECT k.id AS first, (SELECT MAX(e.id) FROM search_entry e WHERE e.id >= k.id AND e.id < k.id + {}) AS last FROM {seconds} k",
        first_of_second(1_000) - first_of_second(0)
    ));
    let rows = transaction.rows::<LastRow>(sql).await?;
    let mut next_ids: HashMap<i64, i64> = rows
        .into_iter()
        .map(|row| (row.first, row.last.map_or(row.first, |last| last + 1)))
        .collect();
    let assign = |entry: &IndexEntry| {
        let first = first_id(entry);
        let next = next_ids.entry(first).or_insert(first);
        *next += 1;
        *next - 1
    };
    Ok(entries.iter().map(assign).collect())
}
