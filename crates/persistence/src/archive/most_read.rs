//! Lists of the most-read articles. The counts of some hours are summed once, whatever the number
//! of scopes, and the few articles that were read are looked up among the showings, where the
//! visibility rule applies.
//!
//! No index has this order, because every report of reads would move its entries. Only a small part
//! of all published articles is read in a week.

use std::{cmp::Reverse, collections::HashMap, sync::Arc};

use sea_orm::FromQueryResult;
use standfirst_domain::{
    article::Article,
    error::Error,
    listing::{ListScope, Listing},
    page::{End, Page, Placed, Position, Slice, SortKey},
    readership::Hours,
    visibility::Reader,
};
use uuid::Uuid;

use super::filter::{IndexKind, Walk, bind_scopes, conditions};
use crate::{
    rows::{
        decode::log_and_skip,
        visible_showing::{PlacedArticle, VISIBLE_SHOWING_COLUMNS, VisibleShowingRow},
    },
    sql::Sql,
    store::Store,
    visibility::VisibilityFilter,
};

#[derive(FromQueryResult)]
struct MostReadRow {
    scope: Option<Uuid>,
    reads: i64,
    #[sea_orm(nested)]
    found: VisibleShowingRow,
}

/// Lists of the scopes of one kind.
pub(super) struct Request<'a> {
    pub(super) reader: &'a Reader,
    pub(super) kind: IndexKind,
    pub(super) scopes: &'a [ListScope],
    pub(super) listing: &'a Listing,
    pub(super) hours: Hours,
}

impl Request<'_> {
    /// Reads the lists with one statement.
    pub(super) async fn read(
        &self,
        store: &Store,
    ) -> Result<Vec<(ListScope, Slice<Arc<Article>>)>, Error> {
        let mut lists: HashMap<ListScope, Vec<PlacedArticle>> = HashMap::new();
        for row in store.rows::<MostReadRow>(self.write(store.sql())).await? {
            let scope = row
                .scope
                .map_or(ListScope::Everything, |id| self.kind.scope(id));
            lists.entry(scope).or_default().push(self.place(&row));
        }
        let page = &self.listing.page;
        let cut = |(scope, mut items): (ListScope, Vec<PlacedArticle>)| {
            sort(&mut items, page);
            (scope, Slice::from_rows(items, page).without_missing())
        };
        Ok(lists.into_iter().map(cut).collect())
    }

    fn write(&self, mut sql: Sql) -> Sql {
        let page = &self.listing.page;
        let visibility = VisibilityFilter::new(self.reader, &mut sql);
        let (first, last) = (
            sql.bind(self.hours.first.number()),
            sql.bind(self.hours.last.number()),
        );
        let (scope, partition, scopes) = match bind_scopes(self.scopes, &mut sql) {
            Some(scopes) => ("k.id", "PARTITION BY k.id ", format!(", {scopes} k")),
            None => (sql.engine().null_id(), "", String::new()),
        };
        let walk = Walk::new(self.kind, "= k.id");
        let conditions = conditions(&self.listing.filter, "s", &mut sql);
        let bounds = bounds(page, &mut sql);
        let direction = match page.end {
            End::First => "DESC",
            End::Last => "ASC",
        };
        let limit = sql.bind(i64::from(page.size) + 1);
        let open = visibility.visible_to("s");
        // SQLite, which has no statistics, starts with the table before a CROSS JOIN: the articles
        // that were read are fewer than those of any scope.
        let joined = format!("{scopes} WHERE r.article_id = s.article_id AND ");
        let from = format!(
            "read_sum r CROSS JOIN {}",
            walk.from.replacen(" WHERE ", &joined, 1)
        );
        sql.push(&format!(
            "WITH read_sum AS (SELECT article_id, CAST(SUM(reads) AS BIGINT) AS reads FROM read_count WHERE hour >= {first} AND hour <= {last} GROUP BY article_id) \
             SELECT l.scope, l.reads, {VISIBLE_SHOWING_COLUMNS} FROM (SELECT {scope} AS scope, s.article_id, s.number, r.reads, \
             ROW_NUMBER() OVER ({partition}ORDER BY r.reads {direction}, s.published_at {direction}, s.article_id {direction}) AS place \
             FROM {from} AND {open}{conditions}{bounds}) l JOIN showing s ON s.article_id = l.article_id AND s.number = l.number WHERE l.place <= {limit}",
        ));
        sql
    }

    fn place(&self, row: &MostReadRow) -> PlacedArticle {
        Placed {
            item: log_and_skip(row.found.article()).map(Arc::new),
            position: Position {
                key: SortKey::Reads {
                    hour: self.hours.last.number(),
                    reads: row.reads,
                    moment: row.found.published_at,
                },
                id: row.found.article_id,
            },
        }
    }
}

/// Conditions for the cursors of a page. Each begins with ` AND `.
fn bounds(page: &Page, sql: &mut Sql) -> String {
    let mut text = String::new();
    for (position, sign) in [(&page.after, "<"), (&page.before, ">")] {
        if let Some(Position {
            key: SortKey::Reads { reads, moment, .. },
            id,
        }) = position
        {
            let (reads, moment, id) = (sql.bind(*reads), sql.bind(*moment), sql.bind(*id));
            text.push_str(&format!(
                " AND (r.reads, s.published_at, s.article_id) {sign} ({reads}, {moment}, {id})"
            ));
        }
    }
    text
}

/// Sorts the items in the direction in which the page is cut. The join to the showings does not
/// keep the order of the list.
fn sort(items: &mut [PlacedArticle], page: &Page) {
    let key = |placed: &PlacedArticle| match placed.position.key {
        SortKey::Reads { reads, moment, .. } => (reads, moment, placed.position.id),
        _ => (0, 0, placed.position.id),
    };
    match page.end {
        End::First => items.sort_by_key(|placed| Reverse(key(placed))),
        End::Last => items.sort_by_key(key),
    }
}
