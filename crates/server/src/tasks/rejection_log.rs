//! Tells the log how many requests were refused for want of points or of room. One by one they would be as dear as answers, and would bury the rest.

use std::{sync::Weak, time::Duration};

use standfirst_api::Traffic;

/// How often it is told.
const ROUND: Duration = Duration::from_secs(10);

/// Tells until the server is gone.
pub async fn tell(traffic: Weak<Traffic>) {
    loop {
        tokio::time::sleep(ROUND).await;
        let Some(traffic) = traffic.upgrade() else {
            return;
        };
        let refused = traffic.refused();
        if refused.overloaded > 0 {
            let (running, waiting) = traffic.load();
            tracing::warn!(
                refused = refused.overloaded,
                running,
                waiting,
                "more was asked than can be answered"
            );
        }
        if refused.over_quota > 0 {
            tracing::info!(
                refused = refused.over_quota,
                "requests were refused since their senders had no points left"
            );
        }
    }
}
