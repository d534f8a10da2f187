//! Key of related articles: the arguments that the archive needs.

use std::collections::BTreeSet;

use standfirst_domain::{
    ids::{ArticleId, SectionId},
    moment::Moment,
    related::RelatedFilter,
};

/// Arguments of a list of related articles. Lists of several articles with equal arguments are read
/// with one call.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RelatedKey {
    /// Most articles.
    pub most: u32,
    /// Earliest time of publication.
    pub published_from: Option<Moment>,
    /// Sections of the articles; `None` for all.
    pub sections: Option<BTreeSet<SectionId>>,
    /// Articles that are left out.
    pub without: BTreeSet<ArticleId>,
    /// Bits of the least score, which is not negative. Bits can be hashed and compared.
    pub min_score_bits: u64,
}

impl RelatedKey {
    /// The arguments as the port takes them.
    pub fn filter(&self) -> RelatedFilter {
        RelatedFilter {
            limit: usize::try_from(self.most).unwrap_or(usize::MAX),
            published_from: self.published_from,
            sections: self.sections.clone(),
            excluded: self.without.clone(),
            min_score: f64::from_bits(self.min_score_bits),
        }
    }
}
