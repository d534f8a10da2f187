//! Inputs of related articles: stored lists, pins, exclusions and links, reduced to what the reader
//! may see.
//!
//! One statement reads the inputs of all requested articles. [`standfirst_domain::related`]
//! composes the lists. Everything is read in its current state: a retraction removes an article
//! from all lists at once, and a stored entry beyond those that are shown takes its place.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    ids::{ArticleId, SectionId},
    moment::Moment,
    related::{RelatedEntry, RelatedInputs, VisibleArticle},
    visibility::Reader,
};

use crate::{
    rows::decode::{json, log_and_skip},
    sql::Sql,
    visibility::VisibilityFilter,
};

/// One input of the related articles of an article.
#[derive(FromQueryResult)]
pub(super) struct InputRow {
    /// Article whose related articles are requested.
    owner: Uuid,
    owner_at: i64,
    /// Kind of the input, one of the constants below.
    kind: i32,
    position: i64,
    /// Article that is listed, linked, pinned or excluded.
    article_id: Uuid,
    published_at: i64,
    section_id: Option<Uuid>,
    entry: Option<String>,
}

const LISTED: i32 = 0;
const LINKED: i32 = 1;
const PINNED: i32 = 2;
const EXCLUDED: i32 = 3;

/// Inputs of one article while rows are read. The maps order them by their position.
#[derive(Default)]
struct InputBuilder {
    published_at: i64,
    pinned: BTreeMap<i64, VisibleArticle>,
    excluded: BTreeSet<ArticleId>,
    linked: BTreeMap<i64, VisibleArticle>,
    listed: Vec<(VisibleArticle, RelatedEntry)>,
}

/// Groups rows by the article whose inputs they are.
pub(super) fn group_inputs(rows: Vec<InputRow>) -> HashMap<ArticleId, RelatedInputs> {
    let mut builders: HashMap<ArticleId, InputBuilder> = HashMap::new();
    for row in rows {
        builders
            .entry(ArticleId::from_uuid(row.owner))
            .or_default()
            .add(row);
    }
    let build = |(id, builder): (ArticleId, InputBuilder)| (id, builder.build());
    builders.into_iter().map(build).collect()
}

/// Statement that reads the inputs of some articles.
///
/// All joins are nested loops that start at the requested articles. With a join order of its own,
/// an engine may scan all stored lists.
pub(super) fn select_inputs(mut sql: Sql, reader: &Reader, ids: &[ArticleId]) -> Sql {
    let engine = sql.engine();
    let visibility = VisibilityFilter::new(reader, &mut sql);
    let ids = sql.bind_ids(ids.iter().map(|id| id.as_uuid()));
    let join_visible = |alias: &str, id: &str| {
        let visible = visibility.visible_to(alias);
        let condition = format!("{alias}.article_id = {id} AND {alias}.is_full AND {visible}");
        engine.nested_loop_join("showing", alias, &condition)
    };
    let join_of_showing = |table: &str, and: &str| {
        let condition = format!("x.article_id = p.article_id AND x.number = p.number{and}");
        engine.nested_loop_join(table, "x", &condition)
    };
    let owners = format!("{ids} k{}", join_visible("p", "k.id"));
    let lists = engine.nested_loop_join(
        "related_list",
        "l",
        "l.generation = g.generation AND l.article_id = p.article_id",
    );
    // Entries are expanded in SQL, so that one statement also checks the visibility of each.
    let entries = engine.json_elements("l.entries");
    let (entry, listed) = (entries.element, join_visible("s", entries.id));
    let targets = join_visible("s", "x.target_id");
    let links = join_of_showing("showing_link", "");
    let pins = join_of_showing("showing_pick", " AND NOT x.is_excluded");
    let exclusions = join_of_showing("showing_pick", " AND x.is_excluded");
    sql.push(&format!(
        "SELECT p.article_id AS owner, p.published_at AS owner_at, {LISTED} AS kind, 0 AS position, s.article_id, s.published_at, s.section_id, {entry} AS entry \
         FROM {owners} CROSS JOIN related_state g{lists} CROSS JOIN {}{listed} WHERE g.id = 1 \
         UNION ALL \
         SELECT p.article_id, p.published_at, {LINKED}, x.position, s.article_id, s.published_at, s.section_id, NULL \
         FROM {owners}{links}{targets} WHERE s.article_id <> p.article_id \
         UNION ALL \
         SELECT p.article_id, p.published_at, {PINNED}, x.position, s.article_id, s.published_at, s.section_id, NULL \
         FROM {owners}{pins}{targets} WHERE s.article_id <> p.article_id \
         UNION ALL \
         SELECT p.article_id, p.published_at, {EXCLUDED}, x.position, x.target_id, p.published_at, NULL, NULL FROM {owners}{exclusions}",
        entries.from,
    ));
    sql
}

impl InputBuilder {
    fn add(&mut self, row: InputRow) {
        self.published_at = row.owner_at;
        let article = VisibleArticle {
            article: ArticleId::from_uuid(row.article_id),
            published_at: Moment::from_millis(row.published_at),
            section: row.section_id.map(SectionId::from_uuid),
        };
        match row.kind {
            EXCLUDED => drop(self.excluded.insert(article.article)),
            PINNED => drop(self.pinned.insert(row.position, article)),
            LINKED => drop(self.linked.insert(row.position, article)),
            _ => {
                let entry = row.entry.as_deref().unwrap_or_default();
                let entry = log_and_skip(json::<RelatedEntry>(entry, "related_list", row.owner));
                self.listed.extend(entry.map(|entry| (article, entry)));
            }
        }
    }

    fn build(self) -> RelatedInputs {
        RelatedInputs {
            published_at: Moment::from_millis(self.published_at),
            pinned: self.pinned.into_values().collect(),
            excluded: self.excluded,
            linked: self.linked.into_values().collect(),
            listed: self.listed,
        }
    }
}
