//! Revisions of articles: their lists, with the fields that each revision changed, and their
//! bodies.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use sea_orm::{FromQueryResult, QueryResult, prelude::Uuid};
use standfirst_domain::{
    body::Body,
    desk::{ListedRevision, RevisionBodies, RevisionReads},
    error::Error,
    ids::{AccountId, ArticleId, RevisionNumber},
    moment::Moment,
    page::{Page, Placed, Position, Slice, SortKey},
    story::{Content, diff::changed_fields},
    text::Label,
};

use super::head_revisions::{ARTICLE_REVISION_COLUMNS, ArticleRevisionRow};
use crate::{
    keyset::Keyset,
    rows::decode::{json, log_and_skip, to_u32, unreadable},
    store::Store,
};

#[derive(FromQueryResult)]
struct RevisionBodyRow {
    article_id: Uuid,
    number: i64,
    body: String,
}

/// A revision with the content of the revision before.
struct RevisionRow {
    article: ArticleRevisionRow,
    actor: Option<Uuid>,
    actor_name: Option<String>,
    note: Option<String>,
    before: Option<String>,
    is_body_changed: Option<bool>,
}

impl FromQueryResult for RevisionRow {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, sea_orm::DbErr> {
        Ok(Self {
            article: ArticleRevisionRow::from_query_result(row, prefix)?,
            actor: row.try_get(prefix, "actor")?,
            actor_name: row.try_get(prefix, "actor_name")?,
            note: row.try_get(prefix, "note")?,
            before: row.try_get(prefix, "before")?,
            is_body_changed: row.try_get(prefix, "is_body_changed")?,
        })
    }
}

#[async_trait]
impl RevisionReads for Store {
    async fn revision_bodies(
        &self,
        keys: Arc<[(ArticleId, RevisionNumber)]>,
    ) -> Result<RevisionBodies, Error> {
        let mut sql = self.sql();
        let pairs: Vec<String> = keys
            .iter()
            .map(|(id, number)| {
                format!(
                    "(r.article_id = {} AND r.number = {})",
                    sql.bind(id.as_uuid()),
                    sql.bind(i64::from(number.0))
                )
            })
            .collect();
        sql.push(&format!(
            "SELECT r.article_id, r.number, r.body FROM revision r WHERE {}",
            pairs.join(" OR ")
        ));
        let mut bodies = HashMap::with_capacity(keys.len());
        for row in self.rows::<RevisionBodyRow>(sql).await? {
            let key = format!("{} {}", row.article_id, row.number);
            let Some(number) = log_and_skip(to_u32(row.number, "revision", &key)) else {
                continue;
            };
            let body = json::<Body>(&row.body, "revision", key)
                .map(Arc::new)
                .map_err(Arc::new);
            bodies.insert(
                (ArticleId::from_uuid(row.article_id), RevisionNumber(number)),
                body,
            );
        }
        Ok(bodies)
    }

    async fn revision_listings(
        &self,
        ids: Arc<[ArticleId]>,
        page: Page,
        now: Moment,
    ) -> Result<HashMap<ArticleId, Slice<Arc<ListedRevision>>>, Error> {
        let mut sql = self.sql();
        let bound = sql.bind_ids(ids.iter().map(|id| id.as_uuid()));
        // The number of a revision takes the place of a moment in the cursor.
        let keyset = Keyset {
            moment: "n.number",
            id: "n.article_id",
            is_latest_first: true,
            page: &page,
        };
        let (bounds, order) = (keyset.bounds(&mut sql), keyset.order());
        let limit = sql.bind(i64::from(page.size) + 1);
        let query = format!(
            "SELECT n.article_id, n.number FROM revision n WHERE n.article_id = k.id{bounds} ORDER BY {order} LIMIT {limit}"
        );
        let lateral = sql.engine().lateral(&query);
        // The database compares the bodies, so that none is read.
        sql.push(&format!(
            "SELECT {ARTICLE_REVISION_COLUMNS}, w.name AS actor_name, b.content AS before, r.body <> b.body AS is_body_changed FROM {bound} k, {} \
             JOIN revision r ON r.article_id = {} AND r.number = {} JOIN article a ON a.id = r.article_id \
             LEFT JOIN revision b ON b.article_id = r.article_id AND b.number = r.number - 1 LEFT JOIN account w ON w.id = r.actor",
            lateral.from, lateral.article_id, lateral.number,
        ));
        let mut lists: HashMap<ArticleId, Vec<Placed<_>>> = HashMap::new();
        for row in self.rows::<RevisionRow>(sql).await? {
            let id = ArticleId::from_uuid(row.article.article.id);
            lists.entry(id).or_default().push(place(row, now));
        }
        let slices = ids.iter().map(|id| {
            let mut items = lists.remove(id).unwrap_or_default();
            keyset.sort(&mut items);
            (*id, Slice::from_rows(items, &page).without_missing())
        });
        Ok(slices.collect())
    }
}

fn place(row: RevisionRow, now: Moment) -> Placed<Option<Arc<ListedRevision>>> {
    let position = Position {
        key: SortKey::Moment(row.article.number),
        id: row.article.article.id,
    };
    Placed {
        item: log_and_skip(row.read(now)).map(Arc::new),
        position,
    }
}

impl RevisionRow {
    fn read(self, now: Moment) -> Result<ListedRevision, Error> {
        let key = format!("{} {}", self.article.article.id, self.article.number);
        let content = self.article.content()?;
        let before: Option<Content> = self
            .before
            .as_deref()
            .map(|text| json(text, "revision", &key))
            .transpose()?;
        let is_body_changed = self.is_body_changed.unwrap_or_default();
        let changed = before.map(|before| changed_fields(&before, &content, is_body_changed));
        let note = self.note.as_deref().map(Label::parse).transpose();
        Ok(ListedRevision {
            created_at: Moment::from_millis(self.article.revision_created_at),
            actor: self.actor.map(AccountId::from_uuid),
            actor_name: self.actor_name,
            note: note.map_err(unreadable("revision", &key))?,
            changed: changed.unwrap_or_default(),
            draft: Arc::new(self.article.draft(content, now)?),
        })
    }
}
