//! The revisions of articles: their lists, told apart from the revision before in the database, and their bodies, read apart.

use std::{collections::HashMap, sync::Arc};

use sea_orm::{FromQueryResult, QueryResult, prelude::Uuid};
use standfirst_domain::{
    body::Body,
    desk::{KeptRevision, RevisionBodies},
    error::Error,
    ids::{AccountId, ArticleId, RevisionNumber},
    moment::Moment,
    page::{Page, Placed, Position, Slice, SortKey},
    story::{Content, diff::changed_fields},
    text::Label,
};

use super::heads::{HEAD_COLUMNS, HeadRow};
use crate::{
    keyset::Keyset,
    rows::{
        decode::{json, unreadable, whole},
        found::readable,
    },
    store::Store,
};

/// The revisions of each article, the newest first. Which fields differ is told from the revision before; of the bodies only whether they are equal is
/// read.
pub(super) async fn list(
    store: &Store,
    ids: &[ArticleId],
    page: &Page,
    now: Moment,
) -> Result<HashMap<ArticleId, Slice<Arc<KeptRevision>>>, Error> {
    let mut sql = store.sql();
    let asked = sql.bind_ids(ids.iter().map(|id| id.as_uuid()));
    let keyset = Keyset {
        moment: "n.number",
        id: "n.article_id",
        is_latest_first: true,
        page,
    };
    let (bounds, order) = (keyset.bounds(&mut sql), keyset.order());
    let limit = sql.bind(i64::from(page.size) + 1);
    let query = format!(
        "SELECT n.article_id, n.number FROM revision n WHERE n.article_id = k.id{bounds} ORDER BY {order} LIMIT {limit}"
    );
    let each = sql.engine().each(&query);
    sql.push(&format!(
        "SELECT {HEAD_COLUMNS}, w.name AS actor_name, b.content AS before, r.body <> b.body AS is_body_changed FROM {asked} k, {} \
         JOIN revision r ON r.article_id = {} AND r.number = {} JOIN article a ON a.id = r.article_id \
         LEFT JOIN revision b ON b.article_id = r.article_id AND b.number = r.number - 1 LEFT JOIN account w ON w.id = r.actor",
        each.from, each.article_id, each.number,
    ));
    let mut read: HashMap<ArticleId, Vec<Placed<_>>> = HashMap::new();
    for row in store.rows::<RevisionRow>(sql).await? {
        let id = ArticleId::from_uuid(row.head.article.id);
        read.entry(id).or_default().push(place(row, now));
    }
    let slices = ids.iter().map(|id| {
        let mut items = read.remove(id).unwrap_or_default();
        keyset.sort(&mut items);
        (*id, Slice::cut(items, page).readable())
    });
    Ok(slices.collect())
}

struct RevisionRow {
    head: HeadRow,
    actor: Option<Uuid>,
    actor_name: Option<String>,
    note: Option<String>,
    before: Option<String>,
    is_body_changed: Option<bool>,
}

impl FromQueryResult for RevisionRow {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, sea_orm::DbErr> {
        Ok(Self {
            head: HeadRow::from_query_result(row, prefix)?,
            actor: row.try_get(prefix, "actor")?,
            actor_name: row.try_get(prefix, "actor_name")?,
            note: row.try_get(prefix, "note")?,
            before: row.try_get(prefix, "before")?,
            is_body_changed: row.try_get(prefix, "is_body_changed")?,
        })
    }
}

fn place(row: RevisionRow, now: Moment) -> Placed<Option<Arc<KeptRevision>>> {
    let position = Position {
        key: SortKey::Moment(row.head.number),
        id: row.head.article.id,
    };
    Placed {
        item: readable(row.read(now)).map(Arc::new),
        position,
    }
}

impl RevisionRow {
    fn read(self, now: Moment) -> Result<KeptRevision, Error> {
        let key = format!("{} {}", self.head.article.id, self.head.number);
        let content = self.head.content()?;
        let before: Option<Content> = self
            .before
            .as_deref()
            .map(|text| json(text, "revision", &key))
            .transpose()?;
        let is_body_changed = self.is_body_changed.unwrap_or_default();
        let changed = before.map(|before| changed_fields(&before, &content, is_body_changed));
        let note = self.note.as_deref().map(Label::parse).transpose();
        Ok(KeptRevision {
            made_at: Moment::from_millis(self.head.made_at),
            actor: self.actor.map(AccountId::from_uuid),
            actor_name: self.actor_name,
            note: note.map_err(unreadable("revision", &key))?,
            changed: changed.unwrap_or_default(),
            draft: Arc::new(self.head.draft(content, now)?),
        })
    }
}

#[derive(FromQueryResult)]
struct BodyRow {
    article_id: Uuid,
    number: i64,
    body: String,
}

/// Bodies of revisions, each found by the primary key.
pub(super) async fn bodies(
    store: &Store,
    keys: &[(ArticleId, RevisionNumber)],
) -> Result<RevisionBodies, Error> {
    let mut sql = store.sql();
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
    for row in store.rows::<BodyRow>(sql).await? {
        let key = format!("{} {}", row.article_id, row.number);
        let Some(number) = readable(whole(row.number, "revision", &key)) else {
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
