//! The table of weights: how rare terms are among what anonymous readers see. Search takes its rarities from here too.

use sea_orm::FromQueryResult;
use standfirst_domain::{
    error::Error,
    related::{Weight, Weights},
    words::TermKey,
};

use super::state::Generation;
use crate::{dialect::ColumnType, sql::Sql, transaction::Transaction};

#[derive(FromQueryResult)]
struct WeightRow {
    term: i64,
    articles: i64,
    window_ms: i64,
    word: Option<String>,
}

/// What the terms weigh in a generation, as far as they are known in it.
pub(super) async fn of(
    transaction: &Transaction,
    (generation, articles): (Generation, u32),
    terms: impl IntoIterator<Item = TermKey>,
) -> Result<Weights, Error> {
    let mut sql = transaction.sql();
    let generation = sql.bind(generation);
    let terms = sql.bind_integers(terms.into_iter().map(TermKey::as_i64));
    let holds = format!("p.generation = {generation} AND p.term = k.id");
    let found = transaction
        .engine()
        .nested_loop_join("term_weight", "p", &holds);
    sql.push(&format!(
        "SELECT p.term, p.articles, p.window_ms, p.word FROM {terms} k{found}"
    ));
    let rows = transaction.rows::<WeightRow>(sql).await?;
    Ok(Weights::kept(
        articles,
        rows.into_iter().map(WeightRow::weight),
    ))
}

/// So many of a generation's weights after a term, by term.
pub(super) async fn after(
    transaction: &Transaction,
    generation: Generation,
    (after, most): (i64, i64),
) -> Result<Vec<(TermKey, Weight)>, Error> {
    let mut sql = transaction.sql();
    let [generation, after, most] = [generation, after, most].map(|value| sql.bind(value));
    sql.push(&format!(
        "SELECT term, articles, window_ms, word FROM term_weight WHERE generation = {generation} AND term > {after} ORDER BY term LIMIT {most}"
    ));
    let rows = transaction.rows::<WeightRow>(sql).await?;
    Ok(rows.into_iter().map(WeightRow::weight).collect())
}

impl WeightRow {
    fn weight(self) -> (TermKey, Weight) {
        let weight = Weight {
            articles: u32::try_from(self.articles).unwrap_or(u32::MAX),
            window: (self.window_ms < i64::MAX).then_some(self.window_ms),
            word: self.word,
        };
        (TermKey::from_i64(self.term), weight)
    }
}

/// Keeps weights in a generation.
pub(super) fn keep(
    transaction: &Transaction,
    generation: Generation,
    weights: &[(TermKey, Weight)],
) -> Sql {
    type Row<'w> = (i64, u32, i64, Option<&'w str>);
    let rows = weights.iter().map(|(term, weight)| {
        let window = weight.window.unwrap_or(i64::MAX);
        let word = weight.word.as_deref();
        (term.as_i64(), weight.articles, window, word)
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
