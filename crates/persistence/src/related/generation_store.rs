//! Term vectors and postings of one generation.

use std::collections::{HashMap, HashSet};

use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    error::Error,
    ids::ArticleId,
    moment::Moment,
    related::{IdfTable, TermVector},
    tokenizer::TermKey,
};

use super::{
    idf_table,
    insert::GenerationInsert,
    state::{Generation, IndexState},
};
use crate::{
    dialect::ColumnType,
    rows::decode::{log_and_skip, unreadable},
    sql::Sql,
    transaction::Transaction,
};

/// Access to one generation within a transaction.
#[derive(Clone, Copy)]
pub(super) struct GenerationStore<'a> {
    pub(super) transaction: &'a Transaction,
    pub(super) generation: Generation,
}

/// Stored term vector, with the floor of the article's list.
pub(super) struct StoredVector {
    pub(super) vector: TermVector,
    /// Lowest score that can enter the list; 0 while the list has room.
    pub(super) floor: f64,
}

/// Row of the inverted index: posting term, publication date in milliseconds, article.
pub(super) type Posting = (TermKey, i64, Uuid);

#[derive(FromQueryResult)]
struct IdRow {
    article_id: Uuid,
}

#[derive(FromQueryResult)]
struct VectorRow {
    article_id: Uuid,
    published_at: i64,
    term_vector: Vec<u8>,
    floor: f64,
}

impl<'a> GenerationStore<'a> {
    /// Accesses the active generation; `None` if there is none.
    pub(super) fn active(transaction: &'a Transaction, state: &IndexState) -> Option<Self> {
        Some(Self {
            transaction,
            generation: state.active()?,
        })
    }

    /// Reads the article ids that a statement selects.
    pub(super) async fn ids(&self, sql: Sql) -> Result<Vec<ArticleId>, Error> {
        let rows = self.transaction.rows::<IdRow>(sql).await?;
        let id = |row: IdRow| ArticleId::from_uuid(row.article_id);
        Ok(rows.into_iter().map(id).collect())
    }

    pub(super) async fn execute(&self, sql: Option<Sql>) -> Result<(), Error> {
        if let Some(sql) = sql {
            self.transaction.execute(sql).await?;
        }
        Ok(())
    }

    /// Loads the idf of some terms.
    pub(super) async fn idf_table(
        &self,
        corpus_size: u32,
        terms: impl Iterator<Item = TermKey>,
    ) -> Result<IdfTable, Error> {
        let terms: HashSet<TermKey> = terms.collect();
        idf_table::load(self.transaction, (self.generation, corpus_size), terms).await
    }

    /// Reads the ids of the candidates of some vectors: articles with a common posting term and a
    /// date within its window. Those of the vectors themselves are among them.
    pub(super) async fn candidates(
        &self,
        vectors: &[&TermVector],
        idf: &IdfTable,
    ) -> Result<Vec<ArticleId>, Error> {
        let ranges: Vec<(i64, i64, i64)> = vectors
            .iter()
            .flat_map(|vector| {
                let terms = vector.posting_terms();
                terms.map(|term| date_range(vector, term, idf))
            })
            .collect();
        let mut sql = self.transaction.sql();
        let generation = sql.bind(self.generation);
        let ranges = sql.bind_table(&ranges, &[ColumnType::Integer; 3]);
        let condition = format!(
            "p.generation = {generation} AND p.term = k.c0 AND p.published_at >= k.c1 AND p.published_at <= k.c2"
        );
        // The primary key of a posting serves one range per term; no other join order is fast.
        let join = self
            .transaction
            .engine()
            .nested_loop_join("related_posting", "p", &condition);
        sql.push(&format!(
            "SELECT DISTINCT p.article_id FROM {ranges} k{join}"
        ));
        self.ids(sql).await
    }

    /// Reads the ids of all articles that are posted under a term.
    pub(super) async fn posted_under(&self, term: TermKey) -> Result<Vec<ArticleId>, Error> {
        let mut sql = self.transaction.sql();
        let generation = sql.bind(self.generation);
        let term = sql.bind(term.as_i64());
        sql.push(&format!(
            "SELECT article_id FROM related_posting WHERE generation = {generation} AND term = {term}"
        ));
        self.ids(sql).await
    }

    /// Reads term vectors. A vector that does not decode is missing.
    pub(super) async fn vectors(
        &self,
        ids: &[ArticleId],
    ) -> Result<HashMap<ArticleId, StoredVector>, Error> {
        let mut sql = self.transaction.sql();
        let generation = sql.bind(self.generation);
        let ids = sql.bind_ids(ids.iter().map(|id| id.as_uuid()));
        let condition = format!("p.generation = {generation} AND p.article_id = k.id");
        let join =
            self.transaction
                .engine()
                .nested_loop_join("related_term_vector", "p", &condition);
        sql.push(&format!(
            "SELECT p.article_id, p.published_at, p.term_vector, \
             COALESCE((SELECT l.floor FROM related_list l WHERE l.generation = {generation} AND l.article_id = p.article_id), 0.0) AS floor FROM {ids} k{join}"
        ));
        let rows = self.transaction.rows::<VectorRow>(sql).await?;
        let decode = |row: VectorRow| {
            let id = ArticleId::from_uuid(row.article_id);
            let published_at = Moment::from_millis(row.published_at);
            let vector = TermVector::from_bytes(id, published_at, &row.term_vector)
                .map_err(unreadable("related_term_vector", row.article_id));
            let vector = log_and_skip(vector)?;
            let floor = row.floor;
            Some((id, StoredVector { vector, floor }))
        };
        Ok(rows.into_iter().filter_map(decode).collect())
    }

    /// Deletes the term vector of an article and its postings.
    pub(super) async fn delete_vector(&self, vector: &TermVector) -> Result<(), Error> {
        let mut sql = self.transaction.sql();
        let id = sql.bind(vector.article.as_uuid());
        let generation = sql.bind(self.generation);
        let published_at = sql.bind(vector.published_at.as_millis());
        // The terms come from the stored vector, because postings have no index by article.
        let terms = sql.bind_integers(vector.posting_terms().map(TermKey::as_i64));
        sql.push(&format!(
            "DELETE FROM related_posting WHERE generation = {generation} AND term IN {terms} AND published_at = {published_at} AND article_id = {id}"
        ));
        self.execute(Some(sql)).await?;
        self.delete("related_term_vector", vector.article).await
    }

    /// Deletes the row of an article.
    pub(super) async fn delete(&self, table: &str, id: ArticleId) -> Result<(), Error> {
        let mut sql = self.transaction.sql();
        let generation = sql.bind(self.generation);
        let id = sql.bind(id.as_uuid());
        sql.push(&format!(
            "DELETE FROM {table} WHERE generation = {generation} AND article_id = {id}"
        ));
        self.execute(Some(sql)).await
    }

    /// Writes the term vector of an article and its postings.
    pub(super) async fn write_vector(&self, vector: &TermVector) -> Result<(), Error> {
        self.write_vectors([vector]).await?;
        let postings: Vec<Posting> = postings(vector).collect();
        self.write_postings(&postings).await
    }

    /// Writes term vectors without their postings.
    pub(super) async fn write_vectors<'v>(
        &self,
        vectors: impl IntoIterator<Item = &'v TermVector>,
    ) -> Result<(), Error> {
        let mut insert = GenerationInsert::new(
            self.transaction,
            "related_term_vector (generation, article_id, published_at, term_vector)",
            self.generation,
        );
        for vector in vectors {
            insert.add([
                vector.article.as_uuid().into(),
                vector.published_at.as_millis().into(),
                vector.to_bytes().into(),
            ]);
        }
        let on_conflict = " ON CONFLICT (generation, article_id) DO UPDATE SET published_at = excluded.published_at, term_vector = excluded.term_vector";
        self.execute(insert.into_sql(on_conflict)).await
    }

    /// Writes postings.
    pub(super) async fn write_postings(&self, postings: &[Posting]) -> Result<(), Error> {
        let rows: Vec<(i64, i64, String)> = postings
            .iter()
            .map(|(term, at, id)| (term.as_i64(), *at, id.simple().to_string()))
            .collect();
        let mut sql = self.transaction.sql();
        let generation = sql.bind(self.generation);
        let rows = sql.bind_table(
            &rows,
            &[ColumnType::Integer, ColumnType::Integer, ColumnType::Id],
        );
        // Without `WHERE true`, SQLite parses `ON CONFLICT` as the condition of a join.
        sql.push(&format!(
            "INSERT INTO related_posting (generation, term, published_at, article_id) SELECT {generation}, c0, c1, c2 FROM {rows} k WHERE true ON CONFLICT DO NOTHING"
        ));
        self.execute(Some(sql)).await
    }
}

/// Postings of an article.
pub(super) fn postings(vector: &TermVector) -> impl Iterator<Item = Posting> + '_ {
    let id = vector.article.as_uuid();
    let published_at = vector.published_at.as_millis();
    vector
        .posting_terms()
        .map(move |term| (term, published_at, id))
}

/// Posting term with the first and last date of its window around an article.
fn date_range(vector: &TermVector, term: TermKey, idf: &IdfTable) -> (i64, i64, i64) {
    let published_at = vector.published_at.as_millis();
    let window = idf.window_ms(term);
    (
        term.as_i64(),
        published_at.saturating_sub(window),
        published_at.saturating_add(window),
    )
}
