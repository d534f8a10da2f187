//! What portraits are made of: articles as anonymous readers see them in full, with their texts, tags and collections. Drafts and all that is hidden
//! are not asked for, so that they can have no part in what belongs beside an article.

use std::collections::HashMap;

use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    article::Card,
    body::Body,
    error::Error,
    ids::{ArticleId, CollectionId, TagId},
    moment::Moment,
    related::Telling,
    tag::TagKind,
    visibility::Reader,
};

use crate::{
    dialect::Engine,
    failure::told,
    rows::{
        decode::{from_word, json},
        found::readable,
    },
    sql::Sql,
    transaction::Transaction,
    visibility::VisibilityFilter,
};

/// Which articles are asked for.
pub(super) enum Of<'a> {
    /// These.
    Articles(&'a [ArticleId]),
    /// So many after this one, by identity.
    After(Option<ArticleId>, u32),
}

#[derive(FromQueryResult)]
struct SeenRow {
    article_id: Uuid,
    published_at: i64,
    card: String,
    body: String,
}

#[derive(FromQueryResult)]
struct CarriedRow {
    article_id: Uuid,
    id: Uuid,
    kind: Option<String>,
}

/// Articles as everybody sees them at a moment, by identity. Those that nobody sees are missing. Answers the last identity that was looked at, where
/// a part of all was asked for.
pub(super) async fn seen(
    transaction: &Transaction,
    engine: Engine,
    of: Of<'_>,
    now: Moment,
) -> Result<(Vec<Telling>, Option<ArticleId>), Error> {
    let mut sql = Sql::new(engine);
    let open = VisibilityFilter::of(&Reader::public(now), &mut sql).visible_to("s");
    let (from, which, end) = match of {
        Of::Articles(ids) => {
            let ids = sql.bind_ids(ids.iter().map(|id| id.as_uuid()));
            (
                format!("{ids} k JOIN showing s ON s.article_id = k.id"),
                String::new(),
                String::new(),
            )
        }
        Of::After(after, most) => {
            let after = after.map_or(Uuid::nil(), ArticleId::as_uuid);
            let after = sql.bind(after);
            let most = sql.bind(i64::from(most));
            (
                "showing s".to_owned(),
                format!(" AND s.article_id > {after}"),
                format!(" LIMIT {most}"),
            )
        }
    };
    sql.push(&format!(
        "SELECT s.article_id, s.published_at, s.card, r.body FROM {from} \
         JOIN revision r ON r.article_id = s.article_id AND r.number = s.revision WHERE s.is_full AND {open}{which} ORDER BY s.article_id{end}"
    ));
    let rows = SeenRow::find_by_statement(sql.statement());
    let rows = rows.all(transaction).await.map_err(told)?;
    let last = rows.last().map(|row| ArticleId::from_uuid(row.article_id));
    let mut tags: HashMap<Uuid, Vec<(TagId, TagKind)>> = HashMap::new();
    let mut collections: HashMap<Uuid, Vec<CollectionId>> = HashMap::new();
    let asked: Vec<Uuid> = rows.iter().map(|row| row.article_id).collect();
    for row in carried(transaction, engine, &asked, now).await? {
        match row.kind.as_deref() {
            Some(kind) => {
                let kind = readable(from_word(kind, "tag", row.id)).unwrap_or_default();
                let tag = TagId::from_uuid(row.id);
                tags.entry(row.article_id).or_default().push((tag, kind));
            }
            None => collections
                .entry(row.article_id)
                .or_default()
                .push(CollectionId::from_uuid(row.id)),
        }
    }
    let telling = |row: SeenRow| {
        // An article whose card does not decode hides itself; one whose body does not is told by its card alone.
        let card = readable(json::<Card>(&row.card, "showing", row.article_id))?;
        let body = readable(json::<Body>(&row.body, "revision", row.article_id));
        let tags = tags.remove(&row.article_id).unwrap_or_default();
        let series = tags.iter().filter(|(_, kind)| *kind == TagKind::Series);
        Some(Telling {
            article: ArticleId::from_uuid(row.article_id),
            published_at: Moment::from_millis(row.published_at),
            language: card.language,
            headline: card.headline.to_string(),
            standfirst: card
                .standfirst
                .map(|text| text.to_string())
                .unwrap_or_default(),
            body: body.map(|body| body.to_text()).unwrap_or_default(),
            series: series.map(|(tag, _)| *tag).collect(),
            tags: tags.into_iter().map(|(tag, _)| tag).collect(),
            collections: collections.remove(&row.article_id).unwrap_or_default(),
        })
    };
    Ok((rows.into_iter().filter_map(telling).collect(), last))
}

/// The tags that are not retired, in the order on the article, and the collections, by identity.
async fn carried(
    transaction: &Transaction,
    engine: Engine,
    ids: &[Uuid],
    now: Moment,
) -> Result<Vec<CarriedRow>, Error> {
    let mut sql = Sql::new(engine);
    let open = VisibilityFilter::of(&Reader::public(now), &mut sql).visible_to("s");
    let ids = sql.bind_ids(ids.iter().copied());
    sql.push(&format!(
        "SELECT s.article_id, g.id, g.kind, m.position FROM {ids} k JOIN showing s ON s.article_id = k.id \
         JOIN showing_tag m ON m.article_id = s.article_id AND m.number = s.number JOIN tag g ON g.id = m.tag_id AND g.retired_at IS NULL \
         WHERE s.is_full AND {open} \
         UNION ALL \
         SELECT DISTINCT i.article_id, i.collection_id, NULL, 0 FROM {ids} k JOIN collection_item i ON i.article_id = k.id \
         ORDER BY 4, 2"
    ));
    let rows = CarriedRow::find_by_statement(sql.statement());
    rows.all(transaction).await.map_err(told)
}
