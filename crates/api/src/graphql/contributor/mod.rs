//! Contributors and credits: their types and mutations.

pub mod acts;

use async_graphql::{Enum, ID, Object, SimpleObject};
use standfirst_domain::contributor as newsroom;

pub use self::acts::ContributorMutation;
pub use super::objects::Contributor;
use super::{article::Picture, ids::GlobalId, objects::ContributorFields};

/// Type of a contributor.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "newsroom::ContributorKind")]
pub enum ContributorKind {
    /// A person.
    Person,
    /// A news agency or another organisation that supplies articles.
    Agency,
}

/// Role in which a contributor is credited on an article.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "newsroom::CreditRole")]
pub enum CreditRole {
    /// Wrote or reported the article.
    Reporter,
    /// Edited the article.
    Editor,
    /// Wrote the article as an opinion piece.
    Columnist,
    /// Took the photographs.
    Photographer,
    /// Drew the illustrations.
    Illustrator,
    /// Translated the article into its language.
    Translator,
}

/// One credit of a byline.
#[derive(SimpleObject)]
pub struct Credit {
    /// Credited contributor.
    contributor: Contributor,
    /// Role in which the contributor is credited.
    role: CreditRole,
}

impl Credit {
    /// Credits a contributor in a role.
    pub fn new(contributor: Contributor, role: newsroom::CreditRole) -> Self {
        Self {
            contributor,
            role: role.into(),
        }
    }
}

#[Object]
impl ContributorFields {
    /// Globally unique, stable identifier.
    async fn id(&self) -> ID {
        GlobalId::Contributor(self.0.id).encode()
    }

    /// URL-friendly identifier, unique among contributors. Former slugs still resolve.
    async fn slug(&self) -> &str {
        self.0.slug.as_str()
    }

    /// Display name.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// Type of the contributor.
    async fn kind(&self) -> ContributorKind {
        self.0.kind.into()
    }

    /// Short biography.
    async fn biography(&self) -> Option<&str> {
        self.0.biography.as_deref()
    }

    /// Picture of the contributor.
    async fn portrait(&self) -> Option<Picture> {
        self.0.portrait.as_ref().map(Picture::from)
    }

    /// Version number, starting at 1 and increased by every change. Pass it as `expectedVersion`.
    async fn version(&self) -> u32 {
        self.0.version
    }
}
