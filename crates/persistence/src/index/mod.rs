//! The index: what each full showing is found by, written in the transaction that opens the showing and gone with it. What an article says is made
//! into terms in the newsroom, so that both engines hold the same.

mod rebuild;

use std::collections::HashMap;

use sea_orm::{FromQueryResult, Value};
use standfirst_domain::{
    error::Error,
    ids::ArticleId,
    moment::Moment,
    search::{FORM, Paper},
};
use uuid::Uuid;

pub use rebuild::{Scope, Step};

use crate::{
    dialect::{Engine, first_of_second, tsvector},
    sql::Sql,
    transaction::Transaction,
};

/// What is kept of one showing.
pub(crate) struct Leaf {
    pub(crate) article: ArticleId,
    pub(crate) number: u32,
    pub(crate) published_at: Moment,
    /// The term that stands for its language.
    pub(crate) language: String,
    pub(crate) paper: Paper,
}

/// At most so many in one statement.
const LEAVES_AT_ONCE: usize = 100;
/// And of these as many as hold so many bytes of terms, or one: engines take their time over long texts, and a statement has no more than its deadline.
const BYTES_AT_ONCE: usize = 1024 * 1024;

/// Writes the entries of showings that have none.
pub(crate) async fn write(transaction: &Transaction, leaves: &[Leaf]) -> Result<(), Error> {
    for leaves in batches(leaves) {
        match transaction.engine() {
            Engine::Sqlite => {
                let ids = number(transaction, leaves).await?;
                let entries = entries(transaction.sql(), leaves, Some(&ids));
                transaction.execute(entries).await?;
                let texts = texts(transaction.sql(), leaves, &ids);
                transaction.execute(texts).await?;
            }
            Engine::Postgres => {
                let entries = entries(transaction.sql(), leaves, None);
                transaction.execute(entries).await?;
            }
        }
    }
    Ok(())
}

/// Leaves that are written in one statement.
fn batches(mut leaves: &[Leaf]) -> impl Iterator<Item = &[Leaf]> {
    std::iter::from_fn(move || {
        let mut bytes = 0;
        let fits = |leaf: &&Leaf| {
            bytes += leaf.paper.bytes();
            bytes <= BYTES_AT_ONCE
        };
        let fitting = leaves.iter().take(LEAVES_AT_ONCE).take_while(fits).count();
        let (batch, rest) = leaves.split_at_checked(fitting.max(1))?;
        leaves = rest;
        Some(batch)
    })
}

/// Takes the entries of showings away that are about to be dropped.
pub(crate) async fn forget(
    transaction: &Transaction,
    article: ArticleId,
    numbers: impl IntoIterator<Item = u32>,
) -> Result<(), Error> {
    let numbers: Vec<i64> = numbers.into_iter().map(i64::from).collect();
    for statement in transaction.engine().forget_entries() {
        let mut sql = transaction.sql();
        let article = sql.bind(article.as_uuid());
        let numbers = sql.bind_integers(numbers.iter().copied());
        let condition = format!("e.article_id = {article} AND e.number IN {numbers}");
        sql.push(&statement.replace("{condition}", &condition));
        transaction.execute(sql).await?;
    }
    Ok(())
}

fn entries(mut sql: Sql, leaves: &[Leaf], ids: Option<&[i64]>) -> Sql {
    sql.push(if ids.is_some() {
        "INSERT INTO search_entry (id, article_id, number, form, published_at, headline, counts) VALUES "
    } else {
        "INSERT INTO search_entry (article_id, number, form, published_at, headline, counts, terms) VALUES "
    });
    for (place, leaf) in leaves.iter().enumerate() {
        let id = ids.and_then(|ids| ids.get(place));
        let mut values: Vec<Value> = id.iter().map(|id| Value::from(**id)).collect();
        values.extend([
            leaf.article.as_uuid().into(),
            i64::from(leaf.number).into(),
            i64::from(FORM).into(),
            leaf.published_at.as_millis().into(),
            leaf.paper.headline.join(" ").into(),
            leaf.paper.counts().into(),
        ]);
        let mut row: Vec<String> = values.into_iter().map(|value| sql.bind(value)).collect();
        if id.is_none() {
            let terms = sql.bind(tsvector(&leaf.paper, &leaf.language));
            row.push(format!("{terms}::tsvector"));
        }
        let comma = if place == 0 { "" } else { ", " };
        sql.push(&format!("{comma}({})", row.join(", ")));
    }
    sql
}

/// The texts as FTS5 is given them: terms between spaces.
fn texts(mut sql: Sql, leaves: &[Leaf], ids: &[i64]) -> Sql {
    sql.push("INSERT INTO search_text (rowid, language, headline, standfirst, body) VALUES ");
    for (place, (leaf, id)) in leaves.iter().zip(ids).enumerate() {
        let id = sql.bind(*id);
        let paper = &leaf.paper;
        let fields = [
            leaf.language.clone(),
            paper.headline.join(" "),
            paper.standfirst.join(" "),
            paper.body.join(" "),
        ]
        .map(|text| sql.bind(text));
        let comma = if place == 0 { "" } else { ", " };
        sql.push(&format!("{comma}({id}, {})", fields.join(", ")));
    }
    sql
}

#[derive(FromQueryResult)]
struct LastRow {
    first: i64,
    last: Option<i64>,
}

/// The numbers that SQLite's entries get: by the second of their date, then one after the other. There is one writer, so none is given out twice.
async fn number(transaction: &Transaction, leaves: &[Leaf]) -> Result<Vec<i64>, Error> {
    let first = |leaf: &Leaf| first_of_second(leaf.published_at.as_millis());
    let mut seconds: Vec<i64> = leaves.iter().map(first).collect();
    seconds.sort_unstable();
    seconds.dedup();
    let mut sql = transaction.sql();
    let seconds = sql.bind_integers(seconds);
    sql.push(&format!(
        "SELECT k.id AS first, (SELECT MAX(e.id) FROM search_entry e WHERE e.id >= k.id AND e.id < k.id + {}) AS last FROM {seconds} k",
        first_of_second(1_000) - first_of_second(0)
    ));
    let rows = transaction.rows::<LastRow>(sql).await?;
    let mut next: HashMap<i64, i64> = rows
        .into_iter()
        .map(|row| (row.first, row.last.map_or(row.first, |last| last + 1)))
        .collect();
    let give = |leaf: &Leaf| {
        let next = next.entry(first(leaf)).or_insert_with(|| first(leaf));
        *next += 1;
        *next - 1
    };
    Ok(leaves.iter().map(give).collect())
}

/// The identity of a showing, as rows name it.
pub type ShowingKey = (Uuid, i64);
