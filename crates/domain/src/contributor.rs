//! Contributors: the people and agencies behind a byline.

use serde::{Deserialize, Serialize};

use crate::{
    body::Image,
    ids::ContributorId,
    slug::Slug,
    taxonomy::{WithSlug, slug_after},
    text::Name,
};

/// A person or an agency.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum ContributorKind {
    /// Somebody.
    #[default]
    Person,
    /// A news agency or another body that delivers copy.
    Agency,
}

/// As what somebody is credited on an article.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Wrote it, or reported it.
    #[default]
    Reporter,
    /// Edited it.
    Editor,
    /// Wrote it as an opinion of theirs.
    Columnist,
    /// Took the pictures.
    Photographer,
    /// Drew the pictures.
    Illustrator,
    /// Brought it into this language.
    Translator,
}

/// Somebody who may be credited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contributor {
    /// Their identity.
    pub id: ContributorId,
    /// The human part of their page's address, unique among contributors.
    pub slug: Slug,
    /// As printed.
    pub name: Name,
    /// A person or an agency.
    pub kind: ContributorKind,
    /// A few sentences about them.
    pub biography: Option<String>,
    /// A picture of them.
    pub portrait: Option<Image>,
    /// How often the entry was changed: 1 when it was made.
    pub version: u32,
}

/// A change of a contributor. `None` keeps what there is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ContributorChange {
    /// What they are called.
    pub name: Option<Name>,
    /// Their slug; none makes it anew from the name.
    pub slug: Option<Option<Slug>>,
    /// A person or an agency.
    pub kind: Option<ContributorKind>,
    /// A few sentences about them.
    pub biography: Option<Option<String>>,
    /// A picture of them.
    pub portrait: Option<Option<Image>>,
}

impl ContributorChange {
    /// The contributor so changed.
    pub fn applied_to(&self, before: &Contributor) -> WithSlug<Contributor> {
        let name = self.name.as_ref().unwrap_or(&before.name).clone();
        let (slug, slug_is_chosen) = slug_after(self.slug.as_ref(), &before.slug, &name);
        let (biography, portrait) = (self.biography.as_ref(), self.portrait.as_ref());
        let entry = Contributor {
            slug,
            name,
            kind: self.kind.unwrap_or(before.kind),
            biography: biography.unwrap_or(&before.biography).clone(),
            portrait: portrait.unwrap_or(&before.portrait).clone(),
            ..*before
        };
        WithSlug {
            entry,
            slug_is_chosen,
        }
    }
}

/// One credit in a byline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Credit {
    /// Who.
    pub contributor: ContributorId,
    /// As what.
    pub role: Role,
}
