//! Reasons for a related article. The score is the sum of the contributions of its reasons, so that
//! readers of the API can check an explanation by adding up.

use crate::ids::{ArticleId, TagId};

/// Article that is related to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Related {
    /// The article.
    pub article: ArticleId,
    /// Sum of the contributions, above 0 and at most 1.
    pub score: f64,
    /// Reasons, the largest contribution first.
    pub reasons: Vec<Reason>,
}

/// Reason for a related article, with its contribution to the score.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    /// An editor pinned the article. The contribution fills the score up to 1, so that pinned
    /// articles come before all others.
    EditorsPick {
        /// Contribution to the score.
        contribution: f64,
    },
    /// The author linked to the article.
    LinkedByAuthor {
        /// Contribution to the score.
        contribution: f64,
    },
    /// Both articles belong to one series or collection.
    SameSeries {
        /// Contribution to the score.
        contribution: f64,
    },
    /// Both articles carry the same tags.
    SharedTags {
        /// Shared tags, the heaviest first.
        tags: Vec<TagId>,
        /// Contribution to the score.
        contribution: f64,
    },
    /// Both articles use the same words.
    SimilarText {
        /// Some of the shared words, the heaviest first, in their most frequent written form.
        words: Vec<String>,
        /// Contribution of the texts to the score.
        contribution: f64,
    },
    /// Both articles are from about the same time.
    CloseInTime {
        /// Days between the publication dates.
        days: f64,
        /// Contribution to the score.
        contribution: f64,
    },
}

impl Reason {
    /// Contribution to the score.
    pub const fn contribution(&self) -> f64 {
        match self {
            Self::EditorsPick { contribution }
            | Self::LinkedByAuthor { contribution }
            | Self::SameSeries { contribution }
            | Self::SharedTags { contribution, .. }
            | Self::SimilarText { contribution, .. }
            | Self::CloseInTime { contribution, .. } => *contribution,
        }
    }
}
