//! Tells the log how many requests were refused for want of points or of room. One by one they would be as dear as answers, and would bury the rest.

use std::{sync::Weak, time::Duration};

use standfirst_api::LoadControl;

/// How often it is told.
const ROUND: Duration = Duration::from_secs(10);

/// Tells until the server is gone.
pub async fn tell(load_control: Weak<LoadControl>) {
    loop {
        tokio::time::sleep(ROUND).await;
        let Some(load_control) = load_control.upgrade() else {
            return;
        };
        let refused = load_control.take_rejected();
        if refused.overloaded > 0 {
            let (running, waiting) = load_control.load();
            tracing::warn!(
                refused = refused.overloaded,
                running,
                waiting,
                "more was asked than can be answered"
            );
        }
        if refused.rate_limited > 0 {
            tracing::info!(
                refused = refused.rate_limited,
                "requests were refused since their senders had no points left"
            );
        }
    }
}
