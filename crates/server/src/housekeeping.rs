//! Throws away what is no longer needed: the keys of acts that were sent more than a day ago, and counts of reads in hours that no list looks at. Nothing
//! depends on when it is done, since what is too old is not looked at.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use standfirst_domain::{
    command_context::IdempotencyKey,
    ports::{Clock, Desk},
    readership::Hour,
};

/// How often the house is kept.
const ROUND: Duration = Duration::from_secs(600);

/// Keeps house until the desk is gone.
pub async fn run<D: Desk>(desk: Weak<D>, clock: Arc<dyn Clock>) {
    while let Some(desk) = desk.upgrade() {
        let before = clock.now().plus_millis(-IdempotencyKey::KEPT_MILLIS);
        match desk.forget_idempotency_records(before).await {
            Ok(forgotten) if forgotten > 0 => {
                tracing::debug!(forgotten, "keys of old acts were forgotten");
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(
                error = &error as &dyn std::error::Error,
                "keys of old acts cannot be forgotten for now"
            ),
        }
        let before = Hour::of(clock.now()).earlier(Hour::KEPT);
        match desk.forget_reads(before).await {
            Ok(forgotten) if forgotten > 0 => {
                tracing::debug!(forgotten, "counts of old reads were forgotten");
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(
                error = &error as &dyn std::error::Error,
                "counts of old reads cannot be forgotten for now"
            ),
        }
        drop(desk);
        tokio::time::sleep(ROUND).await;
    }
}
