//! Typed identifiers. Each is a UUIDv7, so identifiers sort by the moment they were made. Each noun
//! has a type of its own, so an identifier of one cannot be used for another.

use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

use crate::moment::Moment;

macro_rules! identifier {
    ($($(#[$meta:meta])* $name:ident),* $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Builds an identifier of version 7 (RFC 9562) from a moment and 80 random bits, of
            /// which 74 are used.
            pub fn new(at: Moment, random: [u8; 10]) -> Self {
                let millis = u64::try_from(at.as_millis()).unwrap_or(0);
                Self(Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
            }

            /// Wraps a stored identifier.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The identifier as stored.
            pub const fn as_uuid(self) -> Uuid {
                self.0
            }
        }
    )*};
}

identifier! {
    /// Identity of an article. It stays the same whatever happens to slug, revisions and status.
    ArticleId,
    /// Identity of a tag.
    TagId,
    /// Identity of a section.
    SectionId,
    /// Identity of a contributor.
    ContributorId,
    /// Identity of a collection.
    CollectionId,
    /// Identity of an account.
    AccountId,
    /// Identity of a session: all tokens that follow from one sign-in.
    SessionId,
    /// Identity of an entry of the audit log.
    AuditId,
    /// Identity of a preview link.
    PreviewId,
}

/// Number of an article's revision: 1 is the first, and each later one is one more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RevisionNumber(pub u32);

impl RevisionNumber {
    /// Number of the revision that an article is created with.
    pub const FIRST: Self = Self(1);

    /// The next revision number.
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}
