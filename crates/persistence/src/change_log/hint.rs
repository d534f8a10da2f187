//! The hint that the change log was written to: a speed-up for those who wait, never the truth.
//!
//! Within a process a commit gives it. From other nodes it comes by PostgreSQL's notifications, to which one connection of its own listens from
//! the first time that somebody waits.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use sea_orm::sqlx::{Error as Lost, postgres::PgListener};
use tokio::sync::Notify;

use crate::store::Store;

/// Where notifications come in.
const CHANNEL: &str = "standfirst_consumers";
/// The pause after the connection was lost once.
const PAUSE: Duration = Duration::from_millis(250);
/// The longest pause, after it was lost again and again.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// What wakes those who wait.
#[derive(Default)]
pub(crate) struct Hint {
    written: Arc<Notify>,
    is_listening: AtomicBool,
}

impl Hint {
    /// Wakes all who wait.
    pub(crate) fn give(&self) {
        self.written.notify_waiters();
    }
}

/// Waits for a hint, or for so long.
pub(super) async fn wait_for_notification(store: &Store, at_most: Duration) {
    let hint = store.hint();
    let written = hint.written.notified();
    if store.engine().notifies() && !hint.is_listening.swap(true, Ordering::Relaxed) {
        store.keep_driving(listen(store.url().to_owned(), Arc::clone(&hint.written)));
    }
    // Either is reason enough to look.
    let _ = tokio::time::timeout(at_most, written).await;
}

/// Listens as long as the store is there.
async fn listen(url: String, written: Arc<Notify>) {
    let mut pause = PAUSE;
    loop {
        if let Err(error) = pass_on(&url, &written, &mut pause).await {
            tracing::debug!(
                error = &error as &dyn std::error::Error,
                "hints from other nodes are lost for now"
            );
        }
        let jitter = Duration::from_millis(u64::from(rand::random::<u8>()));
        tokio::time::sleep(pause + jitter).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Passes notifications on until the connection is lost.
async fn pass_on(url: &str, written: &Notify, pause: &mut Duration) -> Result<(), Lost> {
    let mut listener = PgListener::connect(url).await?;
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    *pause = PAUSE;
    // What was written before this is found by looking.
    written.notify_waiters();
    while listener.try_recv().await?.is_some() {
        written.notify_waiters();
    }
    Ok(())
}
