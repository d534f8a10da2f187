//! Articles of the desk by identity, by slug and as a list: their rows and their head revisions in one statement, and no body.

use std::{collections::HashMap, sync::Arc};

use sea_orm::{FromQueryResult, QueryResult};
use standfirst_domain::{
    article::{Draft, Status},
    desk::{DeskFilter, DeskListing, DeskView},
    error::Error,
    ids::{AccountId, ArticleId, RevisionNumber},
    listing::Key,
    moment::Moment,
    page::{Placed, Position, Slice, SortKey},
    slug::Slug,
    story::{Content, Revision},
};

use super::load;
use crate::{
    keyset::Keyset,
    rows::{
        article,
        decode::{json, whole, word},
        found::readable,
    },
    sql::Sql,
    store::Store,
};

/// The columns of [`HeadRow`], of an article that a statement calls `a` and a revision that it calls `r`.
pub(super) const HEAD_COLUMNS: &str = "a.*, r.number, r.made_at, r.actor, r.note, r.content";

/// An article and one of its revisions.
pub(super) struct HeadRow {
    pub(super) article: article::Model,
    pub(super) number: i64,
    pub(super) made_at: i64,
    pub(super) content: String,
}

impl FromQueryResult for HeadRow {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, sea_orm::DbErr> {
        Ok(Self {
            article: article::Model::from_query_result(row, prefix)?,
            number: row.try_get(prefix, "number")?,
            made_at: row.try_get(prefix, "made_at")?,
            content: row.try_get(prefix, "content")?,
        })
    }
}

impl HeadRow {
    /// What the revision says, without its body.
    pub(super) fn content(&self) -> Result<Content, Error> {
        let key = format!("{} {}", self.article.id, self.number);
        json(&self.content, "revision", key)
    }

    /// The article as this revision has it.
    pub(super) fn draft(mut self, content: Content, now: Moment) -> Result<Draft, Error> {
        let revision = Revision {
            number: RevisionNumber(whole(self.number, "revision", self.article.id)?),
            made_at: Moment::from_millis(self.made_at),
            actor: None,
            note: None,
            content,
        };
        self.article.head = self.number;
        let story = load::assemble(self.article, Vec::new(), vec![Arc::new(revision)])?;
        Ok(Draft {
            body: None,
            ..story.draft(now)
        })
    }

    fn head(self, now: Moment) -> Result<Arc<Draft>, Error> {
        let content = self.content()?;
        self.draft(content, now).map(Arc::new)
    }
}

/// Head revisions by identity and slug.
pub(super) async fn by_keys(
    store: &Store,
    view: DeskView,
    keys: &[Key<ArticleId>],
    now: Moment,
) -> Result<HashMap<Key<ArticleId>, Arc<Draft>>, Error> {
    let mut ids = Vec::new();
    let mut slugs: Vec<&Slug> = Vec::new();
    for key in keys {
        match key {
            Key::Id(id) => ids.push(id.as_uuid()),
            Key::Slug(slug) => slugs.push(slug),
        }
    }
    let mut found = HashMap::with_capacity(keys.len());
    if !ids.is_empty() {
        let mut sql = store.sql();
        let asked = sql.bind_ids(ids);
        let own = owned(view, &mut sql);
        sql.push(&format!(
            "SELECT {HEAD_COLUMNS} FROM {asked} k JOIN article a ON a.id = k.id \
             JOIN revision r ON r.article_id = a.id AND r.number = a.head WHERE TRUE{own}"
        ));
        let rows = store.rows::<HeadRow>(sql).await?;
        let drafts = rows.into_iter().filter_map(|row| readable(row.head(now)));
        found.extend(drafts.map(|draft| (Key::Id(draft.article.id), draft)));
    }
    if !slugs.is_empty() {
        let mut sql = store.sql();
        let asked = sql.bind_texts(slugs.iter().map(|slug| slug.as_str()));
        let own = owned(view, &mut sql);
        sql.push(&format!(
            "SELECT k.id AS asked, {HEAD_COLUMNS} FROM {asked} k JOIN slug g ON g.slug = k.id JOIN article a ON a.id = g.article_id \
             JOIN revision r ON r.article_id = a.id AND r.number = a.head WHERE TRUE{own}"
        ));
        for row in store.rows::<AskedRow>(sql).await? {
            let slug = slugs.iter().find(|slug| slug.as_str() == row.asked);
            if let (Some(slug), Some(draft)) = (slug, readable(row.head.head(now))) {
                found.insert(Key::Slug((*slug).clone()), draft);
            }
        }
    }
    Ok(found)
}

struct AskedRow {
    asked: String,
    head: HeadRow,
}

impl FromQueryResult for AskedRow {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, sea_orm::DbErr> {
        Ok(Self {
            asked: row.try_get(prefix, "asked")?,
            head: HeadRow::from_query_result(row, prefix)?,
        })
    }
}

fn owned(view: DeskView, sql: &mut Sql) -> String {
    match view {
        DeskView::All => String::new(),
        DeskView::Own(account) => format!(" AND a.owner = {}", sql.bind(account.as_uuid())),
    }
}

/// Whose articles a list holds: those in view that the filter asks for. `None` when nobody's are both.
fn owners(view: DeskView, filter: &DeskFilter) -> Option<Option<AccountId>> {
    match (view, filter.owner) {
        (DeskView::All, owner) => Some(owner),
        (DeskView::Own(account), None) => Some(Some(account)),
        (DeskView::Own(account), Some(owner)) => (owner == account).then_some(Some(account)),
    }
}

/// A list, the latest change first. Each state that is asked for is walked along its own index.
pub(super) async fn list(
    store: &Store,
    view: DeskView,
    listing: &DeskListing,
    now: Moment,
) -> Result<Slice<Arc<Draft>>, Error> {
    let page = &listing.page;
    let Some(owner) = owners(view, &listing.filter) else {
        return Ok(Slice::cut(Vec::new(), page));
    };
    let mut sql = store.sql();
    let owner = owner.map(|owner| format!("a.owner = {}", sql.bind(owner.as_uuid())));
    let keyset = Keyset {
        moment: "a.updated_at",
        id: "a.id",
        is_latest_first: true,
        page,
    };
    let (bounds, order) = (keyset.bounds(&mut sql), keyset.order());
    let direction = keyset.direction();
    let limit = sql.bind(i64::from(page.size) + 1);
    let cut = format!("{bounds} ORDER BY {order} LIMIT {limit}");
    let walks: Vec<String> = conditions(owner.as_deref(), &listing.filter.statuses, &mut sql)?
        .iter()
        .map(|condition| {
            format!(
                "SELECT * FROM (SELECT a.id, a.updated_at FROM article a WHERE {condition}{cut}) w"
            )
        })
        .collect();
    sql.push(&format!(
        "SELECT {HEAD_COLUMNS} FROM (SELECT w.id FROM ({}) w ORDER BY w.updated_at {direction}, w.id {direction} LIMIT {limit}) k \
         JOIN article a ON a.id = k.id JOIN revision r ON r.article_id = a.id AND r.number = a.head",
        walks.join(" UNION ALL ")
    ));
    let rows = store.rows::<HeadRow>(sql).await?;
    let mut items: Vec<_> = rows.into_iter().map(|row| place(row, now)).collect();
    keyset.sort(&mut items);
    Ok(Slice::cut(items, page).readable())
}

/// One condition for each walk.
fn conditions(
    owner: Option<&str>,
    statuses: &[Status],
    sql: &mut Sql,
) -> Result<Vec<String>, Error> {
    let mut words = statuses.iter().map(word).collect::<Result<Vec<_>, _>>()?;
    words.sort_unstable();
    words.dedup();
    let statuses: Vec<String> = words.into_iter().map(|word| sql.bind(word)).collect();
    Ok(match (owner, statuses.as_slice()) {
        (None, []) => vec!["TRUE".to_owned()],
        (Some(owner), []) => vec![owner.to_owned()],
        (Some(owner), statuses) => {
            vec![format!("{owner} AND a.status IN ({})", statuses.join(", "))]
        }
        (None, statuses) => statuses
            .iter()
            .map(|status| format!("a.status = {status}"))
            .collect(),
    })
}

fn place(row: HeadRow, now: Moment) -> Placed<Option<Arc<Draft>>> {
    let position = Position {
        key: SortKey::Moment(row.article.updated_at),
        id: row.article.id,
    };
    Placed {
        item: readable(row.head(now)),
        position,
    }
}

#[derive(FromQueryResult)]
struct CountRow {
    count: i64,
}

/// How many articles a list has.
pub(super) async fn count(
    store: &Store,
    view: DeskView,
    filter: &DeskFilter,
) -> Result<u64, Error> {
    let Some(owner) = owners(view, filter) else {
        return Ok(0);
    };
    let mut sql = store.sql();
    let owner = owner.map(|owner| format!("a.owner = {}", sql.bind(owner.as_uuid())));
    let conditions = conditions(owner.as_deref(), &filter.statuses, &mut sql)?;
    sql.push(&format!(
        "SELECT COUNT(*) AS count FROM article a WHERE {}",
        conditions.join(" OR ")
    ));
    let rows = store.rows::<CountRow>(sql).await?;
    Ok(rows
        .first()
        .map_or(0, |row| u64::try_from(row.count).unwrap_or(0)))
}
