//! Contributors: the people and agencies behind a byline.

use serde::{Deserialize, Serialize};

use crate::{body::Image, ids::ContributorId, slug::Slug, text::Name};

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
}

/// One credit in a byline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Credit {
    /// Who.
    pub contributor: ContributorId,
    /// As what.
    pub role: Role,
}
