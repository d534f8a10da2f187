//! The taxonomy: tags, sections and contributors. Collections and the settings of the publication
//! are stored through the same port.

use async_trait::async_trait;

use crate::{
    collection::{Collection, CollectionAct},
    contributor::Contributor,
    error::Error,
    mandate::Mandate,
    publication::{Imprint, ImprintAct},
    section::Section,
    tag::Tag,
};

pub use crate::{
    command::{Amending, NameAct, Slugged},
    contributor::ContributorAct,
    section::SectionAct,
    tag::TagAct,
};

/// Store of the taxonomy. One act is one transaction, with its line in the audit log and its change
/// records. An act that is sent again with its idempotency key is not done again: the result is the
/// entry as it is by then.
///
/// Every act fails with [`Error::Refused`] and every reason that the caller can resolve, with
/// [`Error::Conflict`] at another version, and with [`Error::KeyReused`] and [`Error::InProgress`].
#[async_trait]
pub trait Stylebook: Send + Sync {
    /// Carries out a command on a tag. After a merge, the result is the tag that remains.
    async fn tag(&self, mandate: Mandate, act: TagAct) -> Result<Tag, Error>;

    /// Carries out a command on a section.
    async fn section(&self, mandate: Mandate, act: SectionAct) -> Result<Section, Error>;

    /// Carries out a command on a contributor.
    async fn contributor(
        &self,
        mandate: Mandate,
        act: ContributorAct,
    ) -> Result<Contributor, Error>;

    /// Carries out a command on a collection.
    async fn collection(&self, mandate: Mandate, act: CollectionAct) -> Result<Collection, Error>;

    /// Changes the settings of the publication.
    async fn amend_imprint(&self, mandate: Mandate, act: ImprintAct) -> Result<Imprint, Error>;

    /// Stored settings of the publication; `None` while they are those of the configuration.
    async fn imprint(&self) -> Result<Option<Imprint>, Error>;
}
