//! Content from which term vectors are computed: articles with texts, tags and collections, as
//! anonymous readers see them.
//!
//! Drafts and other hidden articles are never read here, so that they have no part in any list.

use std::collections::HashMap;

use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    article::Card,
    body::Body,
    error::Error,
    ids::{ArticleId, CollectionId, TagId},
    moment::Moment,
    related::TermSource,
    tag::TagKind,
    visibility::Reader,
};

use crate::{
    rows::decode::{from_enum_text, json, log_and_skip},
    transaction::Transaction,
    visibility::VisibilityFilter,
};

/// Articles to read.
pub(super) enum Selection<'a> {
    /// Articles with these ids.
    Ids(&'a [ArticleId]),
    /// A number of articles behind an id, ordered by id.
    Page(Option<ArticleId>, u32),
}

#[derive(FromQueryResult)]
struct ArticleRow {
    article_id: Uuid,
    published_at: i64,
    card: String,
    body: String,
}

/// Tag, or collection if the kind is `NULL`.
#[derive(FromQueryResult)]
struct MembershipRow {
    article_id: Uuid,
    id: Uuid,
    kind: Option<String>,
}

/// Tags and collections of articles.
#[derive(Default)]
struct Memberships {
    tags: HashMap<Uuid, Vec<(TagId, TagKind)>>,
    collections: HashMap<Uuid, Vec<CollectionId>>,
}

/// Reads the publicly visible ones of the selected articles, ordered by id. Also returns the id of
/// the last row, from which the next page starts.
pub(super) async fn read(
    transaction: &Transaction,
    selection: Selection<'_>,
    now: Moment,
) -> Result<(Vec<TermSource>, Option<ArticleId>), Error> {
    let mut sql = transaction.sql();
    let visible = VisibilityFilter::new(&Reader::public(now), &mut sql).visible_to("s");
    let (from, condition, limit) = match selection {
        Selection::Ids(ids) => {
            let ids = sql.bind_ids(ids.iter().map(|id| id.as_uuid()));
            (
                format!("{ids} k JOIN showing s ON s.article_id = k.id"),
                String::new(),
                String::new(),
            )
        }
        Selection::Page(after, limit) => {
            let after = after.map_or(Uuid::nil(), ArticleId::as_uuid);
            let after = sql.bind(after);
            let limit = sql.bind(i64::from(limit));
            (
                "showing s".to_owned(),
                format!(" AND s.article_id > {after}"),
                format!(" LIMIT {limit}"),
            )
        }
    };
    sql.push(&format!(
        "SELECT s.article_id, s.published_at, s.card, r.body FROM {from} \
         JOIN revision r ON r.article_id = s.article_id AND r.number = s.revision WHERE s.is_full AND {visible}{condition} ORDER BY s.article_id{limit}"
    ));
    let rows = transaction.rows::<ArticleRow>(sql).await?;
    // Taken before any row is skipped, so that a page of damaged rows does not end the archive.
    let last = rows.last().map(|row| ArticleId::from_uuid(row.article_id));
    let ids: Vec<Uuid> = rows.iter().map(|row| row.article_id).collect();
    let mut memberships = read_memberships(transaction, &ids, now).await?;
    let sources = rows
        .into_iter()
        .filter_map(|row| term_source(row, &mut memberships));
    Ok((sources.collect(), last))
}

/// Combines the row of an article with its tags and collections; `None` if the card does not
/// decode. The visibility rule hides such an article too. Without its body, an article still has a
/// headline and tags.
fn term_source(row: ArticleRow, memberships: &mut Memberships) -> Option<TermSource> {
    let card = log_and_skip(json::<Card>(&row.card, "showing", row.article_id))?;
    let body = log_and_skip(json::<Body>(&row.body, "revision", row.article_id));
    let tags = memberships.tags.remove(&row.article_id).unwrap_or_default();
    let series = tags.iter().filter(|(_, kind)| *kind == TagKind::Series);
    Some(TermSource {
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
        collections: memberships
            .collections
            .remove(&row.article_id)
            .unwrap_or_default(),
    })
}

/// Reads the tags that are not retired, and the collections.
async fn read_memberships(
    transaction: &Transaction,
    ids: &[Uuid],
    now: Moment,
) -> Result<Memberships, Error> {
    let mut sql = transaction.sql();
    let visible = VisibilityFilter::new(&Reader::public(now), &mut sql).visible_to("s");
    let ids = sql.bind_ids(ids.iter().copied());
    sql.push(&format!(
        "SELECT s.article_id, g.id, g.kind, m.position FROM {ids} k JOIN showing s ON s.article_id = k.id \
         JOIN showing_tag m ON m.article_id = s.article_id AND m.number = s.number JOIN tag g ON g.id = m.tag_id AND g.retired_at IS NULL \
         WHERE s.is_full AND {visible} \
         UNION ALL \
         SELECT DISTINCT i.article_id, i.collection_id, NULL, 0 FROM {ids} k JOIN collection_item i ON i.article_id = k.id \
         ORDER BY 4, 2"
    ));
    let mut memberships = Memberships::default();
    for row in transaction.rows::<MembershipRow>(sql).await? {
        match row.kind.as_deref() {
            Some(kind) => {
                let kind = log_and_skip(from_enum_text(kind, "tag", row.id)).unwrap_or_default();
                let tags = memberships.tags.entry(row.article_id).or_default();
                tags.push((TagId::from_uuid(row.id), kind));
            }
            None => {
                let collections = memberships.collections.entry(row.article_id).or_default();
                collections.push(CollectionId::from_uuid(row.id));
            }
        }
    }
    Ok(memberships)
}
