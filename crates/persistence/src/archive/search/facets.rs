//! What the articles carry that match, counted over the newest of them.

use std::collections::BTreeMap;

use sea_orm::{FromQueryResult, prelude::Uuid};
use standfirst_domain::{
    error::Error,
    ids::{ContributorId, SectionId, TagId},
    moment::Moment,
    publication::TimeZone,
    search::{Facet, Facets, MOST_COUNTED, Search},
    visibility::Reader,
};

use super::{
    super::counts::whole,
    asked::{self, Asked},
};
use crate::{archive::resolved, store::Store};

/// How many of the articles that match carry one thing, or bear one date.
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

pub(in crate::archive) async fn facets(
    store: &Store,
    reader: &Reader,
    search: &Search,
    wanted: &[Facet],
    most: u32,
) -> Result<Facets, Error> {
    let asked = Asked::read(store, reader, &search.query).await?;
    let mut sql = store.sql();
    let matched = asked::matched(&asked.ask, reader, search, &mut sql);
    let Some(matched) = matched.filter(|_| !wanted.is_empty()) else {
        return Ok(Facets::default());
    };
    let limit = sql.bind(i64::from(most));
    let counts: Vec<String> = wanted.iter().map(|facet| count(*facet, &limit)).collect();
    sql.push(&format!(
        "WITH matched AS MATERIALIZED (SELECT s.article_id, s.number, s.section_id, s.published_at FROM {} ORDER BY {} LIMIT {MOST_COUNTED}) {}",
        matched.from,
        matched.newest,
        counts.join(" UNION ALL "),
    ));
    Ok(gathered(store.rows(sql).await?))
}

/// The counts of one facet, the most first.
fn count(facet: Facet, limit: &str) -> String {
    let of = |facet: i32, id: &str, from: &str| {
        format!(
            "SELECT * FROM (SELECT {facet} AS facet, {id} AS id, CAST(NULL AS BIGINT) AS at, COUNT(*) AS count FROM {from} \
             GROUP BY {id} ORDER BY 4 DESC, 2 LIMIT {limit}) f{facet}"
        )
    };
    match facet {
        Facet::Tag => of(
            TAG,
            "m.tag_id",
            &format!(
                "matched x JOIN showing_tag m ON m.article_id = x.article_id AND m.number = x.number JOIN tag t ON t.id = m.tag_id AND {}",
                resolved::standing("tag")
            ),
        ),
        Facet::Section => of(
            SECTION,
            "x.section_id",
            "matched x WHERE x.section_id IS NOT NULL",
        ),
        Facet::Contributor => of(
            CONTRIBUTOR,
            "m.contributor_id",
            "matched x JOIN showing_contributor m ON m.article_id = x.article_id AND m.number = x.number",
        ),
        Facet::Month => format!(
            "SELECT {DATE} AS facet, CAST(NULL AS UUID) AS id, x.published_at AS at, COUNT(*) AS count FROM matched x GROUP BY x.published_at"
        ),
    }
}

fn gathered(rows: Vec<FacetRow>) -> Facets {
    let mut facets = Facets::default();
    let mut months: BTreeMap<(i16, i8), u64> = BTreeMap::new();
    for row in rows {
        let count = whole(row.count);
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
    let latest = months.into_iter().rev();
    facets.months = latest
        .map(|((year, month), count)| (year, month, count))
        .collect();
    facets
}
