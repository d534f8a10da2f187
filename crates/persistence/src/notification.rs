//! Notification that the change log was written to: a speed-up for consumers that wait, never a
//! guarantee.
//!
//! On SQLite the commit notifies the consumers of the process. On PostgreSQL `pg_notify` reaches
//! every node, the writing one included, through a connection that opens when a consumer first
//! waits.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use sea_orm::sqlx::{Error as ConnectionLost, postgres::PgListener};
use tokio::sync::{Notify, futures::Notified};

use crate::dialect::NOTIFICATION_CHANNEL;

/// Pause after the first loss of the connection.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// Longest pause after further losses.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Wakes the consumers that wait.
#[derive(Default)]
pub(crate) struct Notifier {
    written: Arc<Notify>,
    is_listening: AtomicBool,
}

impl Notifier {
    /// Wakes every waiting consumer.
    pub(crate) fn notify(&self) {
        self.written.notify_waiters();
    }

    /// Completes at the next notification.
    pub(crate) fn notified(&self) -> Notified<'_> {
        self.written.notified()
    }

    /// The task that listens for other nodes, for the first caller; `None` for later callers.
    pub(crate) fn listener(&self, url: &str) -> Option<impl Future<Output = ()> + Send + use<>> {
        if self.is_listening.swap(true, Ordering::Relaxed) {
            return None;
        }
        Some(listen(url.to_owned(), Arc::clone(&self.written)))
    }
}

async fn listen(url: String, written: Arc<Notify>) {
    let mut pause = FIRST_PAUSE;
    loop {
        if let Err(error) = forward(&url, &written, &mut pause).await {
            tracing::debug!(
                error = &error as &dyn std::error::Error,
                "notifications from other nodes are interrupted"
            );
        }
        let jitter = Duration::from_millis(u64::from(rand::random::<u8>()));
        tokio::time::sleep(pause + jitter).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Forwards notifications until the connection is lost.
async fn forward(url: &str, written: &Notify, pause: &mut Duration) -> Result<(), ConnectionLost> {
    let mut listener = PgListener::connect(url).await?;
    listener.eager_reconnect(false);
    listener.listen(NOTIFICATION_CHANNEL).await?;
    *pause = FIRST_PAUSE;
    // Commits before this moment sent notifications that were lost.
    written.notify_waiters();
    while listener.try_recv().await?.is_some() {
        written.notify_waiters();
    }
    Ok(())
}
