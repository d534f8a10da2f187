//! The current publication: what the publication says of itself at present. It is read by every request, and replaced while the house serves.

use std::sync::{Arc, PoisonError, RwLock};

use standfirst_domain::{
    error::Error,
    ports::Taxonomy,
    publication::{Publication, PublicationSettings},
};

/// What the publication says of itself at present.
#[derive(Debug)]
pub struct CurrentPublication {
    configured: PublicationSettings,
    current: RwLock<Arc<Publication>>,
}

impl CurrentPublication {
    /// A current publication that says what the configuration does.
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

    /// What the configuration says, which holds while nothing was ever changed.
    pub const fn configured(&self) -> &PublicationSettings {
        &self.configured
    }

    /// Says this from now on, unless a later version is known.
    pub fn take_up(&self, settings: PublicationSettings) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if settings.version > current.version {
            *current = Arc::new(current.saying(settings));
        }
    }

    /// Takes up what is kept. Each node does when it starts, and when the change log tells that the publication changed.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn reload(&self, taxonomy: &dyn Taxonomy) -> Result<(), Error> {
        if let Some(settings) = taxonomy.publication_settings().await? {
            self.take_up(settings);
        }
        Ok(())
    }
}
