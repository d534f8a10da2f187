//! Lists of articles, cut by row values so that no page costs more than the first; the lists of all parents are one statement.

use std::{collections::HashMap, sync::Arc};

use sea_orm::{FromQueryResult, QueryResult};
use standfirst_domain::{
    article::Article,
    error::Error,
    listing::{ListScope, Listing, Order},
    page::{Placed, Position, Slice, SortKey},
    visibility::Reader,
};
use uuid::Uuid;

use super::{
    filter::{Aisle, Walk, bind_shelves, conditions, shelf_of, shelves_of_filter, walk},
    most_read,
};
use crate::{
    keyset::Keyset,
    rows::found::{FOUND_COLUMNS, FoundRow, readable},
    sql::Sql,
    store::Store,
    visibility::VisibilityFilter,
};

type Listings = HashMap<ListScope, Slice<Arc<Article>>>;
type Item = Placed<Option<Arc<Article>>>;

pub(super) async fn listings(
    store: &Store,
    reader: &Reader,
    scopes: &[ListScope],
    listing: &Listing,
) -> Result<Listings, Error> {
    let nothing = |scope: &ListScope| (*scope, Slice::cut(Vec::new(), &listing.page));
    let mut listings: Listings = scopes.iter().map(nothing).collect();
    for aisle in Aisle::ALL {
        let along: Vec<ListScope> = scopes
            .iter()
            .copied()
            .filter(|scope| Aisle::of(*scope) == aisle)
            .collect();
        if along.is_empty() {
            continue;
        }
        if let Order::MostRead(hours) = listing.order {
            let found = most_read::listings(store, reader, aisle, &along, listing, hours);
            listings.extend(found.await?);
            continue;
        }
        let mut sql = store.sql();
        write_lists(&mut sql, reader, aisle, &along, listing);
        for (scope, items) in read_lists(store, sql, aisle, listing.order).await? {
            listings.insert(scope, sorted(items, listing));
        }
    }
    Ok(listings)
}

/// The lists of all shelves of one aisle as one statement.
fn write_lists(
    sql: &mut Sql,
    reader: &Reader,
    aisle: Aisle,
    along: &[ListScope],
    listing: &Listing,
) {
    let visibility = VisibilityFilter::of(reader, sql);
    let scopes = match bind_shelves(along, sql) {
        Some(scopes) => Some((aisle, scopes)),
        None => shelves_of_filter(&listing.filter, sql),
    };
    let Some((aisle, scopes)) = scopes else {
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
        "SELECT k.id AS scope, {FOUND_COLUMNS} FROM {scopes} k, {} JOIN showing s ON s.article_id = {} AND s.number = {}",
        each.from, each.article_id, each.number,
    ));
}

async fn read_lists(
    store: &Store,
    sql: Sql,
    aisle: Aisle,
    order: Order,
) -> Result<HashMap<ListScope, Vec<Item>>, Error> {
    let mut read: HashMap<ListScope, Vec<Item>> = HashMap::new();
    for row in store.rows::<ShelvedRow>(sql).await? {
        let scope = row
            .scope
            .map_or(ListScope::Everything, |id| shelf_of(aisle, id));
        read.entry(scope)
            .or_default()
            .push(place(&row.found, order));
    }
    Ok(read)
}

/// One list, with one item more than the page holds.
fn one_list(
    walk: &Walk,
    columns: &str,
    visibility: &VisibilityFilter,
    listing: &Listing,
    sql: &mut Sql,
) -> String {
    let by = walk.dated;
    let key = match listing.order {
        Order::RecentlyUpdated => "updated_at",
        Order::Newest | Order::Oldest | Order::MostRead(_) => "published_at",
    };
    let (moment, id) = (format!("{by}.{key}"), format!("{by}.article_id"));
    let keyset = keyset(listing, &moment, &id);
    let conditions = conditions(&listing.filter, by, sql);
    let bounds = keyset.bounds(sql);
    let order = keyset.order();
    let limit = sql.bind(i64::from(listing.page.size) + 1);
    format!(
        "SELECT {columns} FROM {} AND {}{conditions}{bounds} ORDER BY {order} LIMIT {limit}",
        walk.from,
        visibility.visible_to("s"),
    )
}

fn keyset<'a>(listing: &'a Listing, moment: &'a str, id: &'a str) -> Keyset<'a> {
    Keyset {
        moment,
        id,
        is_latest_first: listing.order != Order::Oldest,
        page: &listing.page,
    }
}

/// An item and where it stands; one whose card does not decode keeps its place, so that the walk goes on behind it.
fn place(found: &FoundRow, order: Order) -> Item {
    let moment = match order {
        Order::RecentlyUpdated => found.updated_at,
        Order::Newest | Order::Oldest | Order::MostRead(_) => found.published_at,
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

/// The lists of several shelves as one: an article may stand on more than one of those walked.
fn sorted(mut items: Vec<Item>, listing: &Listing) -> Slice<Arc<Article>> {
    keyset(listing, "", "").sort(&mut items);
    items.dedup_by_key(|placed| placed.position.id);
    Slice::cut(items, &listing.page).readable()
}

struct ShelvedRow {
    scope: Option<Uuid>,
    found: FoundRow,
}

impl FromQueryResult for ShelvedRow {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, sea_orm::DbErr> {
        let scope = if row.column_names().iter().any(|name| name == "scope") {
            Some(row.try_get(prefix, "scope")?)
        } else {
            None
        };
        Ok(Self {
            scope,
            found: FoundRow::from_query_result(row, prefix)?,
        })
    }
}
