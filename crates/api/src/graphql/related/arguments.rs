//! Which of what belongs beside an article is asked for. What is out of its range is refused and never clamped.

use std::{collections::BTreeSet, sync::Arc};

use async_graphql::{Error, ID, Result};
use standfirst_domain::{
    ids::{ArticleId, SectionId},
    listing::Key,
    moment::Moment,
    related::RelatedFilter,
};

use crate::graphql::{
    connection::size,
    errors::{fault, refusal},
    ids::Named,
    input,
    reading::Reading,
    turns::Turn,
};

/// How many articles stand beside another when nobody says.
pub const USUAL: i32 = 6;
/// The oldest that an article may be asked to be, in days.
const OLDEST: i32 = 36_500;
/// The most sections that are named.
const MOST_SECTIONS: usize = 20;
const DAY_MILLIS: i64 = 86_400_000;

/// The arguments of `related`.
pub struct RelatedArguments {
    /// At most so many.
    pub first: Option<i32>,
    /// Published within so many days.
    pub max_age_days: Option<i32>,
    /// In one of these sections, by slug.
    pub sections: Option<Vec<String>>,
    /// None of these.
    pub exclude_ids: Option<Vec<ID>>,
    /// With at least this score.
    pub min_score: Option<f64>,
    /// The list's turn, where it leaves out what other lists show.
    pub turn: Option<Turn>,
}

/// What is asked of the archive: the same of many articles is asked at once.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Asked {
    most: u32,
    published_from: Option<Moment>,
    sections: Option<BTreeSet<SectionId>>,
    without: BTreeSet<ArticleId>,
    /// The bits of a number that is not negative.
    min_score: u64,
}

impl Asked {
    /// As the newsroom has it.
    pub fn filter(&self) -> RelatedFilter {
        RelatedFilter {
            limit: usize::try_from(self.most).unwrap_or(usize::MAX),
            published_from: self.published_from,
            sections: self.sections.clone(),
            excluded: self.without.clone(),
            min_score: f64::from_bits(self.min_score),
        }
    }
}

impl RelatedArguments {
    /// How many are shown.
    ///
    /// # Errors
    /// The number is out of range.
    pub fn most(&self) -> Result<u32, Error> {
        size("first", self.first.unwrap_or(USUAL))
    }

    /// What is asked of the archive. Sections are looked up by their slugs, present or past; one that there is not holds nothing.
    ///
    /// # Errors
    /// Something is out of range, or cannot be read.
    pub async fn asked(&self, reading: &Reading) -> Result<Asked, Error> {
        let more = self.turn.as_ref().map_or(0, Turn::more);
        let min_score = self.min_score()?;
        Ok(Asked {
            most: self.most()?.saturating_add(more),
            published_from: self.published_from(reading.reader.now)?,
            without: self.without()?,
            sections: self.sections(reading).await?,
            min_score: min_score.to_bits(),
        })
    }

    fn min_score(&self) -> Result<f64, Error> {
        let score = self.min_score.unwrap_or(0.0);
        if !(0.0..=1.0).contains(&score) {
            return Err(refusal("`minScore` must be from 0 to 1."));
        }
        // There is one nought, and not two that differ by their sign.
        Ok(score.abs())
    }

    fn published_from(&self, now: Moment) -> Result<Option<Moment>, Error> {
        let Some(days) = self.max_age_days else {
            return Ok(None);
        };
        if !(1..=OLDEST).contains(&days) {
            return Err(refusal(format!("`maxAgeDays` must be from 1 to {OLDEST}.")));
        }
        Ok(Some(now.plus_millis(-DAY_MILLIS * i64::from(days))))
    }

    fn without(&self) -> Result<BTreeSet<ArticleId>, Error> {
        let ids = self.exclude_ids.as_deref().unwrap_or_default();
        input::within_limit("excludeIds", ids)?;
        let article = |id: &ID| match Named::of(id) {
            Some(Named::Article(id)) => Ok(id),
            _ => Err(refusal("`excludeIds` takes ids of articles.")),
        };
        ids.iter().map(article).collect()
    }

    async fn sections(&self, reading: &Reading) -> Result<Option<BTreeSet<SectionId>>, Error> {
        let named = self.sections.as_deref().unwrap_or_default();
        if named.len() > MOST_SECTIONS {
            return Err(refusal(format!(
                "`sections` takes at most {MOST_SECTIONS} entries."
            )));
        }
        if named.is_empty() {
            return Ok(None);
        }
        let slugs = named.iter().map(|slug| input::slug("sections", slug));
        let slugs: Vec<_> = slugs.collect::<Result<_, _>>()?;
        let keys = slugs.into_iter().flatten().map(Key::Slug);
        let found = reading.loaders.sections.many(keys).await.map_err(fault)?;
        Ok(Some(found.values().map(|section| section.id).collect()))
    }
}

/// What is asked, shared by all who ask the same.
pub type Question = Arc<Asked>;
