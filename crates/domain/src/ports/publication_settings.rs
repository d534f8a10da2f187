//! Publication settings: name, time zone and default language, where an admin changed them.

use async_trait::async_trait;

use crate::{
    command_context::CommandContext,
    error::Error,
    publication::{PublicationSettings, PublicationSettingsUpdate},
};

/// Storage of the publication settings.
#[async_trait]
pub trait PublicationSettingsStore: Send + Sync {
    /// The stored settings. `None` until the first change: the configuration applies.
    async fn publication_settings(&self) -> Result<Option<PublicationSettings>, Error>;

    /// Changes the settings in one transaction, which also writes the audit log and the change log.
    /// Sent again with its idempotency key, the answer is the settings as they are by then.
    ///
    /// # Errors
    /// [`Error::Conflict`] at another version; [`Error::KeyReused`], [`Error::InProgress`].
    async fn update_publication_settings(
        &self,
        context: CommandContext,
        act: PublicationSettingsUpdate,
    ) -> Result<PublicationSettings, Error>;
}
