//! Lists of articles, cut by row values so that no page costs more than the first; the lists of all parents are one statement.

use std::{cmp::Reverse, collections::HashMap, sync::Arc};

use sea_orm::{FromQueryResult, QueryResult};
use standfirst_domain::{
    article::Article,
    error::Error,
    listing::{Listing, Order, Shelf},
    page::{End, Page, Placed, Position, Slice, SortKey},
    sight::Reader,
};
use uuid::Uuid;

use super::filter::{Aisle, bind_shelves, conditions, shelf_of, walk};
use crate::{
    rows::found::{FOUND_COLUMNS, FoundRow, readable},
    sql::Sql,
    store::Store,
    visibility::Visibility,
};

type Listings = HashMap<Shelf, Slice<Arc<Article>>>;

pub(super) async fn listings(
    store: &Store,
    reader: &Reader,
    shelves: &[Shelf],
    listing: &Listing,
) -> Result<Listings, Error> {
    let mut listings: Listings = shelves
        .iter()
        .map(|shelf| (*shelf, Slice::empty()))
        .collect();
    for aisle in Aisle::ALL {
        let along: Vec<Shelf> = shelves
            .iter()
            .copied()
            .filter(|shelf| Aisle::of(*shelf) == aisle)
            .collect();
        if !along.is_empty() {
            read_aisle(store, reader, aisle, &along, listing, &mut listings).await?;
        }
    }
    Ok(listings)
}

async fn read_aisle(
    store: &Store,
    reader: &Reader,
    aisle: Aisle,
    along: &[Shelf],
    listing: &Listing,
    listings: &mut Listings,
) -> Result<(), Error> {
    let mut sql = store.sql();
    let visibility = Visibility::of(reader, &mut sql);
    match bind_shelves(along, &mut sql) {
        None => {
            let query = one_list(aisle, "", FOUND_COLUMNS, &visibility, listing, &mut sql);
            sql.push(&query);
        }
        Some(shelves) => {
            let query = one_list(
                aisle,
                "k.id",
                "s.article_id, s.number",
                &visibility,
                listing,
                &mut sql,
            );
            let each = sql.engine().each(&query);
            sql.push(&format!(
                "SELECT k.id AS shelf, {FOUND_COLUMNS} FROM {shelves} k, {} JOIN showing s ON s.article_id = {} AND s.number = {}",
                each.from, each.article_id, each.number,
            ));
        }
    }
    let mut read: HashMap<Shelf, Vec<Placed<Arc<Article>>>> = HashMap::new();
    for row in store.rows::<ShelvedRow>(sql).await? {
        let shelf = row
            .shelf
            .map_or(Shelf::Everything, |id| shelf_of(aisle, id));
        let placed = readable(row.found.article()).map(|article| place(article, listing.order));
        read.entry(shelf).or_default().extend(placed);
    }
    for (shelf, mut items) in read {
        sort(&mut items, listing);
        listings.insert(shelf, Slice::cut(items, &listing.page));
    }
    Ok(())
}

/// One list, with one item more than the page holds.
fn one_list(
    aisle: Aisle,
    shelf: &str,
    columns: &str,
    visibility: &Visibility,
    listing: &Listing,
    sql: &mut Sql,
) -> String {
    let walk = walk(aisle, shelf, &listing.filter, sql);
    let (by, key) = match listing.order {
        Order::Newest | Order::Oldest => (walk.dated, "published_at"),
        Order::RecentlyUpdated => ("s", "updated_at"),
    };
    let conditions = conditions(&listing.filter, sql);
    let bounds = bounds(by, key, listing, sql);
    let direction = if is_descending(listing.order, listing.page.end) {
        "DESC"
    } else {
        "ASC"
    };
    let limit = sql.bind(i64::from(listing.page.size) + 1);
    format!(
        "SELECT {columns} FROM {} AND {}{conditions}{bounds} ORDER BY {by}.{key} {direction}, {by}.article_id {direction} LIMIT {limit}",
        walk.from,
        visibility.open_to("s"),
    )
}

/// A list that is read from its other end is read backwards.
const fn is_descending(order: Order, end: End) -> bool {
    matches!(
        (order, end),
        (Order::Newest | Order::RecentlyUpdated, End::First) | (Order::Oldest, End::Last)
    )
}

fn bounds(by: &str, key: &str, listing: &Listing, sql: &mut Sql) -> String {
    let Page { after, before, .. } = &listing.page;
    let (later, earlier) = if listing.order == Order::Oldest {
        (">", "<")
    } else {
        ("<", ">")
    };
    let mut text = String::new();
    for (position, sign) in [(after, later), (before, earlier)] {
        if let Some(Position {
            key: SortKey::Moment(moment),
            id,
        }) = position
        {
            let (moment, id) = (sql.bind(*moment), sql.bind(*id));
            text.push_str(&format!(
                " AND ({by}.{key}, {by}.article_id) {sign} ({moment}, {id})"
            ));
        }
    }
    text
}

fn place(article: Article, order: Order) -> Placed<Arc<Article>> {
    let moment = match order {
        Order::Newest | Order::Oldest => article.published_at,
        Order::RecentlyUpdated => article.updated_at,
    };
    let position = Position {
        key: SortKey::Moment(moment.as_millis()),
        id: article.id.as_uuid(),
    };
    Placed {
        item: Arc::new(article),
        position,
    }
}

/// Neither engine promises the order of what is joined to the rows of a list.
fn sort(items: &mut [Placed<Arc<Article>>], listing: &Listing) {
    let key = |placed: &Placed<Arc<Article>>| match placed.position.key {
        SortKey::Moment(moment) => (moment, placed.position.id),
        SortKey::Text(_) => (0, placed.position.id),
    };
    if is_descending(listing.order, listing.page.end) {
        items.sort_by_key(|placed| Reverse(key(placed)));
    } else {
        items.sort_by_key(key);
    }
}

struct ShelvedRow {
    shelf: Option<Uuid>,
    found: FoundRow,
}

impl FromQueryResult for ShelvedRow {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, sea_orm::DbErr> {
        let shelf = if row.column_names().iter().any(|name| name == "shelf") {
            Some(row.try_get(prefix, "shelf")?)
        } else {
            None
        };
        Ok(Self {
            shelf,
            found: FoundRow::from_query_result(row, prefix)?,
        })
    }
}
