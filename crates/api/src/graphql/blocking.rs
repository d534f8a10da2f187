//! Work that takes long on the processor, done beside the server's own threads, a little at a time, so that whoever sends much of it keeps nobody
//! else waiting.

use std::sync::Arc;

use async_graphql::Error;
use standfirst_domain::error::Error as Failure;
use tokio::sync::Semaphore;

use super::errors::field_error;

/// How much is worked on at once.
const AT_ONCE: usize = 2;
/// The places for it.
static PLACES: Semaphore = Semaphore::const_new(AT_ONCE);

/// Does some work aside. The place is kept until the work ends, also where nobody waits for it any more.
///
/// # Errors
/// The work panicked.
pub async fn run_blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| {
        field_error(Arc::new(Failure::Storage(error)))
    };
    let place = PLACES
        .acquire()
        .await
        .map_err(|error| failed(Box::new(error)))?;
    let working = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(place);
        done
    });
    working.await.map_err(|error| failed(Box::new(error)))
}
