//! Resolvers of sections.

use async_graphql::{Context, ID, Object, Result};
use standfirst_domain::{ids::SectionId, section as newsroom};

use super::Section;
use crate::graphql::{
    cursor::ListKind, ids::GlobalId, list::TaxonomySource, objects::SectionFields,
};

impl Section {
    /// Resolves `id` for the interface `Node`.
    pub async fn id(&self, ctx: &Context<'_>) -> Result<ID> {
        self.1.id(ctx).await
    }
}

#[Object]
impl SectionFields {
    /// Globally unique, stable identifier.
    async fn id(&self) -> ID {
        GlobalId::Section(self.0.id).encode()
    }

    /// URL-friendly identifier, unique among sections. Former slugs still resolve.
    async fn slug(&self) -> &str {
        self.0.slug.as_str()
    }

    /// Display name.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// Short description.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// Version number, starting at 1 and increased by every change. Pass it as `expectedVersion`.
    async fn version(&self) -> u32 {
        self.0.version
    }
}

/// Access to sections through the loaders.
pub const SECTIONS: TaxonomySource<SectionId, newsroom::Section> = TaxonomySource {
    kind: ListKind::Sections,
    id: |section| section.id,
    items: |loaders| &loaders.sections,
    lists: |loaders| &loaders.section_lists,
};
