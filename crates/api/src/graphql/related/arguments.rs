//! Which of what belongs beside an article is asked for. What is out of its range is refused and never clamped.

use std::{collections::BTreeSet, sync::Arc};

use async_graphql::{Error, ID, Result};
use standfirst_domain::{
    ids::{ArticleId, SectionId},
    listing::Key,
    moment::Moment,
    related::Wanted,
};

use crate::graphql::{
    connection::size,
    errors::{bad_input, field_error},
    ids::GlobalId,
    input,
    page_dedupe::ListDedupe,
    read_context::ReadContext,
};

/// Default number of related articles.
pub const USUAL: i32 = 6;
/// Highest value of `maxAgeDays`.
const OLDEST: i32 = 36_500;
/// Maximum number of section slugs.
const MOST_SECTIONS: usize = 20;
const DAY_MILLIS: i64 = 86_400_000;

/// Arguments of `related`.
pub struct RelatedArguments {
    /// Number of items to return.
    pub first: Option<i32>,
    /// Maximum age in days since publication.
    pub max_age_days: Option<i32>,
    /// Slugs of sections.
    pub sections: Option<Vec<String>>,
    /// Ids of articles to leave out.
    pub exclude_ids: Option<Vec<ID>>,
    /// Minimum score.
    pub min_score: Option<f64>,
    /// Place among the lists that share one set of shown articles.
    pub list_dedupe: Option<ListDedupe>,
}

/// Parameters of a related-articles lookup. Lookups with equal parameters are batched.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Asked {
    most: u32,
    published_from: Option<Moment>,
    sections: Option<BTreeSet<SectionId>>,
    without: BTreeSet<ArticleId>,
    /// Bits of a number that is not negative.
    min_score: u64,
}

impl Asked {
    /// Parameters as the domain expects them.
    pub fn wanted(&self) -> Wanted {
        Wanted {
            most: usize::try_from(self.most).unwrap_or(usize::MAX),
            published_from: self.published_from,
            sections: self.sections.clone(),
            without: self.without.clone(),
            min_score: f64::from_bits(self.min_score),
        }
    }
}

impl RelatedArguments {
    /// Number of articles to show.
    ///
    /// # Errors
    /// The number is out of range.
    pub fn most(&self) -> Result<u32, Error> {
        size("first", self.first.unwrap_or(USUAL))
    }

    /// Parameters of the lookup. Sections are looked up by their current or former slugs; an
    /// unknown slug matches no article.
    ///
    /// # Errors
    /// An argument is out of range, or a section cannot be loaded.
    pub async fn asked(&self, read_context: &ReadContext) -> Result<Asked, Error> {
        let more = self.list_dedupe.as_ref().map_or(0, ListDedupe::more);
        let min_score = self.min_score()?;
        Ok(Asked {
            most: self.most()?.saturating_add(more),
            published_from: self.published_from(read_context.reader.now)?,
            without: self.without()?,
            sections: self.sections(read_context).await?,
            min_score: min_score.to_bits(),
        })
    }

    fn min_score(&self) -> Result<f64, Error> {
        let score = self.min_score.unwrap_or(0.0);
        if !(0.0..=1.0).contains(&score) {
            return Err(bad_input("`minScore` must be from 0 to 1."));
        }
        // There is one nought, and not two that differ by their sign.
        Ok(score.abs())
    }

    fn published_from(&self, now: Moment) -> Result<Option<Moment>, Error> {
        let Some(days) = self.max_age_days else {
            return Ok(None);
        };
        if !(1..=OLDEST).contains(&days) {
            return Err(bad_input(format!(
                "`maxAgeDays` must be from 1 to {OLDEST}."
            )));
        }
        Ok(Some(now.plus_millis(-DAY_MILLIS * i64::from(days))))
    }

    fn without(&self) -> Result<BTreeSet<ArticleId>, Error> {
        let ids = self.exclude_ids.as_deref().unwrap_or_default();
        input::within_limit("excludeIds", ids)?;
        let article = |id: &ID| match GlobalId::decode(id) {
            Some(GlobalId::Article(id)) => Ok(id),
            _ => Err(bad_input("`excludeIds` takes ids of articles.")),
        };
        ids.iter().map(article).collect()
    }

    async fn sections(
        &self,
        read_context: &ReadContext,
    ) -> Result<Option<BTreeSet<SectionId>>, Error> {
        let named = self.sections.as_deref().unwrap_or_default();
        if named.len() > MOST_SECTIONS {
            return Err(bad_input(format!(
                "`sections` takes at most {MOST_SECTIONS} entries."
            )));
        }
        if named.is_empty() {
            return Ok(None);
        }
        let slugs = named.iter().map(|slug| input::slug("sections", slug));
        let slugs: Vec<_> = slugs.collect::<Result<_, _>>()?;
        let keys = slugs.into_iter().flatten().map(Key::Slug);
        let found = read_context
            .loaders
            .sections
            .many(keys)
            .await
            .map_err(field_error)?;
        Ok(Some(found.values().map(|section| section.id).collect()))
    }
}

/// Parameters shared by all lookups that use the same arguments.
pub type RelatedKey = Arc<Asked>;
