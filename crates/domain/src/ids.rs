//! Typed identifiers: a UUIDv7 each, so that they sort by the moment they were made, in a type of its own, so that one cannot stand for another.

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
            /// Makes a new identifier from the moment and eighty bits of randomness, of which seventy-four are kept (RFC 9562, version 7).
            pub fn mint(at: Moment, random: [u8; 10]) -> Self {
                let millis = u64::try_from(at.as_millis()).unwrap_or(0);
                Self(Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
            }

            /// Takes an identifier back from where it was kept.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The identifier as it is kept.
            pub const fn as_uuid(self) -> Uuid {
                self.0
            }
        }
    )*};
}

identifier! {
    /// Names an article for ever, whatever becomes of its slug, its revisions or its place before readers.
    ArticleId,
    /// Names a tag.
    TagId,
    /// Names a section.
    SectionId,
    /// Names a contributor.
    ContributorId,
    /// Names a collection: articles that an editor put together by hand.
    CollectionId,
    /// Names an account of the desk: who filed, who acted.
    AccountId,
    /// Names a session: all tokens that follow from one sign-in.
    SessionId,
    /// Names a line of the audit log.
    AuditId,
    /// Names a link under which a front end may see an article before readers do.
    PreviewId,
}

/// Which kept version of an article: 1 is the first, and each later one is one more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RevisionNumber(pub u32);

impl RevisionNumber {
    /// The revision that an article is filed with.
    pub const FIRST: Self = Self(1);

    /// The one after this.
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}
