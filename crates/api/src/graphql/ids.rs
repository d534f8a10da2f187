//! Opaque typed ids: base64url of one byte for the kind and the sixteen of the identity.
//!
//! Clients keep them and hand them back, and must not look inside. One that is not ours, or of another kind than the field takes, names
//! nothing, so it is answered as what does not exist is answered.

use async_graphql::ID;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use standfirst_domain::ids::{
    AccountId, ArticleId, AuditId, CollectionId, ContributorId, PreviewId, SectionId, TagId,
};
use uuid::Uuid;

/// The length of every id.
const CHARACTERS: usize = 23;

/// What an id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GlobalId {
    /// An article.
    Article(ArticleId),
    /// A tag.
    Tag(TagId),
    /// A section.
    Section(SectionId),
    /// A contributor.
    Contributor(ContributorId),
    /// A collection.
    Collection(CollectionId),
    /// An account.
    Account(AccountId),
    /// A link to an article before readers meet it.
    Preview(PreviewId),
    /// A line of the audit log.
    AuditLine(AuditId),
}

impl GlobalId {
    /// The id as clients keep it.
    pub fn encode(self) -> ID {
        let (kind, uuid) = match self {
            Self::Article(id) => (b'A', id.as_uuid()),
            Self::Tag(id) => (b'T', id.as_uuid()),
            Self::Section(id) => (b'S', id.as_uuid()),
            Self::Contributor(id) => (b'C', id.as_uuid()),
            Self::Collection(id) => (b'L', id.as_uuid()),
            Self::Account(id) => (b'U', id.as_uuid()),
            Self::Preview(id) => (b'P', id.as_uuid()),
            Self::AuditLine(id) => (b'J', id.as_uuid()),
        };
        let mut bytes = Vec::with_capacity(17);
        bytes.push(kind);
        bytes.extend_from_slice(uuid.as_bytes());
        ID(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// What an id names; `None` of anything that we did not make.
    pub fn decode(id: &ID) -> Option<Self> {
        if id.len() != CHARACTERS {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(id.as_bytes()).ok()?;
        let (kind, uuid) = bytes.split_first()?;
        let uuid = Uuid::from_slice(uuid).ok()?;
        match kind {
            b'A' => Some(Self::Article(ArticleId::from_uuid(uuid))),
            b'T' => Some(Self::Tag(TagId::from_uuid(uuid))),
            b'S' => Some(Self::Section(SectionId::from_uuid(uuid))),
            b'C' => Some(Self::Contributor(ContributorId::from_uuid(uuid))),
            b'L' => Some(Self::Collection(CollectionId::from_uuid(uuid))),
            b'U' => Some(Self::Account(AccountId::from_uuid(uuid))),
            b'P' => Some(Self::Preview(PreviewId::from_uuid(uuid))),
            b'J' => Some(Self::AuditLine(AuditId::from_uuid(uuid))),
            _ => None,
        }
    }
}

macro_rules! of_kind {
    ($($(#[$meta:meta])* $kind:ident, $variant:ident, $id:ident;)*) => {
        impl GlobalId {
            $($(#[$meta])*
            pub const fn $kind(self) -> Option<$id> {
                match self {
                    Self::$variant(id) => Some(id),
                    _ => None,
                }
            })*
        }
    };
}

of_kind! {
    /// The article, where it names one.
    article, Article, ArticleId;
    /// The tag, where it names one.
    tag, Tag, TagId;
    /// The section, where it names one.
    section, Section, SectionId;
    /// The contributor, where it names one.
    contributor, Contributor, ContributorId;
    /// The collection, where it names one.
    collection, Collection, CollectionId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_comes_back_as_the_kind_it_was_made_for() {
        let uuid = Uuid::from_u128(7);
        for named in [
            GlobalId::Article(ArticleId::from_uuid(uuid)),
            GlobalId::Tag(TagId::from_uuid(uuid)),
            GlobalId::Section(SectionId::from_uuid(uuid)),
            GlobalId::Collection(CollectionId::from_uuid(uuid)),
        ] {
            assert_eq!(GlobalId::decode(&named.encode()), Some(named));
        }
        assert_ne!(
            GlobalId::Article(ArticleId::from_uuid(uuid)).encode(),
            GlobalId::Tag(TagId::from_uuid(uuid)).encode()
        );
    }

    #[test]
    fn what_we_did_not_make_names_nothing() {
        let id = GlobalId::Tag(TagId::from_uuid(Uuid::from_u128(7))).encode();
        let other_kind = URL_SAFE_NO_PAD.encode([b'Z'; 17]);
        for text in [
            String::new(),
            "1".into(),
            format!("{}=", id.0),
            id.0.replace('A', "+"),
            other_kind,
            "ü".repeat(23),
            "A".repeat(1_000_000),
        ] {
            assert_eq!(GlobalId::decode(&ID(text)), None);
        }
    }
}
