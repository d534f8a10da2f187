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
    visibility::Reader,
};

use crate::{
    rows::{decode::json, found::readable},
    sql::Sql,
    store::Store,
    visibility::VisibilityFilter,
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

/// The statement that answers what stands, may stand and must not stand beside articles. It goes from the articles that are asked for, one by one: in an order of its
/// own an engine might look through every list that is kept.
pub(super) fn rows(mut sql: Sql, reader: &Reader, ids: &[ArticleId]) -> Sql {
    let engine = sql.engine();
    let visibility = VisibilityFilter::of(reader, &mut sql);
    let ids = sql.bind_ids(ids.iter().map(|id| id.as_uuid()));
    let open = |alias: &str, id: &str| {
        let open = visibility.visible_to(alias);
        let holds = format!("{alias}.article_id = {id} AND {alias}.is_full AND {open}");
        engine.looked_up("showing", alias, &holds)
    };
    let of_showing = |table: &str, also: &str| {
        let holds = format!("x.article_id = p.article_id AND x.number = p.number{also}");
        engine.looked_up(table, "x", &holds)
    };
    let entries = engine.entries("l.entries");
    let beside = format!("{ids} k{}", open("p", "k.id"));
    let list = engine.looked_up(
        "related_list",
        "l",
        "l.generation = g.generation AND l.article_id = p.article_id",
    );
    let (entry, listed) = (entries.entry, open("s", entries.id));
    let targets = open("s", "x.target_id");
    let (links, picks) = (
        of_showing("showing_link", ""),
        of_showing("showing_pick", " AND NOT x.is_excluded"),
    );
    let exclusions = of_showing("showing_pick", " AND x.is_excluded");
    sql.push(&format!(
        "SELECT p.article_id AS beside, p.published_at AS beside_at, {KEPT} AS part, 0 AS position, s.article_id, s.published_at, s.section_id, {entry} AS entry \
         FROM {beside} CROSS JOIN related_state g{list} CROSS JOIN {}{listed} WHERE g.id = 1 \
         UNION ALL \
         SELECT p.article_id, p.published_at, {LINKED}, x.position, s.article_id, s.published_at, s.section_id, NULL \
         FROM {beside}{links}{targets} WHERE s.article_id <> p.article_id \
         UNION ALL \
         SELECT p.article_id, p.published_at, {PINNED}, x.position, s.article_id, s.published_at, s.section_id, NULL \
         FROM {beside}{picks}{targets} WHERE s.article_id <> p.article_id \
         UNION ALL \
         SELECT p.article_id, p.published_at, {EXCLUDED}, x.position, x.target_id, p.published_at, NULL, NULL FROM {beside}{exclusions}",
        entries.from,
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
