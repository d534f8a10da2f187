//! Global ids: base64url of one byte for the type and the sixteen bytes of the UUID.
//!
//! An id is opaque to clients. An id that we did not make, or one of another type than the field
//! takes, is treated like the id of an object that does not exist.

use async_graphql::ID;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use standfirst_domain::ids::{
    AccountId, ArticleId, AuditId, CollectionId, ContributorId, PreviewId, SectionId, TagId,
};
use uuid::Uuid;

/// Length of every id.
const CHARACTERS: usize = 23;

/// Global id of an object, with its type.
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
    /// A preview link.
    Preview(PreviewId),
    /// An entry of the audit log.
    AuditLine(AuditId),
}

impl GlobalId {
    /// Encodes the id for clients.
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

    /// Decodes an id; `None` of any text that we did not make.
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
    /// Id of the article; `None` of another type.
    article, Article, ArticleId;
    /// Id of the tag; `None` of another type.
    tag, Tag, TagId;
    /// Id of the section; `None` of another type.
    section, Section, SectionId;
    /// Id of the contributor; `None` of another type.
    contributor, Contributor, ContributorId;
    /// Id of the collection; `None` of another type.
    collection, Collection, CollectionId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_a_round_trip_with_its_type() {
        let uuid = Uuid::from_u128(7);
        for id in [
            GlobalId::Article(ArticleId::from_uuid(uuid)),
            GlobalId::Tag(TagId::from_uuid(uuid)),
            GlobalId::Section(SectionId::from_uuid(uuid)),
            GlobalId::Collection(CollectionId::from_uuid(uuid)),
        ] {
            assert_eq!(GlobalId::decode(&id.encode()), Some(id));
        }
        assert_ne!(
            GlobalId::Article(ArticleId::from_uuid(uuid)).encode(),
            GlobalId::Tag(TagId::from_uuid(uuid)).encode()
        );
    }

    #[test]
    fn a_text_that_we_did_not_make_is_no_id() {
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
