//! Facets of a search, counted over the newest matches.

use std::collections::BTreeMap;

use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    error::Error,
    ids::{ContributorId, SectionId, TagId},
    moment::Moment,
    publication::TimeZone,
    search::{Facet, Facets, MAX_FACET_ARTICLES, Search},
    visibility::Reader,
};

use super::{conditions, planned_query::PlannedQuery};
use crate::{rows::count::to_u64, store::Store, taxonomy::lookup};

/// Number of matches with one tag, section, contributor or date.
#[derive(FromQueryResult)]
struct FacetRow {
    facet: i32,
    id: Option<Uuid>,
    at: Option<i64>,
    count: i64,
}

const TAG: i32 = 1;
const SECTION: i32 = 2;
const CONTRIBUTOR: i32 = 3;
const DATE: i32 = 4;

/// Counts facets, each up to `limit` values.
pub(super) async fn facets(
    store: &Store,
    reader: &Reader,
    search: &Search,
    facets: &[Facet],
    limit: u32,
) -> Result<Facets, Error> {
    let query = PlannedQuery::load(store, reader, &search.query).await?;
    let mut sql = store.sql();
    let matches = conditions::matches(&query.plan, reader, search, &mut sql);
    let Some(matches) = matches.filter(|_| !facets.is_empty()) else {
        return Ok(Facets::default());
    };
    let limit = sql.bind(i64::from(limit));
    let counts: Vec<String> = facets
        .iter()
        .map(|facet| count_query(*facet, &limit))
        .collect();
    // All facets count the same rows, which are therefore selected once.
    sql.push(&format!(
        "WITH matched AS MATERIALIZED (SELECT s.article_id, s.number, s.section_id, s.published_at FROM {} ORDER BY {} LIMIT {MAX_FACET_ARTICLES}) {}",
        matches.from,
        matches.newest,
        counts.join(" UNION ALL "),
    ));
    Ok(collect(store.rows(sql).await?))
}

/// Query that counts one facet, the largest counts first.
fn count_query(facet: Facet, limit: &str) -> String {
    let by_id = |facet: i32, id: &str, from: &str| {
        format!(
            "SELECT * FROM (SELECT {facet} AS facet, {id} AS id, CAST(NULL AS BIGINT) AS at, COUNT(*) AS count FROM {from} \
             GROUP BY {id} ORDER BY 4 DESC, 2 LIMIT {limit}) f{facet}"
        )
    };
    match facet {
        Facet::Tag => by_id(
            TAG,
            "m.tag_id",
            &format!(
                "matched x JOIN showing_tag m ON m.article_id = x.article_id AND m.number = x.number JOIN tag t ON t.id = m.tag_id AND {}",
                lookup::is_active("tag")
            ),
        ),
        Facet::Section => by_id(
            SECTION,
            "x.section_id",
            "matched x WHERE x.section_id IS NOT NULL",
        ),
        Facet::Contributor => by_id(
            CONTRIBUTOR,
            "m.contributor_id",
            "matched x JOIN showing_contributor m ON m.article_id = x.article_id AND m.number = x.number",
        ),
        // Months are derived from the dates in Rust: the engines' date functions differ.
        Facet::Month => format!(
            "SELECT {DATE} AS facet, CAST(NULL AS UUID) AS id, x.published_at AS at, COUNT(*) AS count FROM matched x GROUP BY x.published_at"
        ),
    }
}

fn collect(rows: Vec<FacetRow>) -> Facets {
    let mut facets = Facets::default();
    let mut months: BTreeMap<(i16, i8), u64> = BTreeMap::new();
    for row in rows {
        let count = to_u64(row.count);
        match (row.facet, row.id, row.at) {
            (TAG, Some(id), _) => facets.tags.push((TagId::from_uuid(id), count)),
            (SECTION, Some(id), _) => facets.sections.push((SectionId::from_uuid(id), count)),
            (CONTRIBUTOR, Some(id), _) => {
                facets
                    .contributors
                    .push((ContributorId::from_uuid(id), count));
            }
            (DATE, _, Some(at)) => {
                let day = Moment::from_millis(at).day_in(&TimeZone::UTC);
                *months.entry((day.year(), day.month())).or_default() += count;
            }
            _ => {}
        }
    }
    let latest_first = months.into_iter().rev();
    facets.months = latest_first
        .map(|((year, month), count)| (year, month, count))
        .collect();
    facets
}
