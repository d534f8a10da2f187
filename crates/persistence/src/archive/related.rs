//! What belongs beside articles, in one statement for all that are asked: what is kept of each, what editors pinned and excluded and what the author
//! linked to, as far as it is before the reader. The newsroom composes the list.
//!
//! Pins, exclusions and links are read as they stand, and so is what is before the reader: a retraction takes an article out of all lists at once,
//! and what is kept beyond what is shown takes its place.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    error::Error,
    ids::{ArticleId, SectionId},
    moment::Moment,
    related::{Beside, Candidate, Entry, Related, Wanted, compose},
    sight::Reader,
};

use crate::{
    rows::{decode::json, found::readable},
    sql::Sql,
    store::Store,
    visibility::Visibility,
};

/// That an article is kept, linked to, pinned or excluded beside another.
#[derive(FromQueryResult)]
pub(super) struct BesideRow {
    beside: Uuid,
    beside_at: i64,
    part: i32,
    position: i64,
    article_id: Uuid,
    published_at: i64,
    section_id: Option<Uuid>,
    entry: Option<String>,
}

const KEPT: i32 = 0;
const LINKED: i32 = 1;
const PINNED: i32 = 2;
const EXCLUDED: i32 = 3;

#[derive(Default)]
struct Gathered {
    published_at: i64,
    pinned: BTreeMap<i64, Candidate>,
    excluded: BTreeSet<ArticleId>,
    linked: BTreeMap<i64, Candidate>,
    kept: Vec<(Candidate, Entry)>,
}

pub(super) async fn related(
    store: &Store,
    reader: &Reader,
    ids: &[ArticleId],
    wanted: &Wanted,
) -> Result<HashMap<ArticleId, Vec<Related>>, Error> {
    let rows = store.rows(rows(store.sql(), reader, ids)).await?;
    let beside = gathered(rows);
    let composed = |(id, beside): (ArticleId, Beside)| (id, compose(&beside, wanted));
    Ok(beside.into_iter().map(composed).collect())
}

/// What is known of what belongs beside articles.
pub(super) fn gathered(rows: Vec<BesideRow>) -> HashMap<ArticleId, Beside> {
    let mut gathered: HashMap<ArticleId, Gathered> = HashMap::new();
    for row in rows {
        gathered
            .entry(ArticleId::from_uuid(row.beside))
            .or_default()
            .take(row);
    }
    let beside = |(id, gathered): (ArticleId, Gathered)| (id, gathered.beside());
    gathered.into_iter().map(beside).collect()
}

/// The statement that answers what stands, may stand and must not stand beside articles. SQLite, which has no statistics, keeps to the order of crossed joins: the articles
/// that are asked for first. In an order of its own it would look through every list that is kept.
pub(super) fn rows(mut sql: Sql, reader: &Reader, ids: &[ArticleId]) -> Sql {
    let visibility = Visibility::of(reader, &mut sql);
    let ids = sql.bind_ids(ids.iter().map(|id| id.as_uuid()));
    let (beside, other) = (visibility.open_to("p"), visibility.open_to("s"));
    let entries = sql.engine().entries("l.entries");
    sql.push(&format!(
        "SELECT p.article_id AS beside, p.published_at AS beside_at, {KEPT} AS part, 0 AS position, s.article_id, s.published_at, s.section_id, {} AS entry \
         FROM {ids} k CROSS JOIN related_state g CROSS JOIN showing p CROSS JOIN related_list l CROSS JOIN {} CROSS JOIN showing s \
         WHERE g.id = 1 AND p.article_id = k.id AND l.generation = g.generation AND l.article_id = p.article_id AND s.article_id = {} \
         AND p.is_full AND {beside} AND s.is_full AND {other} \
         UNION ALL \
         SELECT p.article_id, p.published_at, {LINKED}, l.position, s.article_id, s.published_at, s.section_id, NULL \
         FROM {ids} k JOIN showing p ON p.article_id = k.id JOIN showing_link l ON l.article_id = p.article_id AND l.number = p.number \
         JOIN showing s ON s.article_id = l.target_id \
         WHERE p.is_full AND {beside} AND s.is_full AND {other} AND s.article_id <> p.article_id \
         UNION ALL \
         SELECT p.article_id, p.published_at, {PINNED}, c.position, s.article_id, s.published_at, s.section_id, NULL \
         FROM {ids} k JOIN showing p ON p.article_id = k.id JOIN showing_pick c ON c.article_id = p.article_id AND c.number = p.number \
         JOIN showing s ON s.article_id = c.target_id \
         WHERE p.is_full AND {beside} AND NOT c.is_excluded AND s.is_full AND {other} AND s.article_id <> p.article_id \
         UNION ALL \
         SELECT p.article_id, p.published_at, {EXCLUDED}, c.position, c.target_id, p.published_at, NULL, NULL \
         FROM {ids} k JOIN showing p ON p.article_id = k.id JOIN showing_pick c ON c.article_id = p.article_id AND c.number = p.number \
         WHERE p.is_full AND {beside} AND c.is_excluded",
        entries.entry, entries.from, entries.id,
    ));
    sql
}

impl Gathered {
    fn take(&mut self, row: BesideRow) {
        self.published_at = row.beside_at;
        let candidate = Candidate {
            article: ArticleId::from_uuid(row.article_id),
            published_at: Moment::from_millis(row.published_at),
            section: row.section_id.map(SectionId::from_uuid),
        };
        match row.part {
            EXCLUDED => drop(self.excluded.insert(candidate.article)),
            PINNED => drop(self.pinned.insert(row.position, candidate)),
            LINKED => drop(self.linked.insert(row.position, candidate)),
            _ => {
                let entry = row.entry.as_deref().unwrap_or_default();
                let entry = readable(json::<Entry>(entry, "related_list", row.beside));
                self.kept.extend(entry.map(|entry| (candidate, entry)));
            }
        }
    }

    fn beside(self) -> Beside {
        Beside {
            published_at: Moment::from_millis(self.published_at),
            pinned: self.pinned.into_values().collect(),
            excluded: self.excluded,
            linked: self.linked.into_values().collect(),
            kept: self.kept,
        }
    }
}
