//! Why an article stands beside another, or why it does not: what the list says, and what is kept of both.

use std::collections::BTreeSet;

use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    error::Error,
    ids::{ArticleId, SectionId},
    moment::Moment,
    related::{Beside, Candidate, Explanation, explain},
    visibility::Reader,
};

use super::related::{BesideRow, gathered, rows};
use crate::{
    dialect::Engine, failure::told, related::portrayed, sql::Sql, store::Store,
    transaction::Transaction, visibility::VisibilityFilter,
};

#[derive(FromQueryResult)]
struct CandidateRow {
    article_id: Uuid,
    published_at: i64,
    section_id: Option<Uuid>,
}

/// Explains what a reader sees, or does not see, beside an article. All statements see one moment.
pub(super) async fn explained(
    store: &Store,
    reader: Reader,
    article: ArticleId,
    other: ArticleId,
) -> Result<Option<Explanation>, Error> {
    let engine = store.engine();
    store
        .snapshot(Box::new(move |snapshot| {
            let reader = reader.clone();
            Box::pin(async move {
                let open = open(snapshot, engine, &reader, [article, other]).await?;
                let find = |id| {
                    open.iter()
                        .find(|candidate| candidate.article == id)
                        .copied()
                };
                let (Some(one), Some(another)) = (find(article), find(other)) else {
                    return Ok(None);
                };
                let statement = rows(Sql::new(engine), &reader, &[article]).statement();
                let rows = BesideRow::find_by_statement(statement).all(snapshot).await;
                let mut gathered = gathered(rows.map_err(told)?);
                let beside = gathered
                    .remove(&article)
                    .unwrap_or_else(|| nothing(one.published_at));
                let (portraits, weights) = portrayed(snapshot, engine, article, other).await?;
                let pair = portraits.as_ref().map(|(one, other)| (one, other));
                Ok(Some(explain(article, &beside, &another, pair, &weights)))
            })
        }))
        .await
}

/// Beside an article of this date stands nothing.
const fn nothing(published_at: Moment) -> Beside {
    Beside {
        published_at,
        pinned: Vec::new(),
        excluded: BTreeSet::new(),
        linked: Vec::new(),
        kept: Vec::new(),
    }
}

/// Those of the articles that are before a reader in full.
async fn open(
    snapshot: &Transaction,
    engine: Engine,
    reader: &Reader,
    ids: [ArticleId; 2],
) -> Result<Vec<Candidate>, Error> {
    let mut sql = Sql::new(engine);
    let open = VisibilityFilter::of(reader, &mut sql).visible_to("s");
    let ids = sql.bind_ids(ids.iter().map(|id| id.as_uuid()));
    sql.push(&format!(
        "SELECT DISTINCT s.article_id, s.published_at, s.section_id FROM {ids} k JOIN showing s ON s.article_id = k.id WHERE s.is_full AND {open}"
    ));
    let rows = CandidateRow::find_by_statement(sql.statement());
    let candidate = |row: CandidateRow| Candidate {
        article: ArticleId::from_uuid(row.article_id),
        published_at: Moment::from_millis(row.published_at),
        section: row.section_id.map(SectionId::from_uuid),
    };
    let rows = rows.all(snapshot).await.map_err(told)?;
    Ok(rows.into_iter().map(candidate).collect())
}
