//! Collections: reading them as readers may see them, and changing them.

use std::{collections::HashMap, sync::Arc};

use async_trait::async_trait;

use crate::{
    collection::{Collection, CollectionCommand, VisibleCollection},
    command_context::CommandContext,
    error::Error,
    ids::CollectionId,
    listing::Key,
    visibility::Reader,
};

/// Reads of collections for readers.
#[async_trait]
pub trait CollectionReads: Send + Sync {
    /// Collections by identifier or slug, each with the articles that the reader may see in full. A
    /// collection without any such article exists for the desk alone. One statement for the
    /// identifiers among the keys and one for the slugs.
    async fn collections(
        &self,
        reader: Reader,
        keys: Arc<[Key<CollectionId>]>,
    ) -> Result<HashMap<Key<CollectionId>, VisibleCollection>, Error>;
}

/// Commands on collections.
#[async_trait]
pub trait CollectionStore: Send + Sync {
    /// Carries out a command on a collection in one transaction, which also writes the audit log
    /// and the change log. Sent again with its idempotency key, the answer is the collection as it
    /// is by then.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every reason that the caller can correct; [`Error::Conflict`]
    /// at another version; [`Error::KeyReused`], [`Error::InProgress`].
    async fn collection(
        &self,
        context: CommandContext,
        act: CollectionCommand,
    ) -> Result<Collection, Error>;
}
