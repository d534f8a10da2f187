//! Contributors: the people and agencies credited in bylines.

use serde::{Deserialize, Serialize};

use crate::{
    body::Image,
    command::{TaxonomyCommand, WithSlug, changed, renamed},
    ids::ContributorId,
    slug::Slug,
    text::Name,
};

/// Kind of a contributor.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum ContributorKind {
    /// Person.
    #[default]
    Person,
    /// News agency or another organisation that delivers copy.
    Agency,
}

/// Role in which a contributor is credited on an article.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum CreditRole {
    /// Wrote or reported the article.
    #[default]
    Reporter,
    /// Edited the article.
    Editor,
    /// Wrote the article as an opinion.
    Columnist,
    /// Took the photographs.
    Photographer,
    /// Drew the illustrations.
    Illustrator,
    /// Translated the article.
    Translator,
}

/// Person or agency that may be credited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contributor {
    /// Identity of the contributor.
    pub id: ContributorId,
    /// Human part of the contributor's page address, unique among contributors.
    pub slug: Slug,
    /// Name as printed.
    pub name: Name,
    /// Kind of the contributor.
    pub kind: ContributorKind,
    /// Short biography.
    pub biography: Option<String>,
    /// Picture of the contributor.
    pub portrait: Option<Image>,
    /// Version for optimistic locking: 1 after creation, one more with each change.
    pub version: u32,
}

/// Change of a contributor. `None` keeps a field as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ContributorChange {
    /// New name.
    pub name: Option<Name>,
    /// New slug; `Some(None)` generates one from the name.
    pub slug: Option<Option<Slug>>,
    /// New kind.
    pub kind: Option<ContributorKind>,
    /// New biography; `Some(None)` removes it.
    pub biography: Option<Option<String>>,
    /// New picture; `Some(None)` removes it.
    pub portrait: Option<Option<Image>>,
}

impl ContributorChange {
    /// The contributor after the change.
    pub fn applied_to(&self, before: &Contributor) -> WithSlug<Contributor> {
        let change = (&self.name, &self.slug);
        renamed(change, (&before.name, &before.slug), |name, slug| {
            Contributor {
                slug,
                name,
                kind: changed(&self.kind, &before.kind),
                biography: changed(&self.biography, &before.biography),
                portrait: changed(&self.portrait, &before.portrait),
                ..*before
            }
        })
    }
}

/// A command on a contributor.
pub type ContributorCommand = TaxonomyCommand<Contributor, ContributorId, ContributorChange>;

/// Credit in a byline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Credit {
    /// The contributor.
    pub contributor: ContributorId,
    /// Role in which the contributor is credited.
    pub role: CreditRole,
}
