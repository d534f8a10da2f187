//! Inputs of the mutations on articles.

use async_graphql::{ID, InputObject, MaybeUndefined};

use super::content::ContentInput;
use crate::graphql::{
    command_input::{IdempotentInput, VersionedInput},
    scalars::DateTime,
};

/// Input of `articleCreate`.
#[derive(InputObject)]
pub struct ArticleCreateInput {
    /// Title (at most 300 characters).
    pub headline: String,
    /// Content except the headline.
    #[graphql(flatten)]
    pub content: ContentInput,
    #[graphql(flatten)]
    pub sent: IdempotentInput,
}

/// Changes to an article's content. Omitted fields keep their value; null clears them.
#[derive(InputObject)]
pub struct ArticleChange {
    /// Title (at most 300 characters). It cannot be cleared.
    pub headline: MaybeUndefined<String>,
    /// Content except the headline.
    #[graphql(flatten)]
    pub content: ContentInput,
}

/// Input of `articleUpdate`.
#[derive(InputObject)]
pub struct ArticleUpdateInput {
    #[graphql(flatten)]
    pub revised: VersionedInput,
    /// Changes to the content.
    pub change: ArticleChange,
    /// Reason for the new revision, shown in the revision history (at most 1,000 characters).
    pub note: Option<String>,
}

/// Input of `articleSubmit`.
#[derive(InputObject)]
pub struct ArticleSubmitInput {
    #[graphql(flatten)]
    pub revised: VersionedInput,
}

/// Input of `articleUnpublish`.
#[derive(InputObject)]
pub struct ArticleUnpublishInput {
    #[graphql(flatten)]
    pub revised: VersionedInput,
}

/// Input of `articleDelete`.
#[derive(InputObject)]
pub struct ArticleDeleteInput {
    #[graphql(flatten)]
    pub revised: VersionedInput,
}

/// Input of `articleReturn`.
#[derive(InputObject)]
pub struct ArticleReturnInput {
    #[graphql(flatten)]
    pub revised: VersionedInput,
    /// Work to be done before the article is submitted again (at most 1,000 characters).
    pub note: String,
}

/// Input of `articlePublish`.
#[derive(InputObject)]
pub struct ArticlePublishInput {
    #[graphql(flatten)]
    pub revised: VersionedInput,
    /// Date and time of publication; omit it to publish now. A time in the past is an error. The
    /// revision that is published is the head revision at the time of this request; later updates
    /// are not included.
    pub at: Option<DateTime>,
    /// Reason for publishing (at most 1,000 characters). Required for a retracted article.
    pub reason: Option<String>,
}

/// Input of `articleEmbargo`.
#[derive(InputObject)]
pub struct ArticleEmbargoInput {
    #[graphql(flatten)]
    pub revised: VersionedInput,
    /// End of the embargo; null lifts the embargo. The field must be present, and the time must be
    /// in the future and before the expiry.
    pub until: MaybeUndefined<DateTime>,
}

/// Input of `articleExpire`.
#[derive(InputObject)]
pub struct ArticleExpireInput {
    #[graphql(flatten)]
    pub revised: VersionedInput,
    /// Date and time from which the article is no longer public; null removes the expiry. The field
    /// must be present, and the time must not be in the past and must be after the article becomes
    /// public.
    pub at: MaybeUndefined<DateTime>,
}

/// Input of `articleCorrect`.
#[derive(InputObject)]
pub struct ArticleCorrectInput {
    #[graphql(flatten)]
    pub revised: VersionedInput,
    /// Changes to the content.
    pub change: ArticleChange,
    /// Text of the correction for readers: the error and the correct fact (at most 1,000
    /// characters).
    pub correction: String,
}

/// Input of `articleRetract`.
#[derive(InputObject)]
pub struct ArticleRetractInput {
    #[graphql(flatten)]
    pub revised: VersionedInput,
    /// Reason for the retraction, shown to readers (at most 1,000 characters).
    pub reason: String,
}

/// Input of `articleRestore`.
#[derive(InputObject)]
pub struct ArticleRestoreInput {
    #[graphql(flatten)]
    pub revised: VersionedInput,
    /// Number of the revision whose content becomes a new head revision. Omit it to restore a
    /// deleted article as it was.
    pub revision: Option<i32>,
    /// Reason for the new revision, shown in the revision history (at most 1,000 characters).
    pub note: Option<String>,
}

/// Input of `articleSetRelated`.
#[derive(InputObject)]
pub struct ArticleSetRelatedInput {
    #[graphql(flatten)]
    pub revised: VersionedInput,
    /// Ids of the articles to list first, in this order (at most 20). Omit it to keep the current
    /// list; null or an empty list removes all.
    pub pinned: MaybeUndefined<Vec<ID>>,
    /// Ids of the articles that are never listed as related (at most 20). Omit it to keep the
    /// current list; null or an empty list removes all.
    pub excluded: MaybeUndefined<Vec<ID>>,
}
