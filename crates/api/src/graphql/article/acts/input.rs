//! What the acts on articles take.

use async_graphql::{ID, InputObject, MaybeUndefined};

use super::content::ContentInput;
use crate::graphql::{
    command_input::{IdempotentInput, VersionedInput},
    scalars::DateTime,
};

/// An article to be filed as a draft.
#[derive(InputObject)]
pub struct ArticleFileInput {
    /// The title.
    pub headline: String,
    /// The rest of it.
    #[graphql(flatten)]
    pub content: ContentInput,
    #[graphql(flatten)]
    pub sent: IdempotentInput,
}

/// What is to be changed of an article. What is left out stays as it is; null clears it.
#[derive(InputObject)]
pub struct ArticleChange {
    /// The title. It cannot be cleared.
    pub headline: MaybeUndefined<String>,
    /// The rest of it.
    #[graphql(flatten)]
    pub content: ContentInput,
}

/// A change that readers do not see until it is published.
#[derive(InputObject)]
pub struct ArticleAmendInput {
    #[graphql(flatten)]
    pub revised: VersionedInput,
    /// What is to be changed.
    pub change: ArticleChange,
    /// Why, for those who read the revisions.
    pub note: Option<String>,
}

/// An article, and nothing more to say.
#[derive(InputObject)]
pub struct ArticleActInput {
    #[graphql(flatten)]
    pub revised: VersionedInput,
}

/// An article to be given back to its author.
#[derive(InputObject)]
pub struct ArticleReturnInput {
    #[graphql(flatten)]
    pub revised: VersionedInput,
    /// What is to be done before it is submitted again.
    pub note: String,
}

/// An article to be put before readers.
#[derive(InputObject)]
pub struct ArticlePublishInput {
    #[graphql(flatten)]
    pub revised: VersionedInput,
    /// When; at once when nothing is said. It is the present head revision that will be published then, whatever is amended meanwhile.
    pub at: Option<DateTime>,
    /// Why; needed for an article that was retracted.
    pub reason: Option<String>,
}

/// An article to be held back, save from those trusted to hold it.
#[derive(InputObject)]
pub struct ArticleEmbargoInput {
    #[graphql(flatten)]
    pub revised: VersionedInput,
    /// Until when; null lifts the embargo.
    pub until: MaybeUndefined<DateTime>,
}

/// An article whose time before readers is to end.
#[derive(InputObject)]
pub struct ArticleExpireInput {
    #[graphql(flatten)]
    pub revised: VersionedInput,
    /// When; null lets it stay.
    pub at: MaybeUndefined<DateTime>,
}

/// An error to be admitted: the change is before readers at once, with the admission.
#[derive(InputObject)]
pub struct ArticleCorrectInput {
    #[graphql(flatten)]
    pub revised: VersionedInput,
    /// What is to be changed.
    pub change: ArticleChange,
    /// What was wrong and what is right, for readers.
    pub correction: String,
}

/// An article to be withdrawn, leaving a tombstone.
#[derive(InputObject)]
pub struct ArticleRetractInput {
    #[graphql(flatten)]
    pub revised: VersionedInput,
    /// Why, for readers.
    pub reason: String,
}

/// An article to be taken out of the bin, or given an earlier revision again.
#[derive(InputObject)]
pub struct ArticleRestoreInput {
    #[graphql(flatten)]
    pub revised: VersionedInput,
    /// The revision whose content it is given again, as a new revision. Left out, a deleted article comes back as it was.
    pub revision: Option<i32>,
    /// Why, for those who read the revisions.
    pub note: Option<String>,
}

/// What is to stand beside an article, and what not. Readers see it when the article is published next.
#[derive(InputObject)]
pub struct ArticlePickInput {
    #[graphql(flatten)]
    pub revised: VersionedInput,
    /// The articles that come first, in this order, at most 20. Left out they stay as they are; null or an empty list lets them go.
    pub pinned: MaybeUndefined<Vec<ID>>,
    /// The articles that never stand beside it, at most 20. Left out they stay as they are; null or an empty list lets them back.
    pub excluded: MaybeUndefined<Vec<ID>>,
}
