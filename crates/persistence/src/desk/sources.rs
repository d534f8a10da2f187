//! What is known of other systems: which of their articles are here, and whether they changed since.

use std::collections::HashMap;

use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    error::Error, ids::ArticleId, intake::Outcome, ports::SourceKeys, text::Label, web_url::WebUrl,
};

use crate::{sql::Sql, store::Store};

/// An article and what its source was when it was last taken in.
#[derive(Debug, Clone, FromQueryResult)]
pub(super) struct Known {
    pub(super) id: Uuid,
    pub(super) source_system: String,
    pub(super) source_id: String,
    pub(super) source_digest: Option<Vec<u8>>,
    pub(super) source_version: Option<i64>,
    pub(super) version: i64,
}

impl Known {
    /// What an import of a record with this digest does.
    pub(super) fn outcome(&self, digest: &[u8; 32]) -> Outcome {
        if self.source_digest.as_deref() == Some(digest.as_slice()) {
            Outcome::Unchanged
        } else if self.source_version == Some(self.version) {
            Outcome::Updated
        } else {
            Outcome::EditedHere
        }
    }
}

/// The question for what is known of these sources of one system. `CROSS JOIN` keeps SQLite from walking all articles of the system.
pub(super) fn known_by_id(sql: &mut Sql, system: &str, ids: &[&str]) {
    let system = sql.bind(system);
    let ids = sql.bind_texts(ids.iter().copied());
    sql.push(&format!(
        "SELECT a.id, a.source_system, a.source_id, a.source_digest, a.source_version, a.version \
         FROM {ids} k CROSS JOIN article a WHERE a.source_system = {system} AND a.source_id = k.id"
    ));
}

pub(super) async fn foresee(
    store: &Store,
    sources: &[(Label, Label, [u8; 32])],
) -> Result<Vec<Outcome>, Error> {
    let mut ids: HashMap<&str, Vec<&str>> = HashMap::new();
    for (system, id, _) in sources {
        ids.entry(system.as_str()).or_default().push(id.as_str());
    }
    let mut known: HashMap<(String, String), Known> = HashMap::new();
    for (system, ids) in ids {
        let mut sql = store.sql();
        known_by_id(&mut sql, system, &ids);
        known.extend(
            store
                .rows::<Known>(sql)
                .await?
                .into_iter()
                .map(|row| ((row.source_system.clone(), row.source_id.clone()), row)),
        );
    }
    let outcome = |(system, id, digest): &(Label, Label, [u8; 32])| {
        known
            .get(&(system.as_str().to_owned(), id.as_str().to_owned()))
            .map_or(Outcome::Created, |known| known.outcome(digest))
    };
    Ok(sources.iter().map(outcome).collect())
}

#[derive(FromQueryResult)]
struct KeyedRow {
    key: String,
    id: Uuid,
}

pub(super) async fn known(
    store: &Store,
    keys: &SourceKeys,
) -> Result<HashMap<String, ArticleId>, Error> {
    let mut sql = store.sql();
    match keys {
        SourceKeys::Ids(system, ids) => {
            let system = sql.bind(system.as_str());
            let ids = sql.bind_texts(ids.iter().map(String::as_str));
            sql.push(&format!("SELECT k.id AS key, a.id FROM {ids} k CROSS JOIN article a WHERE a.source_system = {system} AND a.source_id = k.id"));
        }
        SourceKeys::Urls(urls) => {
            let pages: Vec<String> = urls.iter().map(WebUrl::page_key).collect();
            let pages = sql.bind_texts(pages.iter().map(String::as_str));
            sql.push(&format!("SELECT k.id AS key, a.id FROM {pages} k CROSS JOIN article a WHERE a.source_page = k.id"));
        }
    }
    let mut known: HashMap<String, Option<ArticleId>> = HashMap::new();
    for row in store.rows::<KeyedRow>(sql).await? {
        // A page that several articles share is the page of none of them.
        known
            .entry(row.key)
            .and_modify(|id| *id = None)
            .or_insert(Some(ArticleId::from_uuid(row.id)));
    }
    Ok(known
        .into_iter()
        .filter_map(|(key, id)| Some((key, id?)))
        .collect())
}
