//! Head revisions at the desk: by identifier, by slug and as a list. An article row and its head
//! revision are one statement, without the body.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use sea_orm::{FromQueryResult, QueryResult};
use standfirst_domain::{
    article::{Draft, Status},
    desk::{DeskArticleReads, DeskFilter, DeskListing, DeskView},
    error::Error,
    ids::{AccountId, ArticleId, RevisionNumber},
    listing::Key,
    moment::Moment,
    page::{Placed, Position, Slice, SortKey},
    story::{Content, Revision},
};

use super::load;
use crate::{
    keyset::Keyset,
    rows::{
        article,
        decode::{enum_text, json, log_and_skip, to_u32},
        keyed::{KeyedRow, Keys},
    },
    sql::Sql,
    store::Store,
};

/// Columns of [`ArticleRevisionRow`], of an article with the alias `a` and a revision `r`.
pub(super) const ARTICLE_REVISION_COLUMNS: &str =
    "a.*, r.number, r.created_at AS revision_created_at, r.actor, r.note, r.content";

/// An article with one of its revisions.
pub(super) struct ArticleRevisionRow {
    pub(super) article: article::Model,
    pub(super) number: i64,
    pub(super) revision_created_at: i64,
    pub(super) content: String,
}

impl FromQueryResult for ArticleRevisionRow {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, sea_orm::DbErr> {
        Ok(Self {
            article: article::Model::from_query_result(row, prefix)?,
            number: row.try_get(prefix, "number")?,
            revision_created_at: row.try_get(prefix, "revision_created_at")?,
            content: row.try_get(prefix, "content")?,
        })
    }
}

impl ArticleRevisionRow {
    /// Content of the revision, without the body.
    pub(super) fn content(&self) -> Result<Content, Error> {
        let key = format!("{} {}", self.article.id, self.number);
        json(&self.content, "revision", key)
    }

    /// The article as if this revision were its head.
    pub(super) fn draft(mut self, content: Content, now: Moment) -> Result<Draft, Error> {
        let revision = Revision {
            number: RevisionNumber(to_u32(self.number, "revision", self.article.id)?),
            created_at: Moment::from_millis(self.revision_created_at),
            actor: None,
            note: None,
            content,
        };
        self.article.head_revision = self.number;
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

#[async_trait]
impl DeskArticleReads for Store {
    async fn drafts(
        &self,
        view: DeskView,
        keys: Arc<[Key<ArticleId>]>,
        now: Moment,
    ) -> Result<HashMap<Key<ArticleId>, Arc<Draft>>, Error> {
        let keys = Keys::new(&keys, ArticleId::as_uuid);
        let mut found = HashMap::with_capacity(keys.ids.len() + keys.slugs.len());
        if !keys.ids.is_empty() {
            let mut sql = self.sql();
            let ids = sql.bind_ids(keys.ids.keys().copied());
            let own = own(view, &mut sql);
            sql.push(&format!(
                "SELECT {ARTICLE_REVISION_COLUMNS} FROM {ids} k JOIN article a ON a.id = k.id \
                 JOIN revision r ON r.article_id = a.id AND r.number = a.head_revision WHERE TRUE{own}"
            ));
            let rows = self.rows::<ArticleRevisionRow>(sql).await?;
            let drafts = rows
                .into_iter()
                .filter_map(|row| log_and_skip(row.head(now)));
            found.extend(drafts.map(|draft| (Key::Id(draft.article.id), draft)));
        }
        if !keys.slugs.is_empty() {
            let mut sql = self.sql();
            let slugs = sql.bind_texts(keys.slugs.keys().map(String::as_str));
            let own = own(view, &mut sql);
            sql.push(&format!(
                "SELECT k.id AS lookup_key, {ARTICLE_REVISION_COLUMNS} FROM {slugs} k JOIN slug g ON g.slug = k.id JOIN article a ON a.id = g.article_id \
                 JOIN revision r ON r.article_id = a.id AND r.number = a.head_revision WHERE TRUE{own}"
            ));
            let rows = self.rows::<KeyedRow<String, ArticleRevisionRow>>(sql);
            for KeyedRow { key, row } in rows.await? {
                let key = keys.slugs.get(&key);
                if let (Some(key), Some(draft)) = (key, log_and_skip(row.head(now))) {
                    found.insert(Key::clone(key), draft);
                }
            }
        }
        Ok(found)
    }

    async fn desk_listing(
        &self,
        view: DeskView,
        listing: DeskListing,
        now: Moment,
    ) -> Result<Slice<Arc<Draft>>, Error> {
        let page = &listing.page;
        let Some(owner) = owner_of(view, &listing.filter) else {
            return Ok(Slice::from_rows(Vec::new(), page));
        };
        let mut sql = self.sql();
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
            "SELECT {ARTICLE_REVISION_COLUMNS} FROM (SELECT w.id FROM ({}) w ORDER BY w.updated_at {direction}, w.id {direction} LIMIT {limit}) k \
             JOIN article a ON a.id = k.id JOIN revision r ON r.article_id = a.id AND r.number = a.head_revision",
            walks.join(" UNION ALL ")
        ));
        let rows = self.rows::<ArticleRevisionRow>(sql).await?;
        let mut items: Vec<_> = rows.into_iter().map(|row| place(row, now)).collect();
        keyset.sort(&mut items);
        Ok(Slice::from_rows(items, page).without_missing())
    }

    async fn desk_count(&self, view: DeskView, filter: DeskFilter) -> Result<u64, Error> {
        let Some(owner) = owner_of(view, &filter) else {
            return Ok(0);
        };
        let mut sql = self.sql();
        let owner = owner.map(|owner| format!("a.owner = {}", sql.bind(owner.as_uuid())));
        let conditions = conditions(owner.as_deref(), &filter.statuses, &mut sql)?;
        sql.push(&format!(
            "SELECT COUNT(*) AS count FROM article a WHERE {}",
            conditions.join(" OR ")
        ));
        self.count(sql).await
    }
}

/// Condition for the view, which begins with ` AND `.
fn own(view: DeskView, sql: &mut Sql) -> String {
    match view {
        DeskView::All => String::new(),
        DeskView::Own(account) => format!(" AND a.owner = {}", sql.bind(account.as_uuid())),
    }
}

/// Owner that the view and the filter demand together: `Some(None)` for any owner, `None` when the
/// two exclude each other.
fn owner_of(view: DeskView, filter: &DeskFilter) -> Option<Option<AccountId>> {
    match (view, filter.owner) {
        (DeskView::All, owner) => Some(owner),
        (DeskView::Own(account), None) => Some(Some(account)),
        (DeskView::Own(account), Some(owner)) => (owner == account).then_some(Some(account)),
    }
}

/// Conditions, each of which walks an index in the order of the list. Without an owner each status
/// has a walk of its own.
fn conditions(
    owner: Option<&str>,
    statuses: &[Status],
    sql: &mut Sql,
) -> Result<Vec<String>, Error> {
    let mut texts = statuses
        .iter()
        .map(enum_text)
        .collect::<Result<Vec<_>, _>>()?;
    texts.sort_unstable();
    texts.dedup();
    let statuses: Vec<String> = texts.into_iter().map(|text| sql.bind(text)).collect();
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

fn place(row: ArticleRevisionRow, now: Moment) -> Placed<Option<Arc<Draft>>> {
    let position = Position {
        key: SortKey::Moment(row.article.updated_at),
        id: row.article.id,
    };
    Placed {
        item: log_and_skip(row.head(now)),
        position,
    }
}
