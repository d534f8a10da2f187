//! Index entry of a showing.

use standfirst_domain::{ids::ArticleId, moment::Moment, search::IndexedDocument};

/// Index entry of a showing.
pub(crate) struct IndexEntry {
    pub(crate) article: ArticleId,
    /// Number of the showing.
    pub(crate) number: u32,
    pub(crate) published_at: Moment,
    /// Term that marks the language of the article.
    pub(crate) language: String,
    pub(crate) document: IndexedDocument,
}
