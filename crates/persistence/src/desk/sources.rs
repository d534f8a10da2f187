//! Sources of imported articles: which records of other systems are stored, and which changed
//! since.

use std::collections::HashMap;

use async_trait::async_trait;
use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    error::Error,
    ids::ArticleId,
    import::ImportOutcome,
    ports::{SourceKeys, SourceReads},
    text::Label,
    web_url::WebUrl,
};

use crate::{sql::Sql, store::Store};

/// An imported article with the state of its source at the last import.
#[derive(Debug, Clone, FromQueryResult)]
pub(super) struct SourceRow {
    pub(super) id: Uuid,
    pub(super) source_system: String,
    pub(super) source_id: String,
    pub(super) source_digest: Option<Vec<u8>>,
    pub(super) source_version: Option<i64>,
    pub(super) version: i64,
}

impl SourceRow {
    /// Outcome of importing a record with this digest.
    pub(super) fn outcome(&self, digest: &[u8; 32]) -> ImportOutcome {
        if self.source_digest.as_deref() == Some(digest.as_slice()) {
            ImportOutcome::Unchanged
        } else if self.source_version == Some(self.version) {
            ImportOutcome::Updated
        } else {
            ImportOutcome::EditedHere
        }
    }
}

/// Writes the statement that reads the stored articles of one source system.
pub(super) fn write_source_rows(sql: &mut Sql, system: &str, ids: &[&str]) {
    let system = sql.bind(system);
    let ids = sql.bind_texts(ids.iter().copied());
    // CROSS JOIN: SQLite would walk all articles of the system otherwise.
    sql.push(&format!(
        "SELECT a.id, a.source_system, a.source_id, a.source_digest, a.source_version, a.version \
         FROM {ids} k CROSS JOIN article a WHERE a.source_system = {system} AND a.source_id = k.id"
    ));
}

#[derive(FromQueryResult)]
struct SourceKeyRow {
    key: String,
    id: Uuid,
}

#[async_trait]
impl SourceReads for Store {
    async fn predict_outcomes(
        &self,
        sources: Vec<(Label, Label, [u8; 32])>,
    ) -> Result<Vec<ImportOutcome>, Error> {
        let mut ids: HashMap<&str, Vec<&str>> = HashMap::new();
        for (system, id, _) in &sources {
            ids.entry(system.as_str()).or_default().push(id.as_str());
        }
        let mut stored: HashMap<(String, String), SourceRow> = HashMap::new();
        for (system, ids) in ids {
            let mut sql = self.sql();
            write_source_rows(&mut sql, system, &ids);
            let rows = self.rows::<SourceRow>(sql).await?;
            let key = |row: &SourceRow| (row.source_system.clone(), row.source_id.clone());
            stored.extend(rows.into_iter().map(|row| (key(&row), row)));
        }
        let outcome = |(system, id, digest): &(Label, Label, [u8; 32])| {
            stored
                .get(&(system.as_str().to_owned(), id.as_str().to_owned()))
                .map_or(ImportOutcome::Created, |row| row.outcome(digest))
        };
        Ok(sources.iter().map(outcome).collect())
    }

    async fn known_sources(&self, keys: SourceKeys) -> Result<HashMap<String, ArticleId>, Error> {
        let mut sql = self.sql();
        match &keys {
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
        for row in self.rows::<SourceKeyRow>(sql).await? {
            // A page with several articles identifies none of them.
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
}
