//! Keeps what the publication says of itself as it is stored: each node takes it up when it starts, and again when the wire says that it changed.

use std::sync::Arc;

use standfirst_api::Masthead;
use standfirst_domain::{
    error::Error,
    ports::{PublicationSettingsStore, Wire},
    wire::{Change, Entry, Position},
};

use crate::following::{Follower, FollowerError, Following, Place, per_node};

struct Keeper<S> {
    store: Arc<S>,
    masthead: Arc<Masthead>,
}

/// Takes up what is kept, and answers what goes on doing so until told to stop.
///
/// # Errors
/// The store does not answer.
pub async fn keep<S: PublicationSettingsStore + Wire>(
    masthead: Arc<Masthead>,
    following: Following<S>,
) -> Result<impl Future<Output = ()>, Error> {
    let store = Arc::clone(&following.wire);
    let place = Place::at_head(&*store).await?;
    masthead.reload(&*store).await?;
    Ok(per_node(Keeper { store, masthead }, place, following))
}

impl<S: PublicationSettingsStore> Follower for Keeper<S> {
    fn name(&self) -> &'static str {
        "masthead"
    }

    async fn take(&self, entries: &[(Position, Entry)]) -> Result<(), FollowerError> {
        let of_the_publication =
            |(_, entry): &(Position, Entry)| entry.change == Change::Publication;
        if entries.iter().any(of_the_publication) {
            self.masthead.reload(&*self.store).await?;
        }
        Ok(())
    }
}
