//! Patience with a store that has more to do than it can take on: a rebuild that took minutes is not thrown away for a second of waiting.

use std::{sync::Arc, time::Duration};

use standfirst_domain::error::Error;

use crate::store::{Store, Work};

/// How often it is tried again.
const TRIES: u32 = 20;
/// How long is waited before the first of them; before each later one a little longer.
const PAUSE: Duration = Duration::from_millis(100);

/// Works in a transaction that writes, again where the store was too busy and nothing was written.
pub(super) async fn write<T: Send + 'static>(store: &Store, work: Work<T>) -> Result<T, Error> {
    let work = Arc::new(work);
    let mut tried = 0;
    loop {
        match store
            .transaction(Arc::clone(&work), |transaction, work| work(transaction))
            .await
        {
            Err(error) if is_busy(&error) && tried < TRIES => wait(&mut tried).await,
            done => return done,
        }
    }
}

/// Reads what belongs to one moment, likewise.
pub(super) async fn read<T: Send + 'static>(store: &Store, work: Work<T>) -> Result<T, Error> {
    let work = Arc::new(work);
    let mut tried = 0;
    loop {
        match store
            .snapshot(Arc::clone(&work), |snapshot, work| work(snapshot))
            .await
        {
            Err(error) if is_busy(&error) && tried < TRIES => wait(&mut tried).await,
            done => return done,
        }
    }
}

const fn is_busy(error: &Error) -> bool {
    matches!(
        error,
        Error::Overloaded | Error::Busy(_) | Error::Timeout | Error::Unavailable(_)
    )
}

async fn wait(tried: &mut u32) {
    *tried += 1;
    tokio::time::sleep(PAUSE * *tried).await;
}
