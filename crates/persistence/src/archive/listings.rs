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

use super::filter::{Aisle, Walk, bind_shelves, conditions, shelf_of, shelves_of_filter, walk};
use crate::{
    rows::found::{FOUND_COLUMNS, FoundRow, readable},
    sql::Sql,
    store::Store,
    visibility::Visibility,
};

type Listings = HashMap<Shelf, Slice<Arc<Article>>>;
type Item = Placed<Option<Arc<Article>>>;

pub(super) async fn listings(
    store: &Store,
    reader: &Reader,
    shelves: &[Shelf],
    listing: &Listing,
) -> Result<Listings, Error> {
    let nothing = |shelf: &Shelf| (*shelf, Slice::cut(Vec::new(), &listing.page));
    let mut listings: Listings = shelves.iter().map(nothing).collect();
    for aisle in Aisle::ALL {
        let along: Vec<Shelf> = shelves
            .iter()
            .copied()
            .filter(|shelf| Aisle::of(*shelf) == aisle)
            .collect();
        if along.is_empty() {
            continue;
        }
        let mut sql = store.sql();
        write_lists(&mut sql, reader, aisle, &along, listing);
        for (shelf, items) in read_lists(store, sql, aisle, listing.order).await? {
            listings.insert(shelf, sorted(items, listing));
        }
    }
    Ok(listings)
}

/// The lists of all shelves of one aisle as one statement.
fn write_lists(sql: &mut Sql, reader: &Reader, aisle: Aisle, along: &[Shelf], listing: &Listing) {
    let visibility = Visibility::of(reader, sql);
    let shelves = match bind_shelves(along, sql) {
        Some(shelves) => Some((aisle, shelves)),
        None => shelves_of_filter(&listing.filter, sql),
    };
    let Some((aisle, shelves)) = shelves else {
        let query = one_list(
            &walk(Aisle::Everything, ""),
            FOUND_COLUMNS,
            &visibility,
            listing,
            sql,
        );
        sql.push(&query);
        return;
    };
    let query = one_list(
        &walk(aisle, "= k.id"),
        "s.article_id, s.number",
        &visibility,
        listing,
        sql,
    );
    let each = sql.engine().each(&query);
    sql.push(&format!(
        "SELECT k.id AS shelf, {FOUND_COLUMNS} FROM {shelves} k, {} JOIN showing s ON s.article_id = {} AND s.number = {}",
        each.from, each.article_id, each.number,
    ));
}

async fn read_lists(
    store: &Store,
    sql: Sql,
    aisle: Aisle,
    order: Order,
) -> Result<HashMap<Shelf, Vec<Item>>, Error> {
    let mut read: HashMap<Shelf, Vec<Item>> = HashMap::new();
    for row in store.rows::<ShelvedRow>(sql).await? {
        let shelf = row
            .shelf
            .map_or(Shelf::Everything, |id| shelf_of(aisle, id));
        read.entry(shelf)
            .or_default()
            .push(place(&row.found, order));
    }
    Ok(read)
}

/// One list, with one item more than the page holds.
fn one_list(
    walk: &Walk,
    columns: &str,
    visibility: &Visibility,
    listing: &Listing,
    sql: &mut Sql,
) -> String {
    let by = walk.dated;
    let key = match listing.order {
        Order::Newest | Order::Oldest => "published_at",
        Order::RecentlyUpdated => "updated_at",
    };
    let conditions = conditions(&listing.filter, by, sql);
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

/// An item and where it stands; one whose card does not decode keeps its place, so that the walk goes on behind it.
fn place(found: &FoundRow, order: Order) -> Item {
    let moment = match order {
        Order::Newest | Order::Oldest => found.published_at,
        Order::RecentlyUpdated => found.updated_at,
    };
    let position = Position {
        key: SortKey::Moment(moment),
        id: found.article_id,
    };
    Placed {
        item: readable(found.article()).map(Arc::new),
        position,
    }
}

/// Neither engine promises the order of what is joined to the rows of a list, and an article may stand on several of the shelves walked.
fn sorted(mut items: Vec<Item>, listing: &Listing) -> Slice<Arc<Article>> {
    let key = |placed: &Item| match placed.position.key {
        SortKey::Moment(moment) => (moment, placed.position.id),
        SortKey::Text(_) => (0, placed.position.id),
    };
    if is_descending(listing.order, listing.page.end) {
        items.sort_by_key(|placed| Reverse(key(placed)));
    } else {
        items.sort_by_key(key);
    }
    items.dedup_by_key(|placed| placed.position.id);
    Slice::cut(items, &listing.page).readable()
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
