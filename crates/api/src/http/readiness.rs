//! Cached readiness check of the store.

use std::time::Duration;

use standfirst_domain::ports::Archive;
use tokio::{sync::Mutex, time::Instant};

/// Time for which a result is cached.
const CACHED_FOR: Duration = Duration::from_secs(1);
/// Timeout of the check.
const TIMEOUT: Duration = Duration::from_secs(2);

/// Last result of the readiness check.
#[derive(Default)]
pub struct Readiness(Mutex<Option<(Instant, bool)>>);

impl Readiness {
    /// Returns whether the store answers. Concurrent callers wait for the same result.
    pub async fn check(&self, archive: &dyn Archive) -> bool {
        let mut last = self.0.lock().await;
        if let Some((checked_at, ready)) = *last
            && checked_at.elapsed() < CACHED_FOR
        {
            return ready;
        }
        let ready = matches!(
            tokio::time::timeout(TIMEOUT, archive.ready()).await,
            Ok(Ok(()))
        );
        *last = Some((Instant::now(), ready));
        ready
    }
}
