//! Transactions that are tried again while the store is busy. A rebuild takes minutes, and must not
//! fail because the store was overloaded for a second.

use std::{sync::Arc, time::Duration};

use standfirst_domain::error::Error;

use crate::store::{Store, Work};

/// Largest number of further attempts.
const MAX_RETRIES: u32 = 20;
/// Pause before the first further attempt. The pause before the n-th is n times as long.
const BACK_OFF: Duration = Duration::from_millis(100);

/// Runs work in a write transaction, again while the store is too busy. A busy store has written
/// nothing.
pub(super) async fn write<T: Send + 'static>(store: &Store, work: Work<T>) -> Result<T, Error> {
    let work = Arc::new(work);
    let mut retries = 0;
    loop {
        match store
            .transaction(Arc::clone(&work), |transaction, work| work(transaction))
            .await
        {
            Err(error) if is_busy(&error) && retries < MAX_RETRIES => back_off(&mut retries).await,
            result => return result,
        }
    }
}

/// Runs work in a read snapshot, again while the store is too busy.
pub(super) async fn read<T: Send + 'static>(store: &Store, work: Work<T>) -> Result<T, Error> {
    let work = Arc::new(work);
    let mut retries = 0;
    loop {
        match store
            .snapshot(Arc::clone(&work), |snapshot, work| work(snapshot))
            .await
        {
            Err(error) if is_busy(&error) && retries < MAX_RETRIES => back_off(&mut retries).await,
            result => return result,
        }
    }
}

const fn is_busy(error: &Error) -> bool {
    matches!(
        error,
        Error::Overloaded | Error::Busy(_) | Error::Timeout | Error::Unavailable(_)
    )
}

async fn back_off(retries: &mut u32) {
    *retries += 1;
    tokio::time::sleep(BACK_OFF * *retries).await;
}
