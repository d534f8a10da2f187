//! Pages of article lists, cut by keyset pagination. The lists of all scopes of one kind are one
//! statement.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;
use sea_orm::{FromQueryResult, QueryResult};
use standfirst_domain::{
    article::Article,
    error::Error,
    listing::{Filter, ListScope, Listing, Order},
    page::{Placed, Position, Slice, SortKey},
    ports::ListReads,
    visibility::Reader,
};
use uuid::Uuid;

use super::{
    counts,
    filter::{IndexKind, Walk, bind_scopes, conditions, scopes_of_filter},
    most_read,
};
use crate::{
    keyset::Keyset,
    rows::{
        decode::log_and_skip,
        visible_showing::{PlacedArticle, VISIBLE_SHOWING_COLUMNS, VisibleShowingRow},
    },
    sql::Sql,
    store::Store,
    visibility::VisibilityFilter,
};

type Listings = HashMap<ListScope, Slice<Arc<Article>>>;

#[async_trait]
impl ListReads for Store {
    async fn listings(
        &self,
        reader: Reader,
        scopes: Arc<[ListScope]>,
        listing: Arc<Listing>,
    ) -> Result<Listings, Error> {
        let empty = |scope: &ListScope| (*scope, Slice::from_rows(Vec::new(), &listing.page));
        let mut listings: Listings = scopes.iter().map(empty).collect();
        for (kind, scopes) in IndexKind::group(&scopes) {
            if let Order::MostRead(hours) = listing.order {
                let request = most_read::Request {
                    reader: &reader,
                    kind,
                    scopes: &scopes,
                    listing: &listing,
                    hours,
                };
                listings.extend(request.read(self).await?);
                continue;
            }
            let mut sql = self.sql();
            write_lists(&mut sql, &reader, kind, &scopes, &listing);
            for (scope, items) in read_lists(self, sql, kind, listing.order).await? {
                listings.insert(scope, sorted(items, &listing));
            }
        }
        Ok(listings)
    }

    async fn counts(
        &self,
        reader: Reader,
        scopes: Arc<[ListScope]>,
        filter: Arc<Filter>,
    ) -> Result<HashMap<ListScope, u64>, Error> {
        counts::counts(self, &reader, &scopes, &filter).await
    }
}

/// Writes the lists of all scopes of one kind as one statement.
fn write_lists(
    sql: &mut Sql,
    reader: &Reader,
    kind: IndexKind,
    scopes: &[ListScope],
    listing: &Listing,
) {
    let visibility = VisibilityFilter::new(reader, sql);
    let scopes = match bind_scopes(scopes, sql) {
        Some(scopes) => Some((kind, scopes)),
        None => scopes_of_filter(&listing.filter, sql),
    };
    let Some((kind, scopes)) = scopes else {
        let walk = Walk::new(IndexKind::Date, "");
        let query = one_list(&walk, VISIBLE_SHOWING_COLUMNS, &visibility, listing, sql);
        sql.push(&query);
        return;
    };
    // The keys of each list first, and only then the wide columns of the showings on its page.
    let walk = Walk::new(kind, "= k.id");
    let query = one_list(&walk, "s.article_id, s.number", &visibility, listing, sql);
    let lateral = sql.engine().lateral(&query);
    sql.push(&format!(
        "SELECT k.id AS scope, {VISIBLE_SHOWING_COLUMNS} FROM {scopes} k, {} JOIN showing s ON s.article_id = {} AND s.number = {}",
        lateral.from, lateral.article_id, lateral.number,
    ));
}

async fn read_lists(
    store: &Store,
    sql: Sql,
    kind: IndexKind,
    order: Order,
) -> Result<HashMap<ListScope, Vec<PlacedArticle>>, Error> {
    let mut lists: HashMap<ListScope, Vec<PlacedArticle>> = HashMap::new();
    for row in store.rows::<ScopedRow>(sql).await? {
        let scope = row.scope.map_or(ListScope::Everything, |id| kind.scope(id));
        let placed = place(&row.found, order);
        lists.entry(scope).or_default().push(placed);
    }
    Ok(lists)
}

/// Writes one list, with one item more than the page holds.
fn one_list(
    walk: &Walk,
    columns: &str,
    visibility: &VisibilityFilter,
    listing: &Listing,
    sql: &mut Sql,
) -> String {
    let dated = walk.dated;
    let date = match listing.order {
        Order::RecentlyUpdated => "updated_at",
        Order::Newest | Order::Oldest | Order::MostRead(_) => "published_at",
    };
    let (moment, id) = (format!("{dated}.{date}"), format!("{dated}.article_id"));
    let keyset = keyset(listing, &moment, &id);
    let conditions = conditions(&listing.filter, dated, sql);
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

/// An article with its position. An article that does not decode keeps its position, so that
/// pagination continues behind it.
fn place(found: &VisibleShowingRow, order: Order) -> PlacedArticle {
    let moment = match order {
        Order::RecentlyUpdated => found.updated_at,
        Order::Newest | Order::Oldest | Order::MostRead(_) => found.published_at,
    };
    let position = Position {
        key: SortKey::Moment(moment),
        id: found.article_id,
    };
    Placed {
        item: log_and_skip(found.article()).map(Arc::new),
        position,
    }
}

/// Merges the lists of several scopes into one page. An article may be in more than one of them.
fn sorted(mut items: Vec<PlacedArticle>, listing: &Listing) -> Slice<Arc<Article>> {
    keyset(listing, "", "").sort(&mut items);
    items.dedup_by_key(|placed| placed.position.id);
    Slice::from_rows(items, &listing.page).without_missing()
}

/// A showing with the scope that lists it. A list of all articles has no column `scope`.
struct ScopedRow {
    scope: Option<Uuid>,
    found: VisibleShowingRow,
}

impl FromQueryResult for ScopedRow {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, sea_orm::DbErr> {
        let scope = if row.column_names().iter().any(|name| name == "scope") {
            Some(row.try_get(prefix, "scope")?)
        } else {
            None
        };
        Ok(Self {
            scope,
            found: VisibleShowingRow::from_query_result(row, prefix)?,
        })
    }
}
