//! Search.
//!
//! A search takes two statements. The first loads the document frequencies of the query's terms
//! among what anonymous readers see ([`statistics`]). The second selects candidates
//! ([`candidates`]), which [`standfirst_domain::search`] then ranks.
//!
//! Candidates are the newest articles with all words, then with fewer and fewer of the rarest
//! words, then with each word. They are enough to fill pages with the best answers, and few enough
//! that a common word costs no more than a rare one.

mod candidates;
mod conditions;
mod facets;
mod planned_query;
mod statistics;
mod suggest;

use std::{cmp::Ordering, sync::Arc};

use async_trait::async_trait;
use standfirst_domain::{
    error::Error,
    moment::Moment,
    ports::SearchReads,
    search::{Facet, Facets, Hit, HitPosition, Hits, Search, SearchOrder, SearchPlan, Suggestion},
    visibility::Reader,
};

use self::{
    candidates::{Candidate, push_candidates, push_newest, score_candidates},
    planned_query::PlannedQuery,
};
use crate::{rows::decode::log_and_skip, store::Store};

#[async_trait]
impl SearchReads for Store {
    async fn search(&self, reader: Reader, search: Arc<Search>) -> Result<Hits, Error> {
        let query = PlannedQuery::load(self, &reader, &search.query).await?;
        let as_of = search.after.map_or(reader.now, |position| position.as_of);
        let mut sql = self.sql();
        let is_ranked = match &query.plan {
            SearchPlan::NoMatches => return Ok(no_hits(as_of)),
            SearchPlan::Matching { tiers, .. } if search.order == SearchOrder::Relevance => {
                push_candidates(&mut sql, &reader, &search, tiers);
                true
            }
            // Without words, all matches are equally relevant, and the order is by date.
            plan => {
                push_newest(&mut sql, &reader, &search, plan);
                false
            }
        };
        let mut found = score_candidates(&query, self.rows(sql).await?, as_of);
        if is_ranked {
            found.sort_by(|a, b| cmp_relevance(&a.position, &b.position));
            if let Some(after) = &search.after {
                // The same candidates are ranked for each page, and the earlier ones dropped.
                found.retain(|found| cmp_relevance(after, &found.position) == Ordering::Less);
            }
        }
        Ok(page(found, &search, as_of))
    }

    async fn search_count(&self, reader: Reader, search: Arc<Search>) -> Result<u64, Error> {
        let query = PlannedQuery::load(self, &reader, &search.query).await?;
        let mut sql = self.sql();
        let Some(matches) = conditions::matches(&query.plan, &reader, &search, &mut sql) else {
            return Ok(0);
        };
        sql.push(&format!("SELECT COUNT(*) AS count FROM {}", matches.from));
        self.count(sql).await
    }

    async fn search_facets(
        &self,
        reader: Reader,
        search: Arc<Search>,
        facets: Vec<Facet>,
        limit: u32,
    ) -> Result<Facets, Error> {
        facets::facets(self, &reader, &search, &facets, limit).await
    }

    async fn suggest(
        &self,
        reader: Reader,
        prefix: Arc<str>,
        limit: u32,
    ) -> Result<Vec<Suggestion>, Error> {
        suggest::suggest(self, &reader, &prefix, limit).await
    }
}

const fn no_hits(as_of: Moment) -> Hits {
    Hits {
        hits: Vec::new(),
        has_more: false,
        end: None,
        as_of,
    }
}

/// Cuts a page off the candidates and decodes its cards. A card that does not decode leaves a gap,
/// as in any list, and does not end the hits.
fn page(mut found: Vec<Candidate>, search: &Search, as_of: Moment) -> Hits {
    let size = usize::try_from(search.first).unwrap_or(usize::MAX);
    let has_more = found.len() > size;
    found.truncate(size);
    let end = found.last().map(|last| last.position);
    let hit = |Candidate { row, position }: Candidate| {
        let article = Arc::new(log_and_skip(row.article())?);
        Some(Hit {
            article,
            score: position.score,
            position,
        })
    };
    Hits {
        hits: found.into_iter().filter_map(hit).collect(),
        has_more,
        end,
        as_of,
    }
}

/// Order of hits by relevance: the better first, then the newer, then the greater id.
fn cmp_relevance(a: &HitPosition, b: &HitPosition) -> Ordering {
    b.score
        .total_cmp(&a.score)
        .then(b.published_at.cmp(&a.published_at))
        .then(b.id.cmp(&a.id))
}
