//! Throws away what is no longer needed: the keys of acts that were sent more than a day ago. Nothing depends on when it is done, since a key that
//! is too old is not looked at.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use standfirst_domain::{
    mandate::RetryKey,
    ports::{Clock, Desk},
};

/// How often the house is kept.
const ROUND: Duration = Duration::from_secs(600);

/// Keeps house until the desk is gone.
pub async fn run<D: Desk>(desk: Weak<D>, clock: Arc<dyn Clock>) {
    while let Some(desk) = desk.upgrade() {
        let before = clock.now().plus_millis(-RetryKey::KEPT_MILLIS);
        match desk.forget_retries(before).await {
            Ok(forgotten) if forgotten > 0 => {
                tracing::debug!(forgotten, "keys of old acts were forgotten");
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(
                error = &error as &dyn std::error::Error,
                "keys of old acts cannot be forgotten for now"
            ),
        }
        drop(desk);
        tokio::time::sleep(ROUND).await;
    }
}
