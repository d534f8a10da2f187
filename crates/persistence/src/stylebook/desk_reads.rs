//! Tags, sections and contributors by identity, whether or not readers meet them: what articles of the desk carry.

use std::{collections::HashMap, sync::Arc};

use sea_orm::{FromQueryResult, QueryResult, prelude::Uuid};
use standfirst_domain::error::Error;

use crate::{rows::found::readable, store::Store};

/// What has a name, by the identities it was asked for with.
pub(super) async fn by_id<M, N>(
    store: &Store,
    table: &str,
    ids: Vec<Uuid>,
) -> Result<HashMap<Uuid, Arc<N>>, Error>
where
    M: FromQueryResult + Send + Sync,
    N: TryFrom<M, Error = Error>,
{
    let mut sql = store.sql();
    let asked = sql.bind_ids(ids);
    // A draft may name a tag that was merged since.
    let joined = match table {
        "tag" => "JOIN tag o ON o.id = k.id JOIN tag t ON t.id = COALESCE(o.merged_into, o.id)"
            .to_owned(),
        table => format!("JOIN {table} t ON t.id = k.id"),
    };
    sql.push(&format!(
        "SELECT k.id AS asked, t.* FROM {asked} k {joined}"
    ));
    let rows = store.rows::<Asked<M>>(sql).await?;
    let read = |row: Asked<M>| Some((row.asked, Arc::new(readable(N::try_from(row.row))?)));
    Ok(rows.into_iter().filter_map(read).collect())
}

struct Asked<M> {
    asked: Uuid,
    row: M,
}

impl<M: FromQueryResult> FromQueryResult for Asked<M> {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, sea_orm::DbErr> {
        Ok(Self {
            asked: row.try_get(prefix, "asked")?,
            row: M::from_query_result(row, prefix)?,
        })
    }
}
