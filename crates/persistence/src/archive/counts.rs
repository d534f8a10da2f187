//! How many articles a list has, asked only when somebody wants to know.

use std::collections::HashMap;

use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    error::Error,
    listing::{Filter, ListScope},
    visibility::Reader,
};

use super::filter::{Aisle, bind_shelves, conditions, shelf_of, shelves_of_filter, walk};
use crate::{sql::Sql, store::Store, visibility::VisibilityFilter};

/// A count.
#[derive(FromQueryResult)]
pub(super) struct CountRow {
    pub(super) count: i64,
}

#[derive(FromQueryResult)]
struct ShelfCountRow {
    scope: Uuid,
    count: i64,
}

pub(super) async fn counts(
    store: &Store,
    reader: &Reader,
    scopes: &[ListScope],
    filter: &Filter,
) -> Result<HashMap<ListScope, u64>, Error> {
    let mut counts: HashMap<ListScope, u64> = scopes.iter().map(|scope| (*scope, 0)).collect();
    for aisle in Aisle::ALL {
        let along: Vec<ListScope> = scopes
            .iter()
            .copied()
            .filter(|scope| Aisle::of(*scope) == aisle)
            .collect();
        if !along.is_empty() {
            counts.extend(count_aisle(store, reader, aisle, &along, filter).await?);
        }
    }
    Ok(counts)
}

async fn count_aisle(
    store: &Store,
    reader: &Reader,
    aisle: Aisle,
    along: &[ListScope],
    filter: &Filter,
) -> Result<Vec<(ListScope, u64)>, Error> {
    let mut sql = store.sql();
    let visibility = VisibilityFilter::of(reader, &mut sql);
    let Some(scopes) = bind_shelves(along, &mut sql) else {
        let list = whole_paper(&visibility, filter, &mut sql);
        sql.push(&format!("SELECT COUNT(*) AS count FROM ({list}) l"));
        let rows = store.rows::<CountRow>(sql).await?;
        return Ok(rows
            .iter()
            .map(|row| (ListScope::Everything, whole(row.count)))
            .collect());
    };
    let walk = walk(aisle, "= k.id");
    let conditions = conditions(filter, walk.dated, &mut sql);
    let open = visibility.visible_to("s");
    sql.push(&format!("SELECT k.id AS scope, (SELECT COUNT(*) FROM {} AND {open}{conditions}) AS count FROM {scopes} k", walk.from));
    let rows = store.rows::<ShelfCountRow>(sql).await?;
    Ok(rows
        .iter()
        .map(|row| (shelf_of(aisle, row.scope), whole(row.count)))
        .collect())
}

/// The articles of the whole paper that a filter keeps, each once, along the shelves that the filter names.
fn whole_paper(visibility: &VisibilityFilter, filter: &Filter, sql: &mut Sql) -> String {
    let open = visibility.visible_to("s");
    match shelves_of_filter(filter, sql) {
        None => {
            let walk = walk(Aisle::Everything, "");
            let conditions = conditions(filter, walk.dated, sql);
            format!("SELECT 1 FROM {} AND {open}{conditions}", walk.from)
        }
        Some((aisle, scopes)) => {
            let walk = walk(aisle, &format!("IN {scopes}"));
            let conditions = conditions(filter, walk.dated, sql);
            format!(
                "SELECT DISTINCT s.article_id FROM {} AND {open}{conditions}",
                walk.from
            )
        }
    }
}

/// A count is never negative.
pub(super) fn whole(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}
