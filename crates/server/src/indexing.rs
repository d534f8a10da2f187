//! Writes into the index what is not in it: what was before readers ere this version, or was put there by a node of an earlier one. The server answers
//! meanwhile, and finds what is written so far.

use std::{sync::Weak, time::Duration};

use standfirst_persistence::{IndexScope, Store};

/// How long acts are let through between batches.
const PAUSE: Duration = Duration::from_millis(5);
/// How long it is waited after a failure.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// Writes until nothing is missing or the store is gone.
pub async fn run(store: Weak<Store>) {
    let (mut written, mut next) = (0, None);
    while let Some(store) = store.upgrade() {
        let step = store.index_batch(IndexScope::Missing, next).await;
        drop(store);
        match step {
            Ok(step) => {
                written += step.written;
                next = step.next;
                if next.is_none() {
                    break;
                }
                tokio::time::sleep(PAUSE).await;
            }
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "what articles are found by cannot be written for now"
                );
                tokio::time::sleep(AFTER_FAILURE).await;
            }
        }
    }
    if written > 0 {
        tracing::info!(search.showings = written, "showings were made to be found");
    }
}
