//! The evidence for what belongs beside an article: one statement finds a capped set of candidates for all articles asked, the nearest in time for
//! each of their tags; the newsroom ranks.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    error::Error,
    ids::{ArticleId, TagId},
    moment::Moment,
    related::{CANDIDATES_PER_TAG, Evidence, Related, rank},
    sight::Reader,
};

use crate::{store::Store, visibility::Visibility};

/// That a candidate is linked to, pinned or excluded at a position, or carries a tag; without a candidate, that the article itself carries the tag.
#[derive(FromQueryResult)]
struct EvidenceRow {
    beside: Uuid,
    beside_at: i64,
    tag_id: Option<Uuid>,
    position: Option<i64>,
    article_id: Option<Uuid>,
    published_at: Option<i64>,
    picked: i32,
}

/// That the candidate was pinned.
const PINNED: i32 = 1;
/// That the candidate was excluded.
const EXCLUDED: i32 = 2;

#[derive(Default)]
struct Gathered {
    published_at: i64,
    pinned: BTreeMap<i64, (ArticleId, Moment)>,
    excluded: BTreeSet<ArticleId>,
    linked: BTreeMap<i64, (ArticleId, Moment)>,
    tags: BTreeMap<TagId, Vec<(ArticleId, Moment)>>,
}

pub(super) async fn related(
    store: &Store,
    reader: &Reader,
    ids: &[ArticleId],
    most: u32,
) -> Result<HashMap<ArticleId, Vec<Related>>, Error> {
    let mut gathered: HashMap<ArticleId, Gathered> = HashMap::new();
    for row in evidence(store, reader, ids).await? {
        let beside = gathered
            .entry(ArticleId::from_uuid(row.beside))
            .or_default();
        beside.published_at = row.beside_at;
        let candidate = row.article_id.zip(row.published_at);
        let candidate =
            candidate.map(|(id, at)| (ArticleId::from_uuid(id), Moment::from_millis(at)));
        match (row.tag_id, row.position, candidate) {
            (None, Some(position), Some(candidate)) if row.picked == PINNED => {
                beside.pinned.insert(position, candidate);
            }
            (None, _, Some((excluded, _))) if row.picked == EXCLUDED => {
                beside.excluded.insert(excluded);
            }
            (Some(tag), _, candidate) => beside
                .tags
                .entry(TagId::from_uuid(tag))
                .or_default()
                .extend(candidate),
            (None, Some(position), Some(candidate)) => {
                beside.linked.insert(position, candidate);
            }
            _ => {}
        }
    }
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    Ok(gathered
        .into_iter()
        .map(|(id, gathered)| (id, rank(&gathered.evidence(), most)))
        .collect())
}

async fn evidence(
    store: &Store,
    reader: &Reader,
    ids: &[ArticleId],
) -> Result<Vec<EvidenceRow>, Error> {
    let mut sql = store.sql();
    let visibility = Visibility::of(reader, &mut sql);
    let ids = sql.bind_ids(ids.iter().map(|id| id.as_uuid()));
    let (beside, candidate) = (visibility.open_to("p"), visibility.open_to("s"));
    let nearest = |sign: &str, direction: &str| {
        let half = CANDIDATES_PER_TAG / 2;
        format!(
            "SELECT * FROM (SELECT m.article_id, m.number FROM showing_tag m JOIN showing s ON s.article_id = m.article_id AND s.number = m.number \
             WHERE m.tag_id = o.tag_id AND (m.published_at, m.article_id) {sign} (p.published_at, p.article_id) AND {candidate} \
             ORDER BY m.published_at {direction}, m.article_id {direction} LIMIT {half}) {side}",
            side = if sign == "<" { "earlier" } else { "later" },
        )
    };
    let each = sql.engine().each(&format!(
        "{} UNION ALL {}",
        nearest("<", "DESC"),
        nearest(">", "ASC")
    ));
    sql.push(&format!(
        "SELECT p.article_id AS beside, p.published_at AS beside_at, NULL AS tag_id, l.position, s.article_id, s.published_at, 0 AS picked \
         FROM {ids} k JOIN showing p ON p.article_id = k.id JOIN showing_link l ON l.article_id = p.article_id AND l.number = p.number \
         JOIN showing s ON s.article_id = l.target_id \
         WHERE p.is_full AND {beside} AND s.is_full AND {candidate} AND s.article_id <> p.article_id \
         UNION ALL \
         SELECT p.article_id, p.published_at, o.tag_id, NULL, NULL, NULL, 0 \
         FROM {ids} k JOIN showing p ON p.article_id = k.id JOIN showing_tag o ON o.article_id = p.article_id AND o.number = p.number JOIN tag g ON g.id = o.tag_id AND g.retired_at IS NULL \
         WHERE p.is_full AND {beside} \
         UNION ALL \
         SELECT p.article_id, p.published_at, o.tag_id, NULL, s.article_id, s.published_at, 0 \
         FROM {ids} k JOIN showing p ON p.article_id = k.id JOIN showing_tag o ON o.article_id = p.article_id AND o.number = p.number JOIN tag g ON g.id = o.tag_id AND g.retired_at IS NULL, \
         {} JOIN showing s ON s.article_id = {} AND s.number = {} \
         WHERE p.is_full AND {beside} \
         UNION ALL \
         SELECT p.article_id, p.published_at, NULL, c.position, s.article_id, s.published_at, {PINNED} \
         FROM {ids} k JOIN showing p ON p.article_id = k.id JOIN showing_pick c ON c.article_id = p.article_id AND c.number = p.number \
         JOIN showing s ON s.article_id = c.target_id \
         WHERE p.is_full AND {beside} AND NOT c.is_excluded AND s.is_full AND {candidate} AND s.article_id <> p.article_id \
         UNION ALL \
         SELECT p.article_id, p.published_at, NULL, c.position, c.target_id, p.published_at, {EXCLUDED} \
         FROM {ids} k JOIN showing p ON p.article_id = k.id JOIN showing_pick c ON c.article_id = p.article_id AND c.number = p.number \
         WHERE p.is_full AND {beside} AND c.is_excluded",
        each.from, each.article_id, each.number,
    ));
    store.rows(sql).await
}

impl Gathered {
    fn evidence(self) -> Evidence {
        Evidence {
            published_at: Moment::from_millis(self.published_at),
            pinned: self.pinned.into_values().collect(),
            excluded: self.excluded,
            linked: self.linked.into_values().collect(),
            tags: self
                .tags
                .into_iter()
                .map(|(tag, mut articles)| {
                    articles.sort_by_key(|(article, published_at)| {
                        std::cmp::Reverse((*published_at, *article))
                    });
                    (tag, articles)
                })
                .collect(),
        }
    }
}
