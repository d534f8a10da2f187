//! Bodies, read apart from articles so that a list drags none along.

use std::{collections::HashMap, sync::Arc};

use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{body::Body, error::Error, ids::ArticleId, visibility::Reader};

use super::Bodies;
use crate::{rows::decode::json, store::Store, visibility::VisibilityFilter};

#[derive(FromQueryResult)]
struct BodyRow {
    article_id: Uuid,
    number: i64,
    body: String,
}

pub(super) async fn bodies(
    store: &Store,
    reader: &Reader,
    ids: &[ArticleId],
) -> Result<Bodies, Error> {
    let mut sql = store.sql();
    let visibility = VisibilityFilter::of(reader, &mut sql);
    let ids = sql.bind_ids(ids.iter().map(|id| id.as_uuid()));
    sql.push(&format!(
        "SELECT r.article_id, r.number, r.body FROM {ids} k JOIN showing s ON s.article_id = k.id \
         JOIN revision r ON r.article_id = s.article_id AND r.number = s.revision WHERE s.is_full AND {}",
        visibility.visible_to("s"),
    ));
    let rows = store.rows::<BodyRow>(sql).await?;
    let decoded = rows.into_iter().map(|row| {
        let body = json::<Body>(
            &row.body,
            "revision",
            format!("{} {}", row.article_id, row.number),
        );
        (
            ArticleId::from_uuid(row.article_id),
            body.map(Arc::new).map_err(Arc::new),
        )
    });
    Ok(decoded.collect::<HashMap<_, _>>())
}
