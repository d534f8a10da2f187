//! Statements that select the candidates of a search, and their scores.

use std::collections::HashSet;

use sea_orm::{FromQueryResult, QueryResult};
use standfirst_domain::{
    ids::ArticleId,
    language::Language,
    moment::Moment,
    search::{
        DocumentCounts, HitPosition, IndexedDocument, Scorer, Search, SearchPlan, Tier, score,
    },
    visibility::Reader,
};

use super::{
    conditions::{all_articles, conditions},
    planned_query::PlannedQuery,
};
use crate::{
    rows::visible_showing::{VISIBLE_SHOWING_COLUMNS, VisibleShowingRow},
    sql::Sql,
};

/// Candidate with its score.
pub(super) struct Candidate {
    pub(super) row: VisibleShowingRow,
    pub(super) position: HitPosition,
}

/// Row of a candidate, with the values that its score needs.
pub(super) struct CandidateRow {
    found: VisibleShowingRow,
    language: String,
    counts: Vec<u8>,
    headline: String,
}

impl FromQueryResult for CandidateRow {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, sea_orm::DbErr> {
        Ok(Self {
            found: VisibleShowingRow::from_query_result(row, prefix)?,
            language: row.try_get(prefix, "language")?,
            counts: row.try_get(prefix, "counts")?,
            headline: row.try_get(prefix, "headline")?,
        })
    }
}

fn columns() -> String {
    format!("{VISIBLE_SHOWING_COLUMNS}, s.language, e.counts, e.headline")
}

/// Appends the statement that selects the candidates of all tiers.
pub(super) fn push_candidates(sql: &mut Sql, reader: &Reader, search: &Search, tiers: &[Tier]) {
    let engine = sql.engine();
    let conditions = conditions(reader, search, sql);
    let columns = columns();
    let tier = |tier: &Tier| {
        let limit = sql.bind(i64::from(tier.limit));
        let query = sql.bind(engine.term_query(&tier.query));
        let matching = engine.matching(&query, tier.is_frequent);
        format!(
            "SELECT * FROM (SELECT {columns} FROM {} WHERE {}{conditions} ORDER BY {} LIMIT {limit}) t",
            matching.from, matching.condition, matching.newest,
        )
    };
    let tiers: Vec<String> = tiers.iter().map(tier).collect();
    // Not `UNION`: articles that several tiers select are dropped later, by their id.
    sql.push(&tiers.join(" UNION ALL "));
}

/// Appends the statement that selects a page of matches by date, and one match more.
pub(super) fn push_newest(sql: &mut Sql, reader: &Reader, search: &Search, plan: &SearchPlan) {
    let engine = sql.engine();
    let mut conditions = conditions(reader, search, sql);
    if let Some(after) = &search.after {
        let (at, id) = (
            sql.bind(after.published_at.as_millis()),
            sql.bind(after.id.as_uuid()),
        );
        conditions.push_str(&format!(
            " AND (s.published_at, s.article_id) < ({at}, {id})"
        ));
        if matches!(plan, SearchPlan::Matching { .. }) {
            conditions.push_str(&engine.published_until(after.published_at.as_millis()));
        }
    }
    let limit = sql.bind(i64::from(search.first) + 1);
    let page = match plan {
        SearchPlan::Matching {
            query, is_frequent, ..
        } => {
            let query = sql.bind(engine.term_query(query));
            let matching = engine.matching(&query, *is_frequent);
            engine.newest_page(&columns(), &matching, &conditions, &limit)
        }
        _ => format!(
            "SELECT {} FROM {} ORDER BY s.published_at DESC, s.article_id DESC LIMIT {limit}",
            columns(),
            all_articles(plan, &conditions, sql),
        ),
    };
    sql.push(&page);
}

/// Scores candidates, each article once.
pub(super) fn score_candidates(
    query: &PlannedQuery,
    rows: Vec<CandidateRow>,
    as_of: Moment,
) -> Vec<Candidate> {
    let scorers: Vec<Scorer> = query
        .variants
        .iter()
        .map(|variant| Scorer::new(&variant.terms, &query.statistics))
        .collect();
    let mut seen = HashSet::with_capacity(rows.len());
    let position = |row: &CandidateRow| {
        let relevance = relevance(query, &scorers, row).unwrap_or(0.0);
        let published_at = Moment::from_millis(row.found.published_at);
        HitPosition {
            as_of,
            score: score(relevance, published_at, as_of),
            published_at,
            id: ArticleId::from_uuid(row.found.article_id),
        }
    };
    rows.into_iter()
        .filter(|row| seen.insert(row.found.article_id))
        .map(|row| Candidate {
            position: position(&row),
            row: row.found,
        })
        .collect()
}

/// Relevance of a candidate by the scorer of its language; `None` if its counts do not decode.
fn relevance(query: &PlannedQuery, scorers: &[Scorer], row: &CandidateRow) -> Option<f64> {
    let language = Language::parse(&row.language).unwrap_or_default();
    let variant = query
        .variants
        .iter()
        .position(|variant| variant.applies_to(&language))?;
    let scorer = scorers.get(variant)?;
    let counts = DocumentCounts::parse(&row.counts)?;
    // The index stores the terms of the headline only. Those of the standfirst are tokenized here,
    // and only where the score needs them.
    let standfirst = if scorer.has_prefix() {
        row.found.standfirst()
    } else {
        None
    };
    let standfirst = standfirst.map(|text| IndexedDocument::line_terms(&language, &text));
    Some(scorer.relevance(&counts, &row.headline, &standfirst.unwrap_or_default()))
}
