//! Why an article belongs beside another. The score is the sum of what the reasons contribute, so that an explanation can be checked by adding up.

use crate::ids::{ArticleId, TagId};

/// An article that belongs beside another.
#[derive(Debug, Clone, PartialEq)]
pub struct Related {
    /// The article.
    pub article: ArticleId,
    /// How much it belongs there, above 0 and at most 1: the sum of the contributions.
    pub score: f64,
    /// Why, the weightiest first.
    pub reasons: Vec<Reason>,
}

/// Why an article belongs beside another.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    /// An editor pinned it there. It adds what the other reasons leave of 1, so that it comes before all that nobody pinned.
    EditorsPick {
        /// What it adds to the score.
        contribution: f64,
    },
    /// The author linked to it.
    LinkedByAuthor {
        /// What it adds to the score.
        contribution: f64,
    },
    /// Both belong to one series or stand in one collection.
    SameSeries {
        /// What it adds to the score.
        contribution: f64,
    },
    /// Both carry these tags, the weightiest first.
    SharedTags {
        /// The tags.
        tags: Vec<TagId>,
        /// What they add to the score.
        contribution: f64,
    },
    /// Both say the same words, the weightiest first.
    SimilarText {
        /// Some of the words, in the form in which they are written most.
        words: Vec<String>,
        /// What their texts add to the score.
        contribution: f64,
    },
    /// Both are of about the same time.
    CloseInTime {
        /// Days between them.
        days: f64,
        /// What it adds to the score.
        contribution: f64,
    },
}

impl Reason {
    /// What it adds to the score.
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
