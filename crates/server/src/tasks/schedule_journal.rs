//! Schedule journal: writes change records for what the clock alone changes, such as schedules that
//! begin, embargoes that lift and expiries.
//!
//! Every node runs this task, and the change log takes each change once. Visibility never waits for
//! the journal; the consumers of the change log do.

use std::{sync::Arc, time::Duration};

use standfirst_domain::ports::{ChangeLog, Clock};

use super::{back_off::BackOff, shutdown::ShutdownSignal};

/// Interval between two looks at the clock.
const POLL_INTERVAL: Duration = Duration::from_millis(500);
/// Pause after the first failure.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// Longest pause after failures in a row.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// Number of articles in one transaction.
const BATCH_SIZE: u32 = 100;

/// Writes change records until shutdown.
pub(super) async fn run<W: ChangeLog>(
    change_log: Arc<W>,
    clock: Arc<dyn Clock>,
    shutdown: ShutdownSignal,
) {
    let mut back_off = BackOff::new(FIRST_PAUSE, LONGEST_PAUSE);
    loop {
        let pause = match change_log.record_due_changes(clock.now(), BATCH_SIZE).await {
            Ok(journalled) => {
                back_off.reset();
                // A full batch means that more changes are due.
                if journalled == BATCH_SIZE {
                    Duration::ZERO
                } else {
                    POLL_INTERVAL
                }
            }
            Err(error) => {
                if back_off.is_first_failure() {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "schedule journal failed: retrying"
                    );
                }
                back_off.next_pause()
            }
        };
        if !shutdown.sleep(pause).await {
            return;
        }
    }
}
