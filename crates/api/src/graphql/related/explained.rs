//! Explanations of why an article is related to another, or why not.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, Object, Result};
use standfirst_domain::{
    ids::ArticleId,
    listing::Key,
    ports::FoundArticle,
    related::{Absence, Explanation},
};

use super::RelatedReason;
use crate::graphql::{article::Article, ids::GlobalId, read_context::ReadContext};

/// Query that explains related articles.
#[derive(Default)]
pub struct RelatedQuery;

#[Object]
impl RelatedQuery {
    /// Explains why one article is, or is not, in the list of related articles of another. Null
    /// unless both articles are visible to the caller in full.
    async fn explain_related(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Id of the article whose list is explained.")] article: ID,
        #[graphql(desc = "Id of the article that is, or is not, in the list.")] other: ID,
    ) -> Option<Result<RelatedExplanation>> {
        explained(ctx, &article, &other).await.transpose()
    }
}

async fn explained(
    ctx: &Context<'_>,
    article: &ID,
    other: &ID,
) -> Result<Option<RelatedExplanation>> {
    let read_context = ReadContext::from_graphql(ctx)?;
    let (Some(article), Some(other)) = (GlobalId::decode_as(article), GlobalId::decode_as(other))
    else {
        return Ok(None);
    };
    let (Some(one), Some(another)) = (
        full(read_context, article).await?,
        full(read_context, other).await?,
    ) else {
        return Ok(None);
    };
    let explanation = read_context.explain_related(article, other).await?;
    Ok(explanation.map(|explanation| RelatedExplanation {
        article: one,
        other: another,
        explanation,
    }))
}

async fn full(read_context: &Arc<ReadContext>, id: ArticleId) -> Result<Option<Article>> {
    let found = read_context.article(Key::Id(id)).await?;
    let full = found.filter(|found| matches!(found, FoundArticle::Full(_)));
    Ok(full.map(|found| Article::new(found, read_context)))
}

/// Explains why an article is, or is not, in the list of related articles of another.
pub struct RelatedExplanation {
    article: Article,
    other: Article,
    explanation: Explanation,
}

/// Reason why an article is not in the list of related articles.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub enum RelatedAbsence {
    /// Both ids name the same article.
    SameArticle,
    /// An editor excluded the article from the list.
    ExcludedByEditor,
    /// The articles share no word, tag, series or collection that is rare enough and close enough
    /// in time for them to be compared.
    TooLittleInCommon,
    /// The stored list is full, and all its articles score higher; see `lastScore`.
    Outranked,
    /// One of the articles is not indexed yet. Indexing takes up to one second after publication
    /// and covers public articles only.
    NotYetIndexed,
}

/// Explains why an article is, or is not, in the list of related articles of another.
#[Object]
impl RelatedExplanation {
    /// Article whose list is explained.
    async fn article(&self) -> &Article {
        &self.article
    }

    /// Article that is, or is not, in the list.
    async fn other(&self) -> &Article {
        &self.other
    }

    /// Score of the article in the list, or the score it would have: the sum of the contributions
    /// of all reasons. 0 if there are no reasons.
    async fn score(&self) -> f64 {
        self.explanation.score
    }

    /// Reasons for relatedness, highest contribution first.
    async fn reasons(&self) -> Vec<RelatedReason> {
        let read_context = &self.article.read_context;
        let reasons = self.explanation.reasons.iter();
        reasons
            .map(|reason| RelatedReason::from_reason(reason, read_context))
            .collect()
    }

    /// Rank in the whole list as visible to the caller, starting at 1. Null if the article is not
    /// in the list.
    async fn rank(&self) -> Option<u32> {
        let rank = self.explanation.rank?;
        u32::try_from(rank).ok()
    }

    /// Reason why the article is not in the list. Null if it is.
    async fn absence(&self) -> Option<RelatedAbsence> {
        Some(match self.explanation.absence? {
            Absence::SameArticle => RelatedAbsence::SameArticle,
            Absence::Excluded => RelatedAbsence::ExcludedByEditor,
            Absence::TooLittleInCommon => RelatedAbsence::TooLittleInCommon,
            Absence::Outranked { .. } => RelatedAbsence::Outranked,
            Absence::NotIndexed => RelatedAbsence::NotYetIndexed,
        })
    }

    /// Lowest score in the stored list, if `absence` is OUTRANKED. Null otherwise, and if the
    /// caller can see none of the listed articles.
    async fn last_score(&self) -> Option<f64> {
        match self.explanation.absence? {
            Absence::Outranked { last_score } => Some(last_score).filter(|score| score.is_finite()),
            _ => None,
        }
    }
}
