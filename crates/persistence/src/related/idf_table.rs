//! Stored idf table: document frequencies of terms among what anonymous readers see.
//!
//! Search reads its document frequencies from the same table.

use sea_orm::FromQueryResult;
use standfirst_domain::{
    error::Error,
    related::{IdfTable, TermStatistics},
    tokenizer::TermKey,
};

use super::state::Generation;
use crate::{dialect::ColumnType, sql::Sql, transaction::Transaction};

#[derive(FromQueryResult)]
struct TermRow {
    term: i64,
    articles: i64,
    window_ms: i64,
    word: Option<String>,
}

/// Loads the statistics of some terms. Terms that the table does not contain are missing.
pub(super) async fn load(
    transaction: &Transaction,
    (generation, corpus_size): (Generation, u32),
    terms: impl IntoIterator<Item = TermKey>,
) -> Result<IdfTable, Error> {
    let mut sql = transaction.sql();
    let generation = sql.bind(generation);
    let terms = sql.bind_integers(terms.into_iter().map(TermKey::as_i64));
    let condition = format!("p.generation = {generation} AND p.term = k.id");
    let join = transaction
        .engine()
        .nested_loop_join("term_weight", "p", &condition);
    sql.push(&format!(
        "SELECT p.term, p.articles, p.window_ms, p.word FROM {terms} k{join}"
    ));
    let rows = transaction.rows::<TermRow>(sql).await?;
    Ok(IdfTable::new(
        corpus_size,
        rows.into_iter().map(TermRow::into_statistics),
    ))
}

/// Loads up to `limit` rows behind a term, ordered by term.
pub(super) async fn load_page(
    transaction: &Transaction,
    generation: Generation,
    (after, limit): (i64, i64),
) -> Result<Vec<(TermKey, TermStatistics)>, Error> {
    let mut sql = transaction.sql();
    let [generation, after, limit] = [generation, after, limit].map(|value| sql.bind(value));
    sql.push(&format!(
        "SELECT term, articles, window_ms, word FROM term_weight WHERE generation = {generation} AND term > {after} ORDER BY term LIMIT {limit}"
    ));
    let rows = transaction.rows::<TermRow>(sql).await?;
    Ok(rows.into_iter().map(TermRow::into_statistics).collect())
}

impl TermRow {
    fn into_statistics(self) -> (TermKey, TermStatistics) {
        let statistics = TermStatistics {
            document_frequency: u32::try_from(self.articles).unwrap_or(u32::MAX),
            // The largest number stands for a window without a bound.
            window_ms: (self.window_ms < i64::MAX).then_some(self.window_ms),
            written_form: self.word,
        };
        (TermKey::from_i64(self.term), statistics)
    }
}

/// Statement that inserts terms into a generation.
pub(super) fn insert(
    transaction: &Transaction,
    generation: Generation,
    terms: &[(TermKey, TermStatistics)],
) -> Sql {
    type Row<'t> = (i64, u32, i64, Option<&'t str>);
    let rows = terms.iter().map(|(term, statistics)| {
        let window = statistics.window_ms.unwrap_or(i64::MAX);
        let word = statistics.written_form.as_deref();
        (term.as_i64(), statistics.document_frequency, window, word)
    });
    let rows: Vec<Row<'_>> = rows.collect();
    let mut sql = transaction.sql();
    let generation = sql.bind(generation);
    let rows = sql.bind_table(
        &rows,
        &[
            ColumnType::Integer,
            ColumnType::Integer,
            ColumnType::Integer,
            ColumnType::Text,
        ],
    );
    sql.push(&format!(
        "INSERT INTO term_weight (generation, term, articles, window_ms, word) SELECT {generation}, c0, c1, c2, c3 FROM {rows} k"
    ));
    sql
}
