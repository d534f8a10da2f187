//! Search. One statement learns how common the query's terms are among what anonymous readers see, a second finds candidates; the newsroom ranks.
//!
//! Candidates are the newest that hold all words, then fewer and fewer of the rarest, then each: so many that a page is full of what answers best, and
//! so few that a common word costs no more than a rare one.

mod asked;
mod facets;
mod suggest;

use std::{cmp::Ordering, collections::HashSet, sync::Arc};

use sea_orm::{FromQueryResult, QueryResult};
use standfirst_domain::{
    error::Error,
    ids::ArticleId,
    language::Language,
    moment::Moment,
    search::{
        Ask, Counts, Hit, Hits, Paper, Place, Reading, Scale, Search, SearchOrder, Tier, score,
    },
    visibility::Reader,
};

use self::asked::Asked;
use super::counts::{CountRow, whole};
use crate::{
    rows::found::{FOUND_COLUMNS, FoundRow, readable},
    sql::Sql,
    store::Store,
};

pub(super) use self::{facets::facets, suggest::suggest};

pub(super) async fn search(store: &Store, reader: &Reader, search: &Search) -> Result<Hits, Error> {
    let asked = Asked::read(store, reader, &search.query).await?;
    let as_of = search.after.map_or(reader.now, |place| place.as_of);
    let mut sql = store.sql();
    let is_ranked = match &asked.ask {
        Ask::Nothing => {
            return Ok(Hits {
                hits: Vec::new(),
                has_more: false,
                reached: None,
                as_of,
            });
        }
        Ask::Holding { tiers, .. } if search.order == SearchOrder::Relevance => {
            write_candidates(&mut sql, reader, search, tiers);
            true
        }
        _ => {
            write_newest(&mut sql, reader, search, &asked.ask);
            false
        }
    };
    let mut rows: Vec<CandidateRow> = store.rows(sql).await?;
    let mut met = HashSet::with_capacity(rows.len());
    rows.retain(|row| met.insert(row.found.article_id));
    let mut found = ranked(&asked, rows, as_of);
    if is_ranked {
        found.sort_by(|a, b| after(&a.place, &b.place));
        if let Some(place) = &search.after {
            found.retain(|candidate| after(place, &candidate.place) == Ordering::Less);
        }
    }
    Ok(page(found, search, as_of))
}

/// Cuts the page off and reads its cards. One that does not decode leaves a gap, as in any list, and what stands behind it is found all the same.
fn page(mut found: Vec<Candidate>, search: &Search, as_of: Moment) -> Hits {
    let size = usize::try_from(search.first).unwrap_or(usize::MAX);
    let has_more = found.len() > size;
    found.truncate(size);
    let reached = found.last().map(|last| last.place);
    let hit = |Candidate { found, place }: Candidate| {
        let article = Arc::new(readable(found.article())?);
        Some(Hit {
            article,
            score: place.score,
            place,
        })
    };
    Hits {
        hits: found.into_iter().filter_map(hit).collect(),
        has_more,
        reached,
        as_of,
    }
}

/// The order of hits by relevance: the better first, of as good the newer, then the greater identity.
fn after(a: &Place, b: &Place) -> Ordering {
    b.score
        .total_cmp(&a.score)
        .then(b.published_at.cmp(&a.published_at))
        .then(b.id.cmp(&a.id))
}

struct Candidate {
    found: FoundRow,
    place: Place,
}

/// A candidate as it was found, with what it is ranked by.
struct CandidateRow {
    found: FoundRow,
    language: String,
    counts: Vec<u8>,
    headline: String,
}

impl FromQueryResult for CandidateRow {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Self, sea_orm::DbErr> {
        Ok(Self {
            found: FoundRow::from_query_result(row, prefix)?,
            language: row.try_get(prefix, "language")?,
            counts: row.try_get(prefix, "counts")?,
            headline: row.try_get(prefix, "headline")?,
        })
    }
}

/// Scores candidates.
fn ranked(asked: &Asked, rows: Vec<CandidateRow>, as_of: Moment) -> Vec<Candidate> {
    let scale = |reading: &Reading| Scale::of(&reading.needles, &asked.weights);
    let scales: Vec<Scale> = asked.readings.iter().map(scale).collect();
    let place = |row: &CandidateRow| {
        let relevance = relevance(asked, &scales, row).unwrap_or(0.0);
        let published_at = Moment::from_millis(row.found.published_at);
        Place {
            as_of,
            score: score(relevance, published_at, as_of),
            published_at,
            id: ArticleId::from_uuid(row.found.article_id),
        }
    };
    rows.into_iter()
        .map(|row| Candidate {
            place: place(&row),
            found: row.found,
        })
        .collect()
}

/// How well a candidate answers, by the scale of its language.
fn relevance(asked: &Asked, scales: &[Scale], row: &CandidateRow) -> Option<f64> {
    let language = Language::parse(&row.language).unwrap_or_default();
    let is_its = |reading: &Reading| reading.is_of(&language);
    let reading = asked.readings.iter().position(is_its)?;
    let scale = scales.get(reading)?;
    let counts = Counts::read(&row.counts)?;
    let standfirst = if scale.has_beginning() {
        row.found.standfirst()
    } else {
        None
    };
    let standfirst = standfirst.map(|text| Paper::terms(&language, &text));
    Some(scale.relevance(&counts, &row.headline, &standfirst.unwrap_or_default()))
}

fn columns() -> String {
    format!("{FOUND_COLUMNS}, s.language, e.counts, e.headline")
}

/// The candidates as one statement. Those that hold several of the words together are found a second time by the rarest of them.
fn write_candidates(sql: &mut Sql, reader: &Reader, search: &Search, tiers: &[Tier]) {
    let engine = sql.engine();
    let conditions = asked::conditions(reader, search, sql);
    let columns = columns();
    let tier = |tier: &Tier| {
        let limit = sql.bind(i64::from(tier.most));
        let wanted = sql.bind(engine.wanted(&tier.wanted));
        let matching = engine.matching(&wanted, tier.is_common);
        format!(
            "SELECT * FROM (SELECT {columns} FROM {} WHERE {}{conditions} ORDER BY {} LIMIT {limit}) t",
            matching.from, matching.holds, matching.newest,
        )
    };
    let tiers: Vec<String> = tiers.iter().map(tier).collect();
    sql.push(&tiers.join(" UNION ALL "));
}

/// A page of what matches by date, with one item more than the page holds.
fn write_newest(sql: &mut Sql, reader: &Reader, search: &Search, ask: &Ask) {
    let engine = sql.engine();
    let mut conditions = asked::conditions(reader, search, sql);
    if let Some(place) = &search.after {
        let (at, id) = (
            sql.bind(place.published_at.as_millis()),
            sql.bind(place.id.as_uuid()),
        );
        conditions.push_str(&format!(
            " AND (s.published_at, s.article_id) < ({at}, {id})"
        ));
        if matches!(ask, Ask::Holding { .. }) {
            conditions.push_str(&engine.not_after(place.published_at.as_millis()));
        }
    }
    let limit = sql.bind(i64::from(search.first) + 1);
    let page = match ask {
        Ask::Holding {
            wanted, is_common, ..
        } => {
            let wanted = sql.bind(engine.wanted(wanted));
            let matching = engine.matching(&wanted, *is_common);
            engine.newest_page(&columns(), &matching, &conditions, &limit)
        }
        _ => format!(
            "SELECT {} FROM {} ORDER BY s.published_at DESC, s.article_id DESC LIMIT {limit}",
            columns(),
            asked::everything(ask, &conditions, sql),
        ),
    };
    sql.push(&page);
}

pub(super) async fn count(store: &Store, reader: &Reader, search: &Search) -> Result<u64, Error> {
    let asked = Asked::read(store, reader, &search.query).await?;
    let mut sql = store.sql();
    let Some(matched) = asked::matched(&asked.ask, reader, search, &mut sql) else {
        return Ok(0);
    };
    sql.push(&format!("SELECT COUNT(*) AS count FROM {}", matched.from));
    let rows = store.rows::<CountRow>(sql).await?;
    Ok(rows.first().map_or(0, |row| whole(row.count)))
}
