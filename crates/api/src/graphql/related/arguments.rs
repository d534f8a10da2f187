//! Arguments of lists of related articles. A value out of range is rejected and never clamped.

use std::collections::BTreeSet;

use async_graphql::{Error, ID, Result};
use standfirst_domain::{
    ids::{ArticleId, SectionId},
    listing::Key,
    moment::Moment,
};

use super::key::RelatedKey;
use crate::graphql::{
    connection::size, errors::bad_input, ids::GlobalId, input, page_dedupe::ListDedupe,
    read_context::ReadContext,
};

/// Default number of related articles.
pub const USUAL: i32 = 6;
/// Highest `maxAgeDays`.
const MAX_AGE_DAYS: i32 = 36_500;
/// Most sections in the argument.
const MAX_SECTIONS: usize = 20;
const DAY_MILLIS: i64 = 86_400_000;

/// Arguments of the field `related`.
pub struct RelatedArguments {
    /// Most articles.
    pub first: Option<i32>,
    /// Highest age in days.
    pub max_age_days: Option<i32>,
    /// Slugs of the sections to include.
    pub sections: Option<Vec<String>>,
    /// Articles that are left out.
    pub exclude_ids: Option<Vec<ID>>,
    /// Least score.
    pub min_score: Option<f64>,
    /// Deduplication, if the argument asks for it.
    pub list_dedupe: Option<ListDedupe>,
}

impl RelatedArguments {
    /// Most articles to show.
    ///
    /// # Errors
    /// The number is out of range.
    pub fn most(&self) -> Result<u32, Error> {
        size("first", self.first.unwrap_or(USUAL))
    }

    /// Validates the arguments and looks the sections up by their present or past slugs. A section
    /// that does not exist contains no articles.
    ///
    /// # Errors
    /// An argument is out of range, or a section cannot be read.
    pub async fn key(&self, read_context: &ReadContext) -> Result<RelatedKey, Error> {
        let more = self.list_dedupe.as_ref().map_or(0, ListDedupe::more);
        let min_score = self.min_score()?;
        Ok(RelatedKey {
            most: self.most()?.saturating_add(more),
            published_from: self.published_from(read_context.reader.now)?,
            without: self.without()?,
            sections: self.sections(read_context).await?,
            min_score_bits: min_score.to_bits(),
        })
    }

    fn min_score(&self) -> Result<f64, Error> {
        let score = self.min_score.unwrap_or(0.0);
        if !(0.0..=1.0).contains(&score) {
            return Err(bad_input("`minScore` must be from 0 to 1."));
        }
        // Negative zero has other bits than zero, so the sign is dropped.
        Ok(score.abs())
    }

    fn published_from(&self, now: Moment) -> Result<Option<Moment>, Error> {
        let Some(days) = self.max_age_days else {
            return Ok(None);
        };
        if !(1..=MAX_AGE_DAYS).contains(&days) {
            return Err(bad_input(format!(
                "`maxAgeDays` must be from 1 to {MAX_AGE_DAYS}."
            )));
        }
        Ok(Some(now.plus_millis(-DAY_MILLIS * i64::from(days))))
    }

    fn without(&self) -> Result<BTreeSet<ArticleId>, Error> {
        let ids = self.exclude_ids.as_deref().unwrap_or_default();
        input::within_limit("excludeIds", ids)?;
        let article = |id: &ID| {
            let wrong = || bad_input("`excludeIds` accepts only ids of articles.");
            GlobalId::decode_as(id).ok_or_else(wrong)
        };
        ids.iter().map(article).collect()
    }

    async fn sections(
        &self,
        read_context: &ReadContext,
    ) -> Result<Option<BTreeSet<SectionId>>, Error> {
        let named = self.sections.as_deref().unwrap_or_default();
        if named.len() > MAX_SECTIONS {
            return Err(bad_input(format!(
                "`sections` takes at most {MAX_SECTIONS} entries."
            )));
        }
        if named.is_empty() {
            return Ok(None);
        }
        let slugs = named.iter().map(|slug| input::slug("sections", slug));
        let slugs: Vec<_> = slugs.collect::<Result<_, _>>()?;
        let keys = slugs.into_iter().flatten().map(Key::Slug);
        let found = read_context.loaders.sections.many(keys).await?;
        Ok(Some(found.values().map(|section| section.id).collect()))
    }
}
