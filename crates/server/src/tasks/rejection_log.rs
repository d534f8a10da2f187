//! Rejection log: logs the number of requests rejected for quota or overload.
//!
//! A line for each rejection would cost as much as a response and hide all other lines.

use std::{sync::Arc, time::Duration};

use standfirst_api::LoadControl;

use super::shutdown::ShutdownSignal;

/// Interval between two log lines.
const INTERVAL: Duration = Duration::from_secs(10);

/// Logs rejections until shutdown.
pub(super) async fn run(load_control: Arc<LoadControl>, shutdown: ShutdownSignal) {
    while shutdown.sleep(INTERVAL).await {
        let rejected = load_control.take_rejected();
        if rejected.overloaded > 0 {
            let (running, waiting) = load_control.load();
            tracing::warn!(
                requests.rejected = rejected.overloaded,
                operations.running = running,
                operations.waiting = waiting,
                "overloaded: requests rejected"
            );
        }
        if rejected.rate_limited > 0 {
            tracing::info!(
                requests.rejected = rejected.rate_limited,
                "rate limit exceeded: requests rejected"
            );
        }
    }
}
