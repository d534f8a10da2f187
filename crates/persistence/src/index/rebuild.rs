//! Writing the index anew from the showings, in batches: each batch is one transaction, so that readers find every showing by what it held before or by what it
//! holds now, and never half an index. It may be ended at any time and begun again.

use sea_orm::FromQueryResult;
use standfirst_domain::{
    article::Card,
    body::Body,
    error::Error,
    ids::ArticleId,
    moment::Moment,
    search::{FORM, Paper},
};
use uuid::Uuid;

use super::{Leaf, ShowingKey, write};
use crate::{
    rows::decode::{json, log_and_skip, to_u32},
    sql::Sql,
    store::Store,
    transaction::Transaction,
};

/// Which showings are written anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// All of them.
    All,
    /// Those that have no entry, or one of an earlier form: what was before readers ere there was this index.
    Missing,
}

/// How far a walk through the showings came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Behind which showing the next batch begins; `None` when there is none.
    pub next: Option<ShowingKey>,
    /// How many showings were written in this batch.
    pub written: u64,
}

/// How many showings are looked at in one transaction.
const BATCH: u32 = 200;

#[derive(FromQueryResult)]
struct ShownRow {
    article_id: Uuid,
    number: i64,
    published_at: i64,
    card: String,
    body: String,
}

impl Store {
    /// How many showings there are that can be found.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn searchable(&self) -> Result<u64, Error> {
        let mut sql = self.sql();
        sql.push("SELECT COUNT(*) AS count FROM showing WHERE is_full");
        self.count(sql).await
    }

    /// Writes a batch of the index anew.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn index_some(&self, scope: Scope, after: Option<ShowingKey>) -> Result<Step, Error> {
        // Where nothing is missing, no act is kept waiting while that is found out.
        if scope == Scope::Missing && !self.any_missing(after).await? {
            return Ok(Step {
                next: None,
                written: 0,
            });
        }
        self.transaction((), move |transaction, ()| {
            Box::pin(async move { step(transaction, scope, after).await })
        })
        .await
    }
}

impl Store {
    async fn any_missing(&self, after: Option<ShowingKey>) -> Result<bool, Error> {
        let mut sql = self.sql();
        let wanted = wanted(Scope::Missing, after, &mut sql);
        sql.push(&format!(
            "SELECT COUNT(*) AS count FROM (SELECT 1 FROM showing s WHERE {wanted} LIMIT 1) m"
        ));
        Ok(self.count(sql).await? > 0)
    }
}

/// The condition on the showing `s` that it is to be written.
fn wanted(scope: Scope, after: Option<ShowingKey>, sql: &mut Sql) -> String {
    let behind = match after {
        Some((article, number)) => {
            let (article, number) = (sql.bind(article), sql.bind(number));
            format!(" AND (s.article_id, s.number) > ({article}, {number})")
        }
        None => String::new(),
    };
    let missing = match scope {
        Scope::All => String::new(),
        Scope::Missing => format!(
            " AND NOT EXISTS (SELECT 1 FROM search_entry e WHERE e.article_id = s.article_id AND e.number = s.number AND e.form = {FORM})"
        ),
    };
    format!("s.is_full{behind}{missing}")
}

async fn step(
    transaction: &Transaction,
    scope: Scope,
    after: Option<ShowingKey>,
) -> Result<Step, Error> {
    let rows = shown(transaction, scope, after).await?;
    let full = u32::try_from(rows.len()).is_ok_and(|read| read == BATCH);
    let next = rows
        .last()
        .filter(|_| full)
        .map(|row| (row.article_id, row.number));
    // What does not decode is before no reader, so it is found by none.
    let leaves: Vec<Leaf> = rows
        .iter()
        .filter_map(|row| log_and_skip(leaf(row)))
        .collect();
    forget(transaction, &rows).await?;
    write(transaction, &leaves).await?;
    Ok(Step {
        next,
        written: leaves.len() as u64,
    })
}

/// Takes away what is to be written anew, and nothing else: an act may have written the entry of a showing that was not read.
async fn forget(transaction: &Transaction, rows: &[ShownRow]) -> Result<(), Error> {
    for statement in transaction.engine().forget_entries() {
        let mut sql = transaction.sql();
        let keys = sql.bind_numbered_ids(rows.iter().map(|row| (row.article_id, row.number)));
        let condition =
            format!("(e.article_id, e.number) IN (SELECT k.id, k.number FROM {keys} k)");
        sql.push(&statement.replace("{condition}", &condition));
        transaction.execute(sql).await?;
    }
    Ok(())
}

async fn shown(
    transaction: &Transaction,
    scope: Scope,
    after: Option<ShowingKey>,
) -> Result<Vec<ShownRow>, Error> {
    let mut sql = transaction.sql();
    let wanted = wanted(scope, after, &mut sql);
    sql.push(&format!(
        "SELECT s.article_id, s.number, s.published_at, s.card, r.body FROM showing s JOIN revision r ON r.article_id = s.article_id AND r.number = s.revision \
         WHERE {wanted} ORDER BY s.article_id, s.number LIMIT {BATCH}{}",
        transaction.engine().for_reference(),
    ));
    transaction.rows::<ShownRow>(sql).await
}

fn leaf(row: &ShownRow) -> Result<Leaf, Error> {
    let key = || format!("{} {}", row.article_id, row.number);
    let card: Card = json(&row.card, "showing", key())?;
    let body: Body = json(&row.body, "revision", key())?;
    Ok(Leaf {
        article: ArticleId::from_uuid(row.article_id),
        number: to_u32(row.number, "showing", row.article_id)?,
        published_at: Moment::from_millis(row.published_at),
        language: Paper::language(&card.language),
        paper: Paper::of(&card, &body),
    })
}
