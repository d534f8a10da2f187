//! Long computations on the blocking pool. Their number is bounded, so that a client that sends
//! many of them does not delay other requests.

use std::{error::Error as StdError, sync::Arc};

use async_graphql::Error;
use standfirst_domain::error::Error as Failure;
use tokio::sync::Semaphore;

use super::errors::field_error;

/// Computations that run at once.
const CONCURRENCY: usize = 2;
static SLOTS: Semaphore = Semaphore::const_new(CONCURRENCY);

/// Runs a computation on the blocking pool.
///
/// The slot is held until the computation ends, even if the request is dropped before, because a
/// started computation cannot be cancelled.
///
/// # Errors
/// The computation panicked.
pub async fn run_blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    let failed =
        |error: Box<dyn StdError + Send + Sync>| field_error(Arc::new(Failure::Storage(error)));
    let slot = SLOTS
        .acquire()
        .await
        .map_err(|error| failed(Box::new(error)))?;
    let task = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(slot);
        done
    });
    task.await.map_err(|error| failed(Box::new(error)))
}
