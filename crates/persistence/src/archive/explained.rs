//! Explanation of the position, or the absence, of an article in the related list of another.

use std::collections::BTreeSet;

use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    error::Error,
    ids::{ArticleId, SectionId},
    moment::Moment,
    related::{Explanation, RelatedInputs, VisibleArticle, explain},
    visibility::Reader,
};

use super::related::{InputRow, group_inputs, select_inputs};
use crate::{related::load_pair, transaction::Transaction, visibility::VisibilityFilter};

#[derive(FromQueryResult)]
struct VisibleRow {
    article_id: Uuid,
    published_at: i64,
    section_id: Option<Uuid>,
}

/// Explains the position or absence of `other` in the list of `article`; `None` unless the reader
/// may see both in full. All statements run in one snapshot.
pub(super) async fn explained(
    snapshot: &Transaction,
    reader: &Reader,
    article: ArticleId,
    other: ArticleId,
) -> Result<Option<Explanation>, Error> {
    let visible = visible_articles(snapshot, reader, [article, other]).await?;
    let find = |id| {
        visible
            .iter()
            .find(|visible| visible.article == id)
            .copied()
    };
    let (Some(owner), Some(candidate)) = (find(article), find(other)) else {
        return Ok(None);
    };
    let rows = snapshot.rows::<InputRow>(select_inputs(snapshot.sql(), reader, &[article]));
    let inputs = group_inputs(rows.await?)
        .remove(&article)
        .unwrap_or_else(|| no_inputs(owner.published_at));
    let (vectors, idf) = load_pair(snapshot, article, other).await?;
    let vectors = vectors.as_ref().map(|(one, other)| (one, other));
    Ok(Some(explain(article, &inputs, &candidate, vectors, &idf)))
}

/// Inputs of an article without list, links, pins and exclusions.
const fn no_inputs(published_at: Moment) -> RelatedInputs {
    RelatedInputs {
        published_at,
        pinned: Vec::new(),
        excluded: BTreeSet::new(),
        linked: Vec::new(),
        listed: Vec::new(),
    }
}

/// Reads those of the articles that the reader may see in full.
async fn visible_articles(
    snapshot: &Transaction,
    reader: &Reader,
    ids: [ArticleId; 2],
) -> Result<Vec<VisibleArticle>, Error> {
    let mut sql = snapshot.sql();
    let visible = VisibilityFilter::new(reader, &mut sql).visible_to("s");
    let ids = sql.bind_ids(ids.iter().map(|id| id.as_uuid()));
    sql.push(&format!(
        "SELECT DISTINCT s.article_id, s.published_at, s.section_id FROM {ids} k JOIN showing s ON s.article_id = k.id WHERE s.is_full AND {visible}"
    ));
    let article = |row: VisibleRow| VisibleArticle {
        article: ArticleId::from_uuid(row.article_id),
        published_at: Moment::from_millis(row.published_at),
        section: row.section_id.map(SectionId::from_uuid),
    };
    let rows = snapshot.rows::<VisibleRow>(sql).await?;
    Ok(rows.into_iter().map(article).collect())
}
