//! Sections: the shelves of the paper. An article stands on one at most.

use crate::{
    ids::SectionId,
    slug::Slug,
    taxonomy::{WithSlug, slug_after},
    text::Name,
};

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
    /// How often it was changed: 1 when it was made.
    pub version: u32,
}

/// A change of a section. `None` keeps what there is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SectionChange {
    /// What it is called.
    pub name: Option<Name>,
    /// Its slug; none makes it anew from the name.
    pub slug: Option<Option<Slug>>,
    /// A sentence about it.
    pub description: Option<Option<String>>,
}

impl SectionChange {
    /// The section so changed.
    pub fn applied_to(&self, before: &Section) -> WithSlug<Section> {
        let name = self.name.as_ref().unwrap_or(&before.name).clone();
        let (slug, slug_is_chosen) = slug_after(self.slug.as_ref(), &before.slug, &name);
        let description = self.description.as_ref();
        let entry = Section {
            slug,
            name,
            description: description.unwrap_or(&before.description).clone(),
            ..*before
        };
        WithSlug {
            entry,
            slug_is_chosen,
        }
    }
}
