//! How many articles a list has, asked only when somebody wants to know.

use std::collections::HashMap;

use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    error::Error,
    listing::{Filter, Shelf},
    sight::Reader,
};

use super::filter::{Aisle, bind_shelves, conditions, shelf_of, shelves_of_filter, walk};
use crate::{sql::Sql, store::Store, visibility::Visibility};

/// A count.
#[derive(FromQueryResult)]
pub(super) struct CountRow {
    pub(super) count: i64,
}

#[derive(FromQueryResult)]
struct ShelfCountRow {
    shelf: Uuid,
    count: i64,
}

pub(super) async fn counts(
    store: &Store,
    reader: &Reader,
    shelves: &[Shelf],
    filter: &Filter,
) -> Result<HashMap<Shelf, u64>, Error> {
    let mut counts: HashMap<Shelf, u64> = shelves.iter().map(|shelf| (*shelf, 0)).collect();
    for aisle in Aisle::ALL {
        let along: Vec<Shelf> = shelves
            .iter()
            .copied()
            .filter(|shelf| Aisle::of(*shelf) == aisle)
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
    along: &[Shelf],
    filter: &Filter,
) -> Result<Vec<(Shelf, u64)>, Error> {
    let mut sql = store.sql();
    let visibility = Visibility::of(reader, &mut sql);
    let Some(shelves) = bind_shelves(along, &mut sql) else {
        let list = whole_paper(&visibility, filter, &mut sql);
        sql.push(&format!("SELECT COUNT(*) AS count FROM ({list}) l"));
        let rows = store.rows::<CountRow>(sql).await?;
        return Ok(rows
            .iter()
            .map(|row| (Shelf::Everything, whole(row.count)))
            .collect());
    };
    let walk = walk(aisle, "= k.id");
    let conditions = conditions(filter, walk.dated, &mut sql);
    let open = visibility.open_to("s");
    sql.push(&format!("SELECT k.id AS shelf, (SELECT COUNT(*) FROM {} AND {open}{conditions}) AS count FROM {shelves} k", walk.from));
    let rows = store.rows::<ShelfCountRow>(sql).await?;
    Ok(rows
        .iter()
        .map(|row| (shelf_of(aisle, row.shelf), whole(row.count)))
        .collect())
}

/// The articles of the whole paper that a filter keeps, each once, along the shelves that the filter names.
fn whole_paper(visibility: &Visibility, filter: &Filter, sql: &mut Sql) -> String {
    let open = visibility.open_to("s");
    match shelves_of_filter(filter, sql) {
        None => {
            let walk = walk(Aisle::Everything, "");
            let conditions = conditions(filter, walk.dated, sql);
            format!("SELECT 1 FROM {} AND {open}{conditions}", walk.from)
        }
        Some((aisle, shelves)) => {
            let walk = walk(aisle, &format!("IN {shelves}"));
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
