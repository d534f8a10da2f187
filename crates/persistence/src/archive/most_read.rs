//! Lists of what was read most: the counts of some hours are added up once, whatever the number of shelves, and the few that were read are looked up
//! among the showings, where the visibility rule decides.
//!
//! No index is in this order, since every report would move its entries. What was read in a week is little beside what was ever published.

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

use super::filter::{Aisle, bind_shelves, conditions, shelf_of, walk};
use crate::{
    rows::found::{FOUND_COLUMNS, FoundRow, readable},
    sql::Sql,
    store::Store,
    visibility::VisibilityFilter,
};

type Item = Placed<Option<Arc<Article>>>;

#[derive(FromQueryResult)]
struct ReadRow {
    scope: Option<Uuid>,
    reads: i64,
    #[sea_orm(nested)]
    found: FoundRow,
}

/// The lists of the shelves of one aisle, in one statement.
pub(super) async fn listings(
    store: &Store,
    reader: &Reader,
    aisle: Aisle,
    along: &[ListScope],
    listing: &Listing,
    hours: Hours,
) -> Result<Vec<(ListScope, Slice<Arc<Article>>)>, Error> {
    let sql = write(store, reader, aisle, along, listing, hours);
    let mut read: HashMap<ListScope, Vec<Item>> = HashMap::new();
    for row in store.rows::<ReadRow>(sql).await? {
        let scope = row
            .scope
            .map_or(ListScope::Everything, |id| shelf_of(aisle, id));
        read.entry(scope).or_default().push(place(&row, hours));
    }
    let cut = |(scope, mut items): (ListScope, Vec<Item>)| {
        sort(&mut items, &listing.page);
        (scope, Slice::cut(items, &listing.page).readable())
    };
    Ok(read.into_iter().map(cut).collect())
}

fn write(
    store: &Store,
    reader: &Reader,
    aisle: Aisle,
    along: &[ListScope],
    listing: &Listing,
    hours: Hours,
) -> Sql {
    let mut sql = store.sql();
    let visibility = VisibilityFilter::of(reader, &mut sql);
    let (first, last) = (
        sql.bind(hours.first.number()),
        sql.bind(hours.last.number()),
    );
    let (scope, alike, scopes) = match bind_shelves(along, &mut sql) {
        Some(scopes) => ("k.id", "PARTITION BY k.id ", format!(", {scopes} k")),
        None => (sql.engine().no_id(), "", String::new()),
    };
    let walk = walk(aisle, "= k.id");
    let conditions = conditions(&listing.filter, "s", &mut sql);
    let bounds = bounds(&listing.page, &mut sql);
    let direction = match listing.page.end {
        End::First => "DESC",
        End::Last => "ASC",
    };
    let most = sql.bind(i64::from(listing.page.size) + 1);
    let open = visibility.visible_to("s");
    // Those that were read are few: SQLite, which has no statistics, begins with what stands before a CROSS JOIN.
    let joined = format!("{scopes} WHERE r.article_id = s.article_id AND ");
    let from = format!(
        "read_sum r CROSS JOIN {}",
        walk.from.replacen(" WHERE ", &joined, 1)
    );
    sql.push(&format!(
        "WITH read_sum AS (SELECT article_id, CAST(SUM(reads) AS BIGINT) AS reads FROM read_count WHERE hour >= {first} AND hour <= {last} GROUP BY article_id) \
         SELECT l.scope, l.reads, {FOUND_COLUMNS} FROM (SELECT {scope} AS scope, s.article_id, s.number, r.reads, \
         ROW_NUMBER() OVER ({alike}ORDER BY r.reads {direction}, s.published_at {direction}, s.article_id {direction}) AS place \
         FROM {from} AND {open}{conditions}{bounds}) l JOIN showing s ON s.article_id = l.article_id AND s.number = l.number WHERE l.place <= {most}",
    ));
    sql
}

/// What lies between the page's cursors: conditions that begin with `AND`.
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

fn place(row: &ReadRow, hours: Hours) -> Item {
    Placed {
        item: readable(row.found.article()).map(Arc::new),
        position: Position {
            key: SortKey::Reads {
                hour: hours.last.number(),
                reads: row.reads,
                moment: row.found.published_at,
            },
            id: row.found.article_id,
        },
    }
}

/// Sorts what was read in the direction in which the page is cut.
fn sort(items: &mut [Item], page: &Page) {
    let key = |placed: &Item| match placed.position.key {
        SortKey::Reads { reads, moment, .. } => (reads, moment, placed.position.id),
        _ => (0, 0, placed.position.id),
    };
    match page.end {
        End::First => items.sort_by_key(|placed| Reverse(key(placed))),
        End::Last => items.sort_by_key(key),
    }
}
