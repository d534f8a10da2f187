//! Journals on the wire what the clock does alone: schedules that begin, embargoes that lift, expiries. Every node does, and each change is journalled
//! once. Visibility never waits for it; those who follow the wire do.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use standfirst_domain::ports::{Clock, Wire};

/// How often the clock is looked at.
const BEAT: Duration = Duration::from_millis(500);
/// The longest pause after failures.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// How many articles are journalled at once.
const AT_ONCE: u32 = 100;

/// Journals until the wire is gone.
pub async fn run<W: Wire>(wire: Weak<W>, clock: Arc<dyn Clock>) {
    let mut pause = BEAT;
    while let Some(wire) = wire.upgrade() {
        match wire.record_due_changes(clock.now(), AT_ONCE).await {
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
        drop(wire);
        tokio::time::sleep(pause).await;
    }
}
