//! Why an article stands beside another, or why it does not.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result};
use standfirst_domain::{
    ids::ArticleId,
    listing::Key,
    ports::Found,
    related::{Absence, Explanation},
};

use super::RelatedReason;
use crate::graphql::{article::Article, errors::fault, ids::Named, reading::Reading, turns};

/// The field that explains what stands beside an article.
#[derive(Default)]
pub struct RelatedQuery;

#[Object]
impl RelatedQuery {
    /// Why an article stands beside another in its list of related articles, or why it does not: for any two that you may see in full. Null when there
    /// are not two such.
    async fn explain_related(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the article whose list it is.")] article: ID,
        #[graphql(desc = "The id of the article that stands there, or does not.")] other: ID,
    ) -> Option<Result<RelatedExplanation>> {
        explained(ctx, &article, &other).await.transpose()
    }
}

async fn explained(
    ctx: &Context<'_>,
    article: &ID,
    other: &ID,
) -> Result<Option<RelatedExplanation>> {
    let reading = Reading::of(ctx)?;
    let (Some(Named::Article(article)), Some(Named::Article(other))) =
        (Named::of(article), Named::of(other))
    else {
        return Ok(None);
    };
    let (Some(one), Some(another)) = (full(reading, article).await?, full(reading, other).await?)
    else {
        return Ok(None);
    };
    let _reading = turns::reading();
    let explanation = reading.explain_related(article, other).await;
    let explanation = explanation.map_err(|failure| fault(Arc::new(failure)))?;
    Ok(explanation.map(|explanation| RelatedExplanation {
        article: one,
        other: another,
        explanation,
    }))
}

async fn full(reading: &Arc<Reading>, id: ArticleId) -> Result<Option<Article>> {
    let found = reading.article(Key::Id(id)).await.map_err(fault)?;
    let full = found.filter(|found| matches!(found, Found::Full(_)));
    Ok(full.map(|found| Article::new(found, reading)))
}

/// Why an article stands beside another, or why it does not.
pub struct RelatedExplanation {
    article: Article,
    other: Article,
    explanation: Explanation,
}

/// Why an article is not in the list of another.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum RelatedAbsence {
    /// It is the same article.
    SameArticle,
    /// An editor wants it never to stand there.
    ExcludedByEditor,
    /// The two have no word, tag, series or collection in common that is rare enough and near enough in time for them to be looked at together.
    TooLittleInCommon,
    /// More articles than are kept have more in common with it: see `lastScore`.
    Outranked,
    /// What one of the two says was not weighed yet. It is within a second of being published, and for the public alone.
    NotYetWeighed,
}

/// Why an article stands beside another, or why it does not.
#[Object]
impl RelatedExplanation {
    /// The article whose list it is.
    async fn article(&self) -> &Article {
        &self.article
    }

    /// The article that stands there, or does not.
    async fn other(&self) -> &Article {
        &self.other
    }

    /// The score that it has there, or would have: the sum of what the reasons contribute. 0 when nothing speaks for it.
    async fn score(&self) -> f64 {
        self.explanation.score
    }

    /// What speaks for it, the weightiest first.
    async fn reasons(&self) -> Vec<RelatedReason> {
        let reading = &self.article.reading;
        let reasons = self.explanation.reasons.iter();
        reasons
            .map(|reason| RelatedReason::of(reason, reading))
            .collect()
    }

    /// Its place in the whole list as you may see it, from 1. Null when it is not there.
    async fn rank(&self) -> Option<u32> {
        let rank = self.explanation.rank?;
        u32::try_from(rank).ok()
    }

    /// Why it is not there. Null when it is.
    async fn absence(&self) -> Option<RelatedAbsence> {
        Some(match self.explanation.absence? {
            Absence::SameArticle => RelatedAbsence::SameArticle,
            Absence::Excluded => RelatedAbsence::ExcludedByEditor,
            Absence::TooLittleInCommon => RelatedAbsence::TooLittleInCommon,
            Absence::Outranked { .. } => RelatedAbsence::Outranked,
            Absence::NotIndexed => RelatedAbsence::NotYetWeighed,
        })
    }

    /// The score of the last that is kept, where others have more in common; null otherwise, and where you may see none of those.
    async fn last_score(&self) -> Option<f64> {
        match self.explanation.absence? {
            Absence::Outranked { last_score } => Some(last_score).filter(|score| score.is_finite()),
            _ => None,
        }
    }
}
