//! Sections: the main parts of a publication. An article belongs to at most one.

use crate::{
    command::{TaxonomyCommand, WithSlug, changed, renamed},
    ids::SectionId,
    slug::Slug,
    text::Name,
};

/// Section, such as world, sport or opinion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Identity of the section.
    pub id: SectionId,
    /// Human part of its page's address, unique among sections.
    pub slug: Slug,
    /// Name as printed.
    pub name: Name,
    /// Short description.
    pub description: Option<String>,
    /// Version for optimistic locking: 1 after creation, one more with each change.
    pub version: u32,
}

/// Change of a section. `None` keeps a field as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SectionChange {
    /// New name.
    pub name: Option<Name>,
    /// New slug; `Some(None)` generates one from the name.
    pub slug: Option<Option<Slug>>,
    /// New description; `Some(None)` removes it.
    pub description: Option<Option<String>>,
}

impl SectionChange {
    /// The section after the change.
    pub fn applied_to(&self, before: &Section) -> WithSlug<Section> {
        let change = (&self.name, &self.slug);
        renamed(change, (&before.name, &before.slug), |name, slug| Section {
            slug,
            name,
            description: changed(&self.description, &before.description),
            ..*before
        })
    }
}

/// A command on a section.
pub type SectionCommand = TaxonomyCommand<Section, SectionId, SectionChange>;
