//! Journals in the change log what the clock does alone: schedules that begin, embargoes that lift, expiries. Every node does, and each change is journalled
//! once. Visibility never waits for it; those who follow the change log do.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use standfirst_domain::ports::{ChangeLog, Clock};

/// How often the clock is looked at.
const BEAT: Duration = Duration::from_millis(500);
/// The longest pause after failures.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// How many articles are journalled at once.
const AT_ONCE: u32 = 100;

/// Journals until the change log is gone.
pub async fn run<W: ChangeLog>(change_log: Weak<W>, clock: Arc<dyn Clock>) {
    let mut pause = BEAT;
    while let Some(change_log) = change_log.upgrade() {
        match change_log.journal_clock(clock.now(), AT_ONCE).await {
            Ok(journalled) if journalled == AT_ONCE => pause = Duration::ZERO,
            Ok(_) => pause = BEAT,
            Err(error) => {
                if pause <= BEAT {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "what the clock did cannot be journalled for now"
                    );
                }
                pause = (pause * 2).clamp(BEAT * 2, LONGEST_PAUSE);
            }
        }
        drop(change_log);
        tokio::time::sleep(pause).await;
    }
}
