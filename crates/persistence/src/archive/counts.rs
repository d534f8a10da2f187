//! Lengths of lists of articles, read only when a client asks for them.

use std::collections::HashMap;

use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    error::Error,
    listing::{Filter, ListScope},
    visibility::Reader,
};

use super::filter::{IndexKind, Walk, bind_scopes, conditions, scopes_of_filter};
use crate::{rows::count::to_u64, sql::Sql, store::Store, visibility::VisibilityFilter};

#[derive(FromQueryResult)]
struct ScopeCountRow {
    scope: Uuid,
    count: i64,
}

/// Number of articles in each scope that a filter keeps. One statement for each kind of scope.
pub(super) async fn counts(
    store: &Store,
    reader: &Reader,
    scopes: &[ListScope],
    filter: &Filter,
) -> Result<HashMap<ListScope, u64>, Error> {
    let mut counts: HashMap<ListScope, u64> = scopes.iter().map(|scope| (*scope, 0)).collect();
    for (kind, scopes) in IndexKind::group(scopes) {
        counts.extend(counts_of_kind(store, reader, kind, &scopes, filter).await?);
    }
    Ok(counts)
}

async fn counts_of_kind(
    store: &Store,
    reader: &Reader,
    kind: IndexKind,
    scopes: &[ListScope],
    filter: &Filter,
) -> Result<Vec<(ListScope, u64)>, Error> {
    let mut sql = store.sql();
    let visibility = VisibilityFilter::new(reader, &mut sql);
    let Some(scopes) = bind_scopes(scopes, &mut sql) else {
        let list = all_articles(&visibility, filter, &mut sql);
        sql.push(&format!("SELECT COUNT(*) AS count FROM ({list}) l"));
        return Ok(vec![(ListScope::Everything, store.count(sql).await?)]);
    };
    let walk = Walk::new(kind, "= k.id");
    let conditions = conditions(filter, walk.dated, &mut sql);
    let open = visibility.visible_to("s");
    sql.push(&format!(
        "SELECT k.id AS scope, (SELECT COUNT(*) FROM {} AND {open}{conditions}) AS count FROM {scopes} k",
        walk.from
    ));
    let rows = store.rows::<ScopeCountRow>(sql).await?;
    let count = |row: &ScopeCountRow| (kind.scope(row.scope), to_u64(row.count));
    Ok(rows.iter().map(count).collect())
}

/// The articles of the whole publication that a filter keeps, each once, by the index of the
/// filter.
fn all_articles(visibility: &VisibilityFilter, filter: &Filter, sql: &mut Sql) -> String {
    let open = visibility.visible_to("s");
    match scopes_of_filter(filter, sql) {
        None => {
            let walk = Walk::new(IndexKind::Date, "");
            let conditions = conditions(filter, walk.dated, sql);
            format!("SELECT 1 FROM {} AND {open}{conditions}", walk.from)
        }
        Some((kind, scopes)) => {
            let walk = Walk::new(kind, &format!("IN {scopes}"));
            let conditions = conditions(filter, walk.dated, sql);
            // An article with two of the tags is in the index twice.
            format!(
                "SELECT DISTINCT s.article_id FROM {} AND {open}{conditions}",
                walk.from
            )
        }
    }
}
