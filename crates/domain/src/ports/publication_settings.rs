//! Publication settings: name, time zone and default language, where an admin changed them.

use async_trait::async_trait;

use crate::{
    error::Error,
    mandate::Mandate,
    publication::{Imprint, ImprintAct},
};

/// Storage of the publication settings.
#[async_trait]
pub trait PublicationSettingsStore: Send + Sync {
    /// The stored settings. `None` until the first change: the configuration applies.
    async fn imprint(&self) -> Result<Option<Imprint>, Error>;

    /// Changes the settings in one transaction, which also writes the audit log and the change log.
    /// Sent again with its idempotency key, the answer is the settings as they are by then.
    ///
    /// # Errors
    /// [`Error::Conflict`] at another version; [`Error::KeyReused`], [`Error::InProgress`].
    async fn amend_imprint(&self, mandate: Mandate, act: ImprintAct) -> Result<Imprint, Error>;
}
