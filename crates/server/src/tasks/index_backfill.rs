//! Index backfill: adds missing showings to the search index.
//!
//! Showings are missing if they were written by an earlier version, which did not index them. The
//! server answers searches meanwhile and finds what is indexed so far.

use std::{sync::Arc, time::Duration};

use standfirst_persistence::{IndexScope, Store};

use super::{back_off::BackOff, shutdown::ShutdownSignal};

/// Pause between batches, in which writers get the database.
const BATCH_PAUSE: Duration = Duration::from_millis(5);
/// Pause after the first failure.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// Longest pause after failures in a row.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Indexes until nothing is missing or until shutdown.
pub(super) async fn run(store: Arc<Store>, shutdown: ShutdownSignal) {
    let mut back_off = BackOff::new(FIRST_PAUSE, LONGEST_PAUSE);
    let (mut written, mut next) = (0, None);
    loop {
        let pause = match store.index_batch(IndexScope::Missing, next).await {
            Ok(batch) => {
                back_off.reset();
                written += batch.written;
                next = batch.next;
                if next.is_none() {
                    break;
                }
                BATCH_PAUSE
            }
            Err(error) => {
                if back_off.is_first_failure() {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "search index backfill failed: retrying"
                    );
                }
                back_off.next_pause()
            }
        };
        if !shutdown.sleep(pause).await {
            return;
        }
    }
    if written > 0 {
        tracing::info!(search_index.showings = written, "search index updated");
    }
}
