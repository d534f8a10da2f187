//! Sections: the shelves of the paper. An article stands on one at most.

use crate::{ids::SectionId, slug::Slug, text::Name};

/// A shelf: world, sport, opinion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its identity.
    pub id: SectionId,
    /// The human part of its page's address, unique among sections.
    pub slug: Slug,
    /// As printed.
    pub name: Name,
    /// A sentence about it.
    pub description: Option<String>,
}
