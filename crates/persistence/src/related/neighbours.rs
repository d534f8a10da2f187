//! Portraits as they are kept, and who is filed where.

use std::collections::{HashMap, HashSet};

use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    error::Error,
    ids::ArticleId,
    moment::Moment,
    related::{Portrait, Weights},
    words::TermKey,
};

use super::{
    state::{Generation, State},
    table::Rows,
    weights,
};
use crate::{
    dialect::ColumnType,
    rows::decode::{log_and_skip, unreadable},
    sql::Sql,
    transaction::Transaction,
};

/// A transaction over one generation.
#[derive(Clone, Copy)]
pub(super) struct Shelf<'a> {
    pub(super) transaction: &'a Transaction,
    pub(super) generation: Generation,
}

/// A portrait, and the score below which nothing comes into its list.
pub(super) struct Neighbour {
    pub(super) portrait: Portrait,
    pub(super) floor: f64,
}

#[derive(FromQueryResult)]
struct IdRow {
    article_id: Uuid,
}

#[derive(FromQueryResult)]
struct PortraitRow {
    article_id: Uuid,
    published_at: i64,
    term_vector: Vec<u8>,
    floor: f64,
}

impl<'a> Shelf<'a> {
    /// Over the generation in force, if there is one.
    pub(super) fn in_force(transaction: &'a Transaction, state: &State) -> Option<Self> {
        Some(Self {
            transaction,
            generation: state.in_force()?,
        })
    }

    pub(super) async fn rows<R: FromQueryResult>(&self, sql: Sql) -> Result<Vec<R>, Error> {
        self.transaction.rows(sql).await
    }

    /// The articles that a statement answers.
    pub(super) async fn ids(&self, sql: Sql) -> Result<Vec<ArticleId>, Error> {
        let rows = self.rows::<IdRow>(sql).await?;
        let id = |row: IdRow| ArticleId::from_uuid(row.article_id);
        Ok(rows.into_iter().map(id).collect())
    }

    pub(super) async fn execute(&self, sql: Option<Sql>) -> Result<(), Error> {
        if let Some(sql) = sql {
            self.transaction.execute(sql).await?;
        }
        Ok(())
    }

    /// What terms weigh, as they were reckoned of so many articles.
    pub(super) async fn weights(
        &self,
        articles: u32,
        terms: impl Iterator<Item = TermKey>,
    ) -> Result<Weights, Error> {
        let terms: HashSet<TermKey> = terms.collect();
        let of = (self.generation, articles);
        weights::of(self.transaction, of, terms).await
    }

    /// Which articles are filed under a term of a portrait within its window.
    pub(super) async fn filed_with(
        &self,
        portraits: &[&Portrait],
        weights: &Weights,
    ) -> Result<Vec<ArticleId>, Error> {
        let ranges: Vec<(i64, i64, i64)> = portraits
            .iter()
            .flat_map(|portrait| portrait.filed().map(|term| range(portrait, term, weights)))
            .collect();
        let mut sql = self.transaction.sql();
        let generation = sql.bind(self.generation);
        let ranges = sql.bind_table(&ranges, &[ColumnType::Integer; 3]);
        let holds = format!(
            "p.generation = {generation} AND p.term = k.c0 AND p.published_at >= k.c1 AND p.published_at <= k.c2"
        );
        let found = self
            .transaction
            .engine()
            .nested_loop_join("related_posting", "p", &holds);
        sql.push(&format!(
            "SELECT DISTINCT p.article_id FROM {ranges} k{found}"
        ));
        self.ids(sql).await
    }

    /// Who is filed under a term.
    pub(super) async fn filed_under(&self, term: TermKey) -> Result<Vec<ArticleId>, Error> {
        let mut sql = self.transaction.sql();
        let generation = sql.bind(self.generation);
        let term = sql.bind(term.as_i64());
        sql.push(&format!(
            "SELECT article_id FROM related_posting WHERE generation = {generation} AND term = {term}"
        ));
        self.ids(sql).await
    }

    /// Portraits. One that does not decode is as one that was never made.
    pub(super) async fn portraits(
        &self,
        ids: &[ArticleId],
    ) -> Result<HashMap<ArticleId, Neighbour>, Error> {
        let mut sql = self.transaction.sql();
        let generation = sql.bind(self.generation);
        let ids = sql.bind_ids(ids.iter().map(|id| id.as_uuid()));
        let holds = format!("p.generation = {generation} AND p.article_id = k.id");
        let found = self
            .transaction
            .engine()
            .nested_loop_join("related_term_vector", "p", &holds);
        sql.push(&format!(
            "SELECT p.article_id, p.published_at, p.term_vector, \
             COALESCE((SELECT l.floor FROM related_list l WHERE l.generation = {generation} AND l.article_id = p.article_id), 0.0) AS floor FROM {ids} k{found}"
        ));
        let rows = self.rows::<PortraitRow>(sql).await?;
        let read = |row: PortraitRow| {
            let id = ArticleId::from_uuid(row.article_id);
            let at = Moment::from_millis(row.published_at);
            let portrait = Portrait::from_bytes(id, at, &row.term_vector)
                .map_err(unreadable("related_term_vector", row.article_id));
            let portrait = log_and_skip(portrait)?;
            let floor = row.floor;
            Some((id, Neighbour { portrait, floor }))
        };
        Ok(rows.into_iter().filter_map(read).collect())
    }

    /// Forgets the portrait of an article and where it is filed.
    pub(super) async fn forget(&self, portrait: &Portrait) -> Result<(), Error> {
        let mut sql = self.transaction.sql();
        let id = sql.bind(portrait.article.as_uuid());
        let generation = sql.bind(self.generation);
        let at = sql.bind(portrait.published_at.as_millis());
        let terms = sql.bind_integers(portrait.filed().map(TermKey::as_i64));
        sql.push(&format!(
            "DELETE FROM related_posting WHERE generation = {generation} AND term IN {terms} AND published_at = {at} AND article_id = {id}"
        ));
        self.execute(Some(sql)).await?;
        self.delete("related_term_vector", portrait.article).await
    }

    pub(super) async fn delete(&self, table: &str, id: ArticleId) -> Result<(), Error> {
        let mut sql = self.transaction.sql();
        let generation = sql.bind(self.generation);
        let id = sql.bind(id.as_uuid());
        sql.push(&format!(
            "DELETE FROM {table} WHERE generation = {generation} AND article_id = {id}"
        ));
        self.execute(Some(sql)).await
    }

    /// Keeps a portrait and files it.
    pub(super) async fn keep(&self, portrait: &Portrait) -> Result<(), Error> {
        self.keep_unfiled([portrait]).await?;
        let postings: Vec<_> = postings(portrait).collect();
        self.file(&postings).await
    }

    /// Keeps portraits.
    pub(super) async fn keep_unfiled<'p>(
        &self,
        portraits: impl IntoIterator<Item = &'p Portrait>,
    ) -> Result<(), Error> {
        let mut rows = Rows::into(
            self.transaction,
            "related_term_vector (generation, article_id, published_at, term_vector)",
            self.generation,
        );
        for portrait in portraits {
            let (id, at) = (
                portrait.article.as_uuid(),
                portrait.published_at.as_millis(),
            );
            rows.add([id.into(), at.into(), portrait.to_bytes().into()]);
        }
        let again = " ON CONFLICT (generation, article_id) DO UPDATE SET published_at = excluded.published_at, term_vector = excluded.term_vector";
        self.execute(rows.sql(again)).await
    }

    /// Files articles under terms.
    pub(super) async fn file(&self, postings: &[(TermKey, i64, Uuid)]) -> Result<(), Error> {
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
        // Without the condition SQLite would take what follows for the condition of a join.
        sql.push(&format!(
            "INSERT INTO related_posting (generation, term, published_at, article_id) SELECT {generation}, c0, c1, c2 FROM {rows} k WHERE true ON CONFLICT DO NOTHING"
        ));
        self.execute(Some(sql)).await
    }
}

/// Where a portrait is filed, as rows.
pub(super) fn postings(portrait: &Portrait) -> impl Iterator<Item = (TermKey, i64, Uuid)> + '_ {
    let (id, at) = (
        portrait.article.as_uuid(),
        portrait.published_at.as_millis(),
    );
    portrait.filed().map(move |term| (term, at, id))
}

/// From when until when others are met by a term.
fn range(portrait: &Portrait, term: TermKey, weights: &Weights) -> (i64, i64, i64) {
    let (at, window) = (portrait.published_at.as_millis(), weights.window(term));
    (
        term.as_i64(),
        at.saturating_sub(window),
        at.saturating_add(window),
    )
}
