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

/// Type of the ids of one kind of object.
pub trait ObjectId: Sized {
    /// Name of the object in user errors.
    const NOUN: &'static str;

    /// Returns the id; `None` of another kind of object.
    fn from_global(id: GlobalId) -> Option<Self>;
}

/// Declares the kinds of objects. The byte of a kind never changes, since clients keep ids.
macro_rules! global_ids {
    ($($(#[$meta:meta])* $variant:ident($id:ident) = $byte:literal, $noun:literal;)*) => {
        /// Global id of an object, with its type.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum GlobalId {
            $($(#[$meta])* $variant($id),)*
        }

        impl GlobalId {
            const fn parts(self) -> (u8, Uuid) {
                match self {
                    $(Self::$variant(id) => ($byte, id.as_uuid()),)*
                }
            }

            const fn from_parts(kind: u8, uuid: Uuid) -> Option<Self> {
                match kind {
                    $($byte => Some(Self::$variant($id::from_uuid(uuid))),)*
                    _ => None,
                }
            }
        }

        $(impl ObjectId for $id {
            const NOUN: &'static str = $noun;

            fn from_global(id: GlobalId) -> Option<Self> {
                match id {
                    GlobalId::$variant(id) => Some(id),
                    _ => None,
                }
            }
        })*
    };
}

global_ids! {
    /// An article.
    Article(ArticleId) = b'A', "article";
    /// A tag.
    Tag(TagId) = b'T', "tag";
    /// A section.
    Section(SectionId) = b'S', "section";
    /// A contributor.
    Contributor(ContributorId) = b'C', "contributor";
    /// A collection.
    Collection(CollectionId) = b'L', "collection";
    /// An account.
    Account(AccountId) = b'U', "account";
    /// A preview link.
    Preview(PreviewId) = b'P', "preview";
    /// An entry of the audit log.
    AuditEntry(AuditId) = b'J', "entry";
}

impl GlobalId {
    /// Encodes the id for clients.
    pub fn encode(self) -> ID {
        let (kind, uuid) = self.parts();
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
        Self::from_parts(*kind, Uuid::from_slice(uuid).ok()?)
    }

    /// Decodes an id of one kind of object; `None` of any other text.
    pub fn decode_as<T: ObjectId>(id: &ID) -> Option<T> {
        Self::decode(id).and_then(T::from_global)
    }
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
