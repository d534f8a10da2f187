//! The masthead: what the publication says of itself at present. It is read by every request, and replaced while the house serves.

use std::sync::{Arc, PoisonError, RwLock};

use standfirst_domain::{
    error::Error,
    ports::PublicationSettingsStore,
    publication::{Imprint, Publication},
};

/// What the publication says of itself at present.
#[derive(Debug)]
pub struct Masthead {
    configured: Imprint,
    current: RwLock<Arc<Publication>>,
}

impl Masthead {
    /// A masthead that says what the configuration does.
    pub fn new(configured: Publication) -> Self {
        Self {
            configured: configured.imprint(),
            current: RwLock::new(Arc::new(configured)),
        }
    }

    /// The publication at present.
    pub fn current(&self) -> Arc<Publication> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&current)
    }

    /// What the configuration says, which holds while nothing was ever changed.
    pub const fn configured(&self) -> &Imprint {
        &self.configured
    }

    /// Says this from now on, unless a later version is known.
    pub fn take_up(&self, imprint: Imprint) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if imprint.version > current.version {
            *current = Arc::new(current.saying(imprint));
        }
    }

    /// Takes up what is kept. Each node does when it starts, and when the wire tells that the publication changed.
    ///
    /// # Errors
    /// The store does not answer.
    pub async fn reload(&self, store: &dyn PublicationSettingsStore) -> Result<(), Error> {
        if let Some(imprint) = store.imprint().await? {
            self.take_up(imprint);
        }
        Ok(())
    }
}
