//! How many articles a list has, asked only when somebody wants to know.

use std::collections::HashMap;

use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    error::Error,
    listing::{Filter, Shelf},
    sight::Reader,
};

use super::filter::{Aisle, bind_shelves, conditions, shelf_of, walk};
use crate::{store::Store, visibility::Visibility};

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
    let shelves = bind_shelves(along, &mut sql);
    let walk = walk(aisle, "k.id", filter, &mut sql);
    let conditions = conditions(filter, &mut sql);
    let list = format!(
        "SELECT COUNT(*) FROM {} AND {}{conditions}",
        walk.from,
        visibility.open_to("s")
    );
    let Some(shelves) = shelves else {
        sql.push(&format!("SELECT ({list}) AS count"));
        let rows = store.rows::<CountRow>(sql).await?;
        return Ok(rows
            .iter()
            .map(|row| (Shelf::Everything, whole(row.count)))
            .collect());
    };
    sql.push(&format!(
        "SELECT k.id AS shelf, ({list}) AS count FROM {shelves} k"
    ));
    let rows = store.rows::<ShelfCountRow>(sql).await?;
    Ok(rows
        .iter()
        .map(|row| (shelf_of(aisle, row.shelf), whole(row.count)))
        .collect())
}

/// A count is never negative.
pub(super) fn whole(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}
