//! Keeps what the publication says of itself as it is stored: each node takes it up when it starts and when the wire has moved since it looked last.

use std::{sync::Weak, time::Duration};

use standfirst_api::Masthead;
use standfirst_domain::{
    error::Error,
    ports::{Stylebook, Wire},
    wire::Position,
};

/// How long it is waited at most before the wire is looked at.
const BEAT: Duration = Duration::from_millis(500);

/// Follows until the store or the masthead is gone.
pub async fn follow<S: Stylebook + Wire>(store: Weak<S>, masthead: Weak<Masthead>) {
    let mut seen = None;
    while let (Some(store), Some(masthead)) = (store.upgrade(), masthead.upgrade()) {
        match look(&*store, &masthead, seen).await {
            Ok(head) => seen = Some(head),
            Err(error) => tracing::debug!(
                error = &error as &dyn std::error::Error,
                "what the publication says of itself cannot be read for now"
            ),
        }
        drop((store, masthead));
        tokio::time::sleep(BEAT).await;
    }
}

/// Takes up what is kept if the wire has moved, and answers how far the wire was before it was read.
async fn look<S: Stylebook + Wire>(
    store: &S,
    masthead: &Masthead,
    seen: Option<Position>,
) -> Result<Position, Error> {
    let head = store.head().await?;
    if seen != Some(head) {
        masthead.reload(store).await?;
    }
    Ok(head)
}
