//! The publication with its present settings, read by every request and replaced while the server
//! runs.

use std::sync::{Arc, PoisonError, RwLock};

use standfirst_domain::{
    error::Error,
    ports::PublicationSettingsStore,
    publication::{Publication, PublicationSettings},
};

/// The publication with its present settings.
#[derive(Debug)]
pub struct CurrentPublication {
    configured: PublicationSettings,
    current: RwLock<Arc<Publication>>,
}

impl CurrentPublication {
    /// Creates a publication with the settings of the configuration.
    pub fn new(configured: Publication) -> Self {
        Self {
            configured: configured.publication_settings(),
            current: RwLock::new(Arc::new(configured)),
        }
    }

    /// The publication at present.
    pub fn current(&self) -> Arc<Publication> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&current)
    }

    /// Settings of the configuration, in force until they are changed for the first time.
    pub const fn configured(&self) -> &PublicationSettings {
        &self.configured
    }

    /// Applies new settings, unless a later version is known.
    pub fn apply(&self, settings: PublicationSettings) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if settings.version > current.version {
            *current = Arc::new(current.with_settings(settings));
        }
    }

    /// Loads the stored settings. Each node does so when it starts, and when a change record says
    /// that the publication changed.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn reload(&self, store: &dyn PublicationSettingsStore) -> Result<(), Error> {
        if let Some(settings) = store.publication_settings().await? {
            self.apply(settings);
        }
        Ok(())
    }
}
